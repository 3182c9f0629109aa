//! Remarks from outside, the columns alone, remarks as JSON, refusals in both languages.

use crate::support::{answer, read_all, settings};
use crate::workbook::{Sheet, row, workbook};
use paper::{
    Candidate, ListKind, OpenQuestion, PaperBound, PaperColumn, PaperField, Reason, Remark, Severity, Topic,
    Unreadable, columns, mark, write_report,
};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

const LIST: &str = "TT;Tên sản phẩm;Chủ thể;Hạng sao lần 1;Năm lần 1;Hạng sao lần 2;Năm lần 2\n\
                    1;Chè;HTX Mẫu;3;2021;4;2024\n2;Mật;HTX Mẫu;3;2021;4;2024\nTổng cộng;;;;;;\n";

fn list_columns() -> Vec<PaperColumn> {
    columns(&LIST.as_bytes().to_vec(), &settings(ListKind::Products)).unwrap()
}

/// What another place knows of row 3.
fn more(columns: &[PaperColumn], row: u32) -> Vec<Remark> {
    let reason = Reason::error(
        "two_producers",
        "có hai chủ thể trùng tên",
        "there are two of that name",
    );
    let said = Remark::of_field(
        row,
        columns,
        (PaperField::Producer, 0),
        Some("HTX Mẫu".to_owned()),
        reason,
    );
    if row == 3 { vec![said] } else { Vec::new() }
}

#[test]
fn the_columns_are_found_without_the_rows() {
    let columns = list_columns();
    let (_, summary) = read_all(&LIST.as_bytes().to_vec(), &settings(ListKind::Products));
    assert_eq!(columns, summary.columns);
    let none = paper::columns(&b"a;b\n1;2\n".to_vec(), &settings(ListKind::Products));
    assert!(matches!(none, Err(Unreadable::NoHeadings(_))));
}

#[test]
fn a_remark_names_the_column_of_its_field_and_recognition() {
    let columns = list_columns();
    let at = |field: PaperField, turn: usize| {
        let remark = Remark::of_field(2, &columns, (field, turn), None, Reason::warning("x", "x", "x"));
        remark
            .column
            .map(|column| (column.letter, column.heading, column.number))
    };
    let told =
        |letter: &str, heading: &str, number: usize| Some((letter.to_owned(), heading.to_owned(), number));
    assert_eq!(at(PaperField::Stars, 0), told("D", "Hạng sao lần 1", 3));
    assert_eq!(at(PaperField::Stars, 1), told("F", "Hạng sao lần 2", 5));
    assert_eq!(at(PaperField::Phone, 0), None, "the whole row");
}

#[test]
fn further_remarks_are_asked_once_a_row_and_count() {
    let columns = list_columns();
    let (file, settings) = (LIST.as_bytes().to_vec(), settings(ListKind::Products));
    let (mut asked, mut out) = (Vec::new(), Vec::new());
    let mut further = |row: u32| {
        asked.push(row);
        more(&columns, row)
    };
    let summary = write_report(&file, &settings, &mut further, &mut out).unwrap();
    assert_eq!(asked, [2, 3]);
    assert_eq!(summary.rules.get("two_producers"), Some(&1));
    let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let said = report["remarks"].as_array().unwrap().iter();
    let said: Vec<_> = said.filter(|remark| remark["rule"] == "two_producers").collect();
    assert_eq!(
        (said.len(), &said[0]["row"], &said[0]["column"]["letter"]),
        (1, &3.into(), &"C".into())
    );
}

