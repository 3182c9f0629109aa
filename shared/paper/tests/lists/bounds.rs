//! Files that unpack to more than is taken are refused, or their rows are.

use crate::support::{product, read_all, rules, settings};
use crate::workbook::{Sheet, row, workbook};
use paper::{ListKind, ListedEntry, PaperBound, PaperFile, Unreadable};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEADINGS: [&str; 5] = ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Năm"];
const CELL: usize = 4 * 32_767;
const LINE: usize = 1 << 20;

fn sheet(rows: &[String], merged: &[&str], shared: &[&str]) -> Vec<u8> {
    let sheet = Sheet {
        name: "DS",
        rows: &rows.concat(),
        merged,
    };
    workbook(&[sheet], shared)
}

fn refusal(file: &dyn PaperFile) -> Option<PaperBound> {
    let read = paper::read(file, &settings(ListKind::Products), &mut |_| {
        ControlFlow::Continue(())
    });
    match read {
        Err(Unreadable::TooLarge(bound)) => Some(bound),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    }
}

fn entries(file: &dyn PaperFile) -> Vec<ListedEntry> {
    read_all(file, &settings(ListKind::Products)).0
}

/// The rows of a sheet: one whose cells are `cells`, and a plain one.
fn with_row(cells: &str) -> Vec<String> {
    vec![
        row(1, &HEADINGS),
        format!("<row r=\"2\">{cells}</row>"),
        row(3, &["2", "Mật", "HTX Mẫu", "3", "2024"]),
    ]
}

#[test]
fn a_piece_of_xml_without_end_is_refused() {
    let long = "x".repeat(LINE + 1);
    for piece in [
        format!("<!--{long}-->"),
        format!("<c r=\"A2\" t=\"{long}\"><v>1</v></c>"),
        format!("<c r=\"A2\" t=\"str\"><v>{long}</v></c>"),
    ] {
        assert_eq!(
            refusal(&sheet(&with_row(&piece), &[], &[])),
            Some(PaperBound::Piece)
        );
    }
    let text = format!("<t>{long}</t>");
    assert_eq!(
        refusal(&sheet(&with_row(""), &[], &[text.as_str()])),
        Some(PaperBound::Piece)
    );
}

#[test]
fn elements_without_end_are_refused() {
    let nested = "<x>".repeat(2_000);
    assert_eq!(
        refusal(&sheet(&with_row(&nested), &[], &[])),
        Some(PaperBound::Depth)
    );
}

#[test]
fn a_tag_of_many_attributes_takes_no_longer_than_its_length() {
    let attributes: String = (0..60_000).map(|number| format!(" a{number}=\"\"")).collect();
    let entries = entries(&sheet(
        &with_row(&format!("<c{attributes}><v>1</v></c>")),
        &[],
        &[],
    ));
    assert_eq!(product(&entries[1]).name, "Mật");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    // 256 MiB of one text that cells share, packed in some hundred kibibytes.
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = sheet(&with_row(""), &[], &[]);
    let mut source = zip::ZipArchive::new(Cursor::new(plain)).unwrap();
    for number in 0..source.len() {
        let part = source.by_index_raw(number).unwrap();
        if part.name().unwrap() != "xl/sharedStrings.xml" {
            archive.raw_copy_file(part).unwrap();
        }
    }
    archive
        .start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .unwrap();
    archive.write_all(b"<sst><si>").unwrap();
    let piece = format!("<t>{}</t>", "0".repeat(LINE - 16));
    for _ in 0..256 {
        archive.write_all(piece.as_bytes()).unwrap();
    }
    archive.write_all(b"</si></sst>").unwrap();
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(refusal(&bomb), Some(PaperBound::Shared));
}

#[test]
fn an_archive_of_many_parts_is_refused() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..=10_000 {
        archive
            .start_file(number.to_string(), SimpleFileOptions::default())
            .unwrap();
    }
    assert_eq!(
        refusal(&archive.finish().unwrap().into_inner()),
        Some(PaperBound::Parts)
    );
}

#[test]
fn a_row_with_too_many_cells_or_too_long_a_text_is_told() {
    let text = "x".repeat(CELL + 1);
    let most = "x".repeat(CELL);
    let many: String = (0..9)
        .map(|_| format!("<c t=\"str\"><v>{most}</v></c>"))
        .collect();
    for cells in [
        "<c/>".repeat(16_385),
        "<c r=\"XFE2\"><v>1</v></c>".to_owned(),
        format!("<c r=\"B2\" t=\"str\"><v>{text}</v></c>"),
        // Several pieces of text in one cell.
        format!(
            "<c r=\"B2\" t=\"inlineStr\"><is>{}</is></c>",
            format!("<t>{}</t>", &text[..CELL / 2]).repeat(3)
        ),
        many,
    ] {
        let entries = entries(&sheet(&with_row(&cells), &[], &[]));
        assert_eq!(rules(&entries[0]), ["unreadable_line"]);
        assert_eq!(entries[0].content, None);
        assert!(
            entries[0].remarks[0].message.vi.contains("hơn"),
            "{:?}",
            entries[0].remarks
        );
        assert_eq!(product(&entries[1]).name, "Mật", "the others are read");
    }
    let cells = format!("<c r=\"B2\" t=\"str\"><v>{}</v></c>", "x".repeat(32_767));
    assert_ne!(
        rules(&entries(&sheet(&with_row(&cells), &[], &[]))[0]),
        ["unreadable_line"]
    );
}

