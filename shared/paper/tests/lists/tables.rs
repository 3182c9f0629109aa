//! How tables lie in sheets: headings, merged cells, owners, sums.

use crate::support::{self, answer, on, product, read_all, rules, settings};
use crate::workbook::{Sheet, row, workbook};
use paper::{ListKind, ListedEntry, PaperField, PaperSummary, Severity, Topic, Unreadable};
use std::ops::ControlFlow;

fn sheet(rows: &[String], merged: &[&str]) -> (Vec<ListedEntry>, PaperSummary) {
    let file = workbook(
        &[Sheet {
            name: "DS",
            rows: &rows.concat(),
            merged,
        }],
        &[],
    );
    read_all(&file, &settings(ListKind::Products))
}

fn text(list: &str) -> (Vec<ListedEntry>, PaperSummary) {
    read_all(&list.as_bytes().to_vec(), &settings(ListKind::Products))
}

const HEADINGS: [&str; 6] = ["TT", "Tên sản phẩm", "Chủ thể", "Xã, phường", "Hạng sao", "Năm"];

#[test]
fn headings_stand_in_any_of_the_first_lines() {
    for first in 1..=4 {
        let rows = [
            row(first, &HEADINGS),
            row(first + 1, &["1", "Chè", "HTX Mẫu", "", "3", "2024"]),
        ];
        let (entries, summary) = sheet(&rows, &[]);
        assert_eq!((summary.heading_row, entries.len()), (first, 1));
        assert_eq!(entries[0].row, first + 1);
    }
}

