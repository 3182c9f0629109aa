//! What stands in a document can be read again.

use super::code::code;
use super::*;

const PANGRAM: &str = "Ủy ban nhân dân tỉnh Phú Thọ công nhận ổi Đôn Nhân, rượu nếp cẩm, mật ong đạt hạng ba sao; \
    ẵ ặ ỗ ộ ỡ ợ ữ ự ỹ ỵ Ẫ Ệ Ỏ Ừ";

fn document(blocks: Vec<Block>) -> PdfDocument {
    PdfDocument {
        title: "Giấy chứng nhận".to_owned(),
        dated: "2026-12-30".parse().unwrap(),
        blocks,
    }
}

fn text(pdf: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem_by_pages(pdf)
        .unwrap()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(number: usize) -> Vec<Paragraph> {
    vec![
        Paragraph::new(number.to_string()),
        Paragraph::new("Thanh long ruột đỏ Lập Thạch").bold(),
        Paragraph::new("90,40").italic().centred(),
    ]
}

fn table(rows: usize) -> PdfTable {
    PdfTable {
        columns: vec![1, 6, 2],
        head: vec![
            Paragraph::new("TT"),
            Paragraph::new("Sản phẩm").bold(),
            Paragraph::new("Điểm"),
        ],
        rows: (1..=rows).map(row).collect(),
        ruled: true,
    }
}

#[test]
fn vietnamese_can_be_read_again_and_the_bytes_do_not_depend_on_the_run() {
    let paragraphs = [
        Paragraph::new(PANGRAM),
        Paragraph::new(PANGRAM).bold(),
        Paragraph::new(PANGRAM).italic().centred().size(11),
    ];
    let document = document(paragraphs.into_iter().map(Block::from).collect());
    let pdf = document.to_pdf().unwrap();
    let text = text(&pdf);
    assert_eq!(text.matches(PANGRAM).count(), 3, "{text}");
    assert_eq!(pdf, document.to_pdf().unwrap());
}

#[test]
fn a_long_table_goes_on_under_its_head_and_pages_are_numbered() {
    let pdf = document(vec![table(120).into()]).to_pdf().unwrap();
    let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
    assert!(pages.len() > 1);
    for page in &pages {
        assert!(page.contains("Sản phẩm"), "{page}");
    }
    let text = text(&pdf);
    assert_eq!(text.matches("Thanh long ruột đỏ Lập Thạch").count(), 120);
}

#[test]
fn a_row_longer_than_a_page_loses_no_word() {
    let words: Vec<String> = (0..2_000).map(|word| format!("chữ{word}")).collect();
    let long = PdfTable {
        columns: vec![1, 1],
        head: Vec::new(),
        rows: vec![vec![Paragraph::new(words.join(" ")), Paragraph::new("ngắn")]],
        ruled: true,
    };
    let text = text(&document(vec![long.into()]).to_pdf().unwrap());
    let found: Vec<&str> = text.split(' ').filter(|word| word.starts_with("chữ")).collect();
    assert_eq!(found, words);
}

#[test]
fn what_the_typeface_lacks_does_not_stop_the_document() {
    let strange = "Trà 🍵 \u{e000}\u{feff}\u{7}cổ thụ 茶 e\u{302}\u{301}";
    let pdf = document(vec![Paragraph::new(strange).into()]).to_pdf().unwrap();
    assert_eq!(text(&pdf), "Trà ? ? cổ thụ ? ế");
}

#[test]
fn a_code_says_its_content() {
    let content = "https://ocop.example.vn/verify/7K3M-9QXT-2WHB-5CDE";
    let made = code(content).unwrap();
    let side = usize::try_from(made.width).unwrap();
    let grid = rqrr::SimpleGrid::from_func(side, |x, y| {
        made.dark
            .contains(&(i32::try_from(x).unwrap(), i32::try_from(y).unwrap()))
    });
    assert_eq!(rqrr::Grid::new(grid).decode().unwrap().1, content);
    assert!(code(&"x".repeat(5_000)).is_err());
}