#[test]
fn a_shared_text_in_many_cells_counts_in_each() {
    let shared = format!("<t>{}</t>", "x".repeat(CELL));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(100);
    let entries = entries(&sheet(&with_row(&cells), &[], &[shared.as_str()]));
    assert_eq!(rules(&entries[0]), ["unreadable_line"]);
}

#[test]
fn merged_cells_over_one_another_are_refused() {
    let merged: Vec<String> = (0..5).map(|_| "A2:IV3".to_owned()).collect();
    let merged: Vec<&str> = merged.iter().map(String::as_str).collect();
    assert_eq!(
        refusal(&sheet(&with_row(""), &merged, &[])),
        Some(PaperBound::Covered)
    );
    assert_eq!(refusal(&sheet(&with_row(""), &merged[..4], &[])), None);
}

#[test]
fn a_quotation_mark_without_end_is_refused_and_not_read_on() {
    let list = format!(
        "Tên sản phẩm;Chủ thể;Hạng sao\n\"Chè;HTX;3\n{}",
        "Mật;HTX;3\n".repeat(200_000)
    );
    assert_eq!(refusal(&list.into_bytes()), Some(PaperBound::Line));
}

#[test]
fn a_text_of_too_many_rows_is_refused() {
    let list = format!("Tên sản phẩm;Chủ thể\n{}", ";\n".repeat(1_048_576));
    assert_eq!(refusal(&list.into_bytes()), Some(PaperBound::Rows));
}

#[test]
fn a_sheet_of_too_many_rows_is_refused() {
    let rows = [row(1, &HEADINGS), "<row></row>".repeat(1_048_576)];
    assert_eq!(refusal(&sheet(&rows, &[], &[])), Some(PaperBound::Rows));
}

#[test]
fn a_summary_keeps_no_long_texts() {
    let long = "ư".repeat(10_000);
    let list = format!(
        "TT;Tên sản phẩm;Chủ thể;Loại hình;Hạng sao\n1;Chè;HTX;{long};3\n;Tổng cộng {long};;;\n;{long};;;\n"
    );
    let (entries, summary) = read_all(&list.into_bytes(), &settings(ListKind::Products));
    assert!(rules(&entries[0]).contains(&"unknown_producer_kind"));
    assert!(
        summary
            .questions
            .iter()
            .all(|question| question.written.len() <= 1_000)
    );
    assert_eq!(summary.skipped.len(), 2);
    assert!(summary.skipped.iter().all(|line| line.text.len() <= 1_000));
}

#[test]
fn a_line_of_a_text_with_too_many_or_too_long_cells_is_told() {
    let long = "x".repeat(CELL + 1);
    for line in [";".repeat(16_384), format!("{long};HTX;3")] {
        let list = format!("Tên sản phẩm;Chủ thể;Hạng sao\n{line}\nMật;HTX;3\n");
        let entries = entries(&list.into_bytes());
        assert_eq!(rules(&entries[0]), ["unreadable_line"]);
        assert_eq!(product(&entries[1]).name, "Mật");
    }
}

#[test]
fn json_lines_are_bounded() {
    let object = |name: &str| format!("{{\"product\":\"{name}\",\"producer\":\"HTX\",\"stars\":3}}\n");
    for name in ["x".repeat(CELL + 1), "x".repeat(LINE)] {
        let entries = entries(&(object("Chè") + &object(&name) + &object("Mật")).into_bytes());
        assert_eq!(rules(&entries[1]), ["unreadable_line"]);
        assert_eq!(product(&entries[2]).name, "Mật");
    }
    let long = "x".repeat(2_000);
    let deep = format!("{{\"product\":\"Chè\",\"producer\":\"HTX\",\"{long}\":{{\"a\":1}}}}\n");
    let (entries, summary) = read_all(&deep.into_bytes(), &settings(ListKind::Products));
    assert_eq!(
        (product(&entries[0]).name.as_str(), summary.columns.len()),
        ("Chè", 2)
    );
}

#[test]
fn a_heading_may_not_name_a_recognition_beyond_all_lines() {
    let list = "Tên sản phẩm;Chủ thể;Hạng sao lần 99999999999\nChè;HTX;3\n";
    let entries = entries(&list.as_bytes().to_vec());
    assert_eq!(product(&entries[0]).recognitions.len(), 1);
}

#[test]
fn an_address_of_many_pieces_is_no_address() {
    let address = "xã a, ".repeat(15_000);
    let list = format!("Tên sản phẩm;Chủ thể;Địa chỉ;Hạng sao\nChè;HTX;\"{address}\";3\n");
    let entries = entries(&list.into_bytes());
    assert_eq!(product(&entries[0]).producer.place, None);
}