#[test]
fn a_title_over_all_columns_is_no_heading() {
    let rows = [
        row(1, &["DANH SÁCH SẢN PHẨM OCOP CỦA TỈNH"]),
        row(2, &HEADINGS),
        row(3, &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        row(4, &["1", "Chè", "HTX Mẫu", "", "3", "2024"]),
    ];
    let (entries, summary) = sheet(&rows, &["A1:H1"]);
    assert_eq!((entries.len(), entries[0].row), (1, 4));
    assert_eq!(
        summary
            .columns
            .iter()
            .filter(|column| column.field == Some(PaperField::Product))
            .count(),
        1
    );
}

#[test]
fn merged_cells_are_said_of_all_their_rows() {
    let rows = [
        row(1, &HEADINGS),
        row(2, &["1", "Chè", "HTX Mẫu", "Xã Đôn Nhân", "3", "2024"]),
        row(3, &["2", "Mật", "", "", "4", "2024"]),
        row(4, &["3", "Bún", "Hộ Khác", "Xã Đôn Nhân", "3", "2023"]),
    ];
    let (entries, summary) = sheet(&rows, &["C2:C3", "D2:D3"]);
    let second = product(&entries[1]);
    assert_eq!(second.producer.name, "HTX Mẫu");
    assert_eq!(second.producer.place, product(&entries[0]).producer.place);
    assert!(
        !rules(&entries[1]).contains(&"owner_carried_on"),
        "a merged cell needs no warning"
    );
    assert_eq!(summary.producers, 2);
}

#[test]
fn an_empty_owner_is_asked_and_an_answer_carries_it_on() {
    let list =
        "TT;Tên sản phẩm;Chủ thể;Xã, phường;Hạng sao;Năm\n1;Chè;HTX Mẫu;Xã Đôn Nhân;3;2024\n2;Mật;;;4;2024\n";
    let (entries, _) = text(list);
    let asked = entries[1]
        .remarks
        .iter()
        .find(|remark| remark.rule == "owner_empty")
        .unwrap();
    assert_eq!(
        (asked.severity, asked.column.as_ref().unwrap().letter.as_str()),
        (Severity::Question, "C")
    );
    let question = asked.question.as_ref().unwrap();
    assert_eq!(question.candidates[0].label, "HTX Mẫu");
    assert_eq!(product(&entries[1]).producer.name, "", "nothing is guessed");
    assert!(!rules(&entries[1]).contains(&"required"), "asked once");
    let mut settings = settings(ListKind::Products);
    settings.answers = support::answers(vec![answer(
        Topic::Owner,
        &question.written,
        &question.candidates[0].value,
    )]);
    let (entries, _) = read_all(&list.as_bytes().to_vec(), &settings);
    assert_eq!(product(&entries[1]).producer.name, "HTX Mẫu");
    assert!(rules(&entries[1]).contains(&"owner_carried_on"));
}

#[test]
fn formulas_are_read_by_their_value_and_told_without_one() {
    let rows = [
        row(1, &HEADINGS),
        row(
            2,
            &[
                "1",
                "Chè",
                "HTX Mẫu",
                "Xã Đôn Nhân",
                "<c><f>1+2</f><v>3</v></c>",
                "2024",
            ],
        ),
        row(
            3,
            &[
                "2",
                "<c t=\"str\"><f>B2&amp;\"x\"</f><v>Chèx</v></c>",
                "HTX Mẫu",
                "Xã Đôn Nhân",
                "<c><f>SUM(A1)</f></c>",
                "2024",
            ],
        ),
        row(
            4,
            &[
                "3",
                "Mật",
                "HTX Mẫu",
                "Xã Đôn Nhân",
                "<c t=\"e\"><f>E9</f><v>#REF!</v></c>",
                "2024",
            ],
        ),
    ];
    let (entries, _) = sheet(&rows, &[]);
    assert_eq!(product(&entries[0]).recognitions[0].stars.stars, 3);
    assert_eq!(product(&entries[1]).name, "Chèx");
    let told = |entry: &ListedEntry, rule: &str| {
        entry.remarks.iter().any(|remark| {
            remark.rule == rule
                && remark.severity == Severity::Error
                && remark.column.as_ref().unwrap().letter == "E"
        })
    };
    assert!(told(&entries[1], "formula_without_value"));
    assert!(told(&entries[2], "broken_formula"));
    assert!(
        entries[1..]
            .iter()
            .all(|entry| !entry.is_ready() && product(entry).recognitions.is_empty())
    );
}

#[test]
fn formulas_dragged_down_repeat_the_cell_above() {
    let rows = [
        row(1, &HEADINGS),
        row(2, &["1", "Chè", "HTX Mẫu", "Xã Đôn Nhân", "3", "2024"]),
        row(
            3,
            &[
                "2",
                "Mật",
                "",
                "<c><f t=\"shared\" ref=\"D3:D4\" si=\"0\">D2</f></c>",
                "3",
                "2024",
            ],
        ),
        row(
            4,
            &["3", "Bún", "", "<c><f t=\"shared\" si=\"0\"/></c>", "3", "2024"],
        ),
    ];
    let (entries, _) = sheet(&rows, &[]);
    for entry in &entries[1..] {
        assert_eq!(
            product(entry).producer.identity(),
            product(&entries[0]).producer.identity()
        );
        assert!(
            rules(entry).contains(&"formula_without_value") && rules(entry).contains(&"owner_carried_on")
        );
    }
}

#[test]
fn two_recognitions_a_line_in_one_line_of_headings() {
    let list = "Tên sản phẩm;Chủ thể;Hạng sao lần 1;Ngày công nhận lần 1;Hạng sao lần 2;Ngày công nhận lần 2;Ngày hết hạn\n\
                Chè;HTX Mẫu;3 sao;1/2/2021;4 sao;1/3/2024;1/3/2027\n";
    let (entries, _) = text(list);
    let recognitions = &product(&entries[0]).recognitions;
    assert_eq!(
        recognitions.iter().map(|one| one.stars.stars).collect::<Vec<_>>(),
        [3, 4]
    );
    assert_eq!(
        (recognitions[0].last_day, recognitions[1].last_day),
        (None, Some(on("2027-03-01")))
    );
}

#[test]
fn sums_signatures_sections_and_headings_again_are_no_rows() {
    let list = "TT;Tên sản phẩm;Chủ thể;Xã, phường;Hạng sao;Năm\n\
                I;HUYỆN SÔNG LÔ;;;;\n\
                1;Tổng hợp trà;HTX Mẫu;Xã Đôn Nhân;3;2024\n\
                ;Cộng;;;1;\n\
                TT;Tên sản phẩm;Chủ thể;Xã, phường;Hạng sao;Năm\n\
                2;Mật;HTX Mẫu;Xã Đôn Nhân;3;2023\n\
                ;Tổng cộng: 2 sản phẩm;;;;\n\
                ;Người lập biểu;;;;Chủ tịch\n";
    let (entries, summary) = text(list);
    assert_eq!(
        entries
            .iter()
            .map(|entry| product(entry).name.as_str())
            .collect::<Vec<_>>(),
        ["Tổng hợp trà", "Mật"]
    );
    let skipped: Vec<_> = summary
        .skipped
        .iter()
        .map(|line| (line.row, line.why.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            (2, "section"),
            (4, "sum"),
            (5, "headings"),
            (7, "sum"),
            (8, "signature")
        ]
    );
}

#[test]
fn a_mapping_names_columns() {
    let list = "Hàng;Ai làm;Điểm;Hạng sao;Năm\nChè;HTX Mẫu;x;3;2024\n";
    let mut settings = settings(ListKind::Products);
    let file = list.as_bytes().to_vec();
    let refused = paper::read(&file, &settings, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Unreadable::NoHeadings(_))));
    settings.mapping.insert("Hàng".to_owned(), PaperField::Product);
    settings.mapping.insert("B".to_owned(), PaperField::Producer);
    let (entries, _) = read_all(&file, &settings);
    assert_eq!(
        (
            product(&entries[0]).name.as_str(),
            product(&entries[0]).producer.name.as_str()
        ),
        ("Chè", "HTX Mẫu")
    );
    settings.mapping.insert("Không có".to_owned(), PaperField::Phone);
    let refused = paper::read(&file, &settings, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Unreadable::NoColumn(name)) if name == "Không có"));
}

#[test]
fn a_row_that_says_what_an_earlier_one_says_is_told() {
    let list =
        "Tên sản phẩm;Chủ thể;Hạng sao;Năm\nChè;HTX Mẫu;3;2024\nChè;HTX Mẫu;4;2025\nChè;HTX Mẫu;3;2024\n";
    let (entries, summary) = text(list);
    assert_eq!((summary.rows, summary.products), (3, 1));
    assert!(!rules(&entries[1]).contains(&"row_repeated"));
    assert!(rules(&entries[2]).contains(&"row_repeated"));
}
