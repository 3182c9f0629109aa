//! Workbooks made by hand, with the parts that programs write and no library makes on purpose.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sheet of a workbook: its rows as XML, and what is merged.
pub(crate) struct Sheet<'a> {
    pub(crate) name: &'a str,
    pub(crate) rows: &'a str,
    pub(crate) merged: &'a [&'a str],
}

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"><alignment wrapText="1"/></xf></cellXfs></styleSheet>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The bytes of a workbook; cells with `s="1"` show dates.
pub(crate) fn workbook(sheets: &[Sheet<'_>], shared: &[&str]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    part(
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#,
    );
    part(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, sheet) in sheets.iter().enumerate() {
        let number = number + 1;
        list.push_str(&format!(
            r#"<sheet name="{}" sheetId="{number}" r:id="rId{number}"/>"#,
            sheet.name
        ));
        relations.push_str(&format!(r#"<Relationship Id="rId{number}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{number}.xml"/>"#));
        let merged: String = sheet
            .merged
            .iter()
            .map(|cells| format!(r#"<mergeCell ref="{cells}"/>"#))
            .collect();
        let merged = if merged.is_empty() {
            merged
        } else {
            format!("<mergeCells>{merged}</mergeCells>")
        };
        part(
            &format!("xl/worksheets/sheet{number}.xml"),
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{}</sheetData>{merged}</worksheet>"#,
                sheet.rows
            ),
        );
    }
    part(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><workbookPr/><sheets>{list}</sheets></workbook>"#
        ),
    );
    let further = format!(
        r#"<Relationship Id="rId100" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId101" Type="{DOCUMENT}/styles" Target="styles.xml"/>"#
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(r#"<Relationships xmlns="{PACKAGE}">{relations}{further}</Relationships>"#),
    );
    let strings: String = shared.iter().map(|text| format!("<si>{text}</si>")).collect();
    part(
        "xl/sharedStrings.xml",
        &format!(r#"<sst xmlns="{MAIN}">{strings}</sst>"#),
    );
    part("xl/styles.xml", STYLES);
    archive.finish().unwrap().into_inner()
}

/// A row of cells of text, number or XML as it stands, from column A on.
pub(crate) fn row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .map(|(column, cell)| {
            let place = format!("{}{number}", char::from(b'A' + u8::try_from(column).unwrap()));
            match *cell {
                "" => String::new(),
                xml if xml.starts_with('<') => xml.replacen("<c", &format!(r#"<c r="{place}""#), 1),
                digits if digits.parse::<f64>().is_ok() => format!(r#"<c r="{place}"><v>{digits}</v></c>"#),
                text => format!(
                    r#"<c r="{place}" t="inlineStr"><is><t>{}</t></is></c>"#,
                    text.replace('&', "&amp;")
                ),
            }
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}