#[test]
fn further_remarks_are_shown_in_marked_files() {
    let columns = list_columns();
    let marked = |file: &Vec<u8>| {
        let (mut asked, mut out) = (Vec::new(), Cursor::new(Vec::new()));
        let mut further = |row: u32| {
            asked.push(row);
            more(&columns, row)
        };
        mark(file, &settings(ListKind::Products), &mut further, &mut out).unwrap();
        assert_eq!(asked, [2, 3]);
        out.into_inner()
    };
    let text = String::from_utf8(marked(&LIST.as_bytes().to_vec())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[2].contains("C: có hai chủ thể trùng tên") && !lines[1].contains("hai chủ thể"),
        "{text}"
    );

    let object = "{\"product\":\"Chè\",\"producer\":\"HTX\",\"stars\":3}";
    let text = String::from_utf8(marked(&format!("\n{object}\n{object}\n").into_bytes())).unwrap();
    assert!(text.lines().nth(2).unwrap().contains("two_producers"), "{text}");

    let rows = [
        row(1, &["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Năm"]),
        row(2, &["1", "Chè", "HTX Mẫu", "3", "2024"]),
        row(3, &["2", "Mật", "HTX Mẫu", "3", "2024"]),
    ];
    let sheet = Sheet {
        name: "DS",
        rows: &rows.concat(),
        merged: &[],
    };
    let copy = marked(&workbook(&[sheet], &[]));
    let mut archive = ZipArchive::new(Cursor::new(copy)).unwrap();
    assert_eq!(
        archive.by_index(0).unwrap().name().unwrap(),
        "[Content_Types].xml"
    );
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(part("xl/worksheets/ocop-remarks.xml").contains("two_producers"));
    assert!(part("xl/worksheets/sheet1.xml").contains(r#"<c r="C3" t="inlineStr" s="2">"#));
}

#[test]
fn a_remark_is_the_same_after_a_way_through_json() {
    let columns = list_columns();
    let question = OpenQuestion {
        kind: Topic::Authority,
        written: "2025".to_owned(),
        candidates: [Candidate {
            value: "district".to_owned(),
            label: "UBND cấp huyện".to_owned(),
        }]
        .into(),
    };
    let reasons = [
        Reason::error("a", "lỗi", "error"),
        Reason::warning("b".to_owned(), "cảnh báo", "warning"),
        Reason::question("c", question, "câu hỏi", "question"),
    ];
    for (reason, severity) in
        reasons
            .into_iter()
            .zip([Severity::Error, Severity::Warning, Severity::Question])
    {
        for field in [PaperField::Year, PaperField::Phone] {
            let remark = Remark::of_field(7, &columns, (field, 0), Some("2025".to_owned()), reason.clone());
            assert_eq!(remark.severity, severity);
            let json = serde_json::to_string(&remark).unwrap();
            assert_eq!(serde_json::from_str::<Remark>(&json).unwrap(), remark);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::from_value::<Remark>(value).unwrap(), remark);
        }
    }
    let (entries, _) = read_all(&LIST.as_bytes().to_vec(), &settings(ListKind::Products));
    for remark in entries.iter().flat_map(|entry| &entry.remarks) {
        let json = serde_json::to_vec(remark).unwrap();
        assert_eq!(&serde_json::from_slice::<Remark>(&json).unwrap(), remark);
    }
    let bad = r#"{"row":1,"column":{"letter":"1","heading":"x"},"value":null,"rule":"x","severity":"error","message":{"vi":"x","en":"x"},"question":null}"#;
    assert!(serde_json::from_str::<Remark>(bad).is_err());
}

#[test]
fn the_word_for_who_recognised_is_a_word() {
    assert_eq!(PaperField::Authority.as_str(), "authority");
    assert_eq!("authority".parse(), Ok(PaperField::Authority));
    for heading in ["authority", "recognitions.1.authority", "Cơ quan công nhận"] {
        let list = format!("product;producer;{heading}\nChè;HTX;UBND tỉnh\n");
        let columns = columns(&list.into_bytes(), &settings(ListKind::Products)).unwrap();
        assert_eq!(columns[2].field, Some(PaperField::Authority), "{heading}");
    }
    assert!(
        serde_json::from_str::<paper::PaperAnswer>(
            r#"{"kind":"regime","written":"2023","value":"148-2023"}"#
        )
        .is_ok_and(|read| read == answer(Topic::Regime, "2023", "148-2023"))
    );
}

#[test]
fn refusals_have_a_code_and_both_languages() {
    let secret = "/var/lib/secret";
    let refusals = [
        (Unreadable::from(io::Error::other(secret)), "file_unreadable"),
        (Unreadable::OldWorkbook, "old_workbook"),
        (Unreadable::Damaged("x".to_owned()), "damaged_workbook"),
        (Unreadable::TooLarge(PaperBound::Unpacked), "too_large"),
        (Unreadable::NoSheet("x".to_owned()), "no_sheet"),
        (Unreadable::NoHeadings(25), "no_headings"),
        (Unreadable::NoColumn("x".to_owned()), "no_column"),
        (Unreadable::Output(secret.to_owned()), "output_failed"),
    ];
    for (refusal, code) in refusals {
        let message = refusal.message();
        assert_eq!(refusal.code(), code);
        assert!(
            !message.vi.is_empty() && !message.en.is_empty() && message.vi != message.en,
            "{code}"
        );
        assert!(
            !message.vi.contains(secret) && !message.en.contains(secret),
            "{code}"
        );
    }
}
