//! The report, and the same file with its faults marked.

use crate::support::{read_all, settings};
use crate::workbook::{Sheet, row, workbook};
use paper::{ListKind, mark, write_report};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn case() -> Vec<u8> {
    std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/cases/workbook-two-header-rows.xlsx"
    ))
    .unwrap()
}

fn marked(file: &Vec<u8>) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    mark(file, &settings(ListKind::Products), &mut |_| Vec::new(), &mut out).unwrap();
    out.into_inner()
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(file: &[u8]) -> Vec<String> {
    ZipArchive::new(Cursor::new(file))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

#[test]
fn a_marked_workbook_is_the_same_workbook_with_colours_and_a_sheet_more() {
    let file = case();
    let copy = marked(&file);
    let settings = settings(ListKind::Products);
    assert_eq!(
        read_all(&file, &settings).0,
        read_all(&copy, &settings).0,
        "the same list"
    );
    for name in names(&file)
        .iter()
        .filter(|name| name.starts_with("docProps") || name.contains("theme"))
    {
        assert_eq!(part(&file, name), part(&copy, name), "{name}");
    }
    let sheet = part(&copy, "xl/worksheets/sheet1.xml");
    // Two formats there were: errors are 2 and 3, warnings 4 and 5, questions 6 and 7; K8 has an error, N7 a warning, F7 a question.
    for cell in [
        r#"<c r="K8" t="n" s="2">"#,
        r#"<c r="N7" t="n" s="4">"#,
        r#"<c r="F7" t="inlineStr" s="6">"#,
        r#"<c r="E8" s="4"/>"#,
    ] {
        assert!(sheet.contains(cell), "{cell} in {sheet}");
    }
    let plain = |sheet: &str| {
        sheet
            .replace(r#"<c r="E8" s="4"/>"#, "")
            .split(" s=\"")
            .map(|piece| {
                piece
                    .split_once('"')
                    .map_or(
                        piece,
                        |(number, rest)| if number.len() < 3 { rest } else { piece },
                    )
                    .to_owned()
            })
            .collect::<String>()
    };
    assert_eq!(
        plain(&sheet),
        plain(&part(&file, "xl/worksheets/sheet1.xml")),
        "nothing else changed"
    );
    let styles = part(&copy, "xl/styles.xml");
    assert_eq!(
        styles.matches("<xf ").count(),
        part(&file, "xl/styles.xml").matches("<xf ").count() + 6
    );
    assert_eq!(styles.matches("patternType=\"solid\"").count(), 3);
    assert!(styles.contains(r#"applyFill="1""#) && styles.contains(r#"fillId="4""#));
    assert!(part(&copy, "xl/workbook.xml").contains("Nhận xét"));
    let remarks = part(&copy, "xl/worksheets/ocop-remarks.xml");
    for said in [
        "end_before_recognition",
        "An Thời Đông",
        "current/27673",
        "owner_carried_on",
    ] {
        assert!(remarks.contains(said), "{said}");
    }
}

#[test]
fn a_marked_workbook_can_be_marked_again() {
    let again = marked(&marked(&case()));
    assert_eq!(
        names(&again)
            .iter()
            .filter(|name| name.contains("ocop-remarks"))
            .count(),
        1
    );
    assert_eq!(part(&again, "xl/workbook.xml").matches("<sheet ").count(), 2);
}

#[test]
fn cells_that_are_not_there_are_put_in_at_their_place() {
    let rows = [
        row(
            1,
            &["TT", "Tên sản phẩm", "Chủ thể", "Xã, phường", "Hạng sao", "Năm"],
        ),
        row(2, &["1", "Chè", "", "", "9", "<c s=\"1\"><v>45000</v></c>"]),
    ];
    let file = workbook(
        &[Sheet {
            name: "DS",
            rows: &rows.concat(),
            merged: &[],
        }],
        &[],
    );
    let sheet = part(&marked(&file), "xl/worksheets/sheet1.xml");
    let cells = sheet.find(r#"<c r="C2""#).zip(sheet.find(r#"<c r="E2""#));
    assert!(cells.is_some_and(|(owner, stars)| owner < stars), "{sheet}");
    assert!(sheet.contains(r#"<c r="E2" s="2"><v>9</v>"#), "{sheet}");
}

#[test]
fn a_marked_text_has_a_column_more() {
    let list =
        "DANH SÁCH;;\n\nTên sản phẩm;Chủ thể;Hạng sao\nChè;HTX Mẫu;9\n\"Mật; ong\";HTX Mẫu;3\n\nTổng;;2\n";
    let copy = String::from_utf8(marked(&list.as_bytes().to_vec())).unwrap();
    let lines: Vec<&str> = copy.strip_prefix('\u{feff}').unwrap().lines().collect();
    assert_eq!(lines[0], "DANH SÁCH;;");
    assert_eq!(lines[1], "");
    assert_eq!(lines[2], "Tên sản phẩm;Chủ thể;Hạng sao;Nhận xét");
    assert!(
        lines[3].starts_with("Chè;HTX Mẫu;9;") && lines[3].contains("C: phải là số sao"),
        "{}",
        lines[3]
    );
    assert!(lines[4].starts_with("\"Mật; ong\";HTX Mẫu;3;"), "{}", lines[4]);
    assert_eq!(&lines[5..], ["", "Tổng;;2"]);
}

#[test]
fn marked_json_lines_have_a_member_more() {
    let list = "{\"product\":\"Chè\",\"producer\":\"HTX Mẫu\",\"stars\":9}\n\nnone\n";
    let copy = String::from_utf8(marked(&list.as_bytes().to_vec())).unwrap();
    let lines: Vec<&str> = copy.lines().collect();
    assert!(
        lines[0].starts_with("{\"product\":\"Chè\",\"producer\":\"HTX Mẫu\",\"stars\":9,\"remarks\":[{"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("bad_stars"));
    assert_eq!(&lines[1..], ["", "none"]);
}

#[test]
fn the_report_says_where_what_and_why() {
    let mut out = Vec::new();
    write_report(
        &case(),
        &settings(ListKind::Products),
        &mut |_| Vec::new(),
        &mut out,
    )
    .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let remarks = report["remarks"].as_array().unwrap();
    let error = remarks
        .iter()
        .find(|remark| remark["rule"] == "end_before_recognition")
        .unwrap();
    assert_eq!(error["row"], 8);
    assert_eq!(error["column"]["letter"], "K");
    assert_eq!(error["column"]["heading"], "Ngày hết hạn");
    assert_eq!(error["value"], "46000");
    assert_eq!(error["severity"], "error");
    assert!(error["message"]["vi"].as_str().unwrap() != error["message"]["en"].as_str().unwrap());
    assert_eq!(report["summary"]["rows"], 4);
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["summary"]["columns"][17]["recognition"], 2);
    assert_eq!(report["summary"]["skipped"][0]["row"], 9);
}
