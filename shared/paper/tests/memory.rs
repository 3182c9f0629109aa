//! Long lists are read and marked in little memory. In a process of its own: what it holds at most is measured.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect"
)]

use chrono::NaiveDate;
use domain::criteria::Regimes;
use paper::{ListKind, PaperAnswers, PaperFile, PaperSettings, ReadSeek, mark, read};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Lines of the lists; `OCOP_PAPER_LINES` says another number, `scripts/bench` 200,000.
const LINES: u32 = 20_000;
/// What a worker may hold, in kibibytes.
const MOST: u64 = 256 * 1024;

struct OnDisk(PathBuf);

impl PaperFile for OnDisk {
    fn open(&self) -> io::Result<Box<dyn ReadSeek + '_>> {
        Ok(Box::new(File::open(&self.0)?))
    }
}

fn lines() -> u32 {
    let given = std::env::var("OCOP_PAPER_LINES").ok();
    given.map_or(LINES, |lines| lines.parse().unwrap())
}

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The texts of a row: names and numbers of its own, a fault in every tenth row.
fn cells(row: u32) -> [String; 12] {
    let producer = row / 3;
    [
        row.to_string(),
        format!("Sản phẩm số {row} của bà con"),
        if row.is_multiple_of(10) {
            "Khác".to_owned()
        } else {
            "Thực phẩm".to_owned()
        },
        format!("Hợp tác xã Nông nghiệp số {producer}"),
        "xã Đôn Nhân, huyện Sông Lô, tỉnh Vĩnh Phúc".to_owned(),
        format!("Thôn {producer}, đường số {}", producer % 97),
        format!("Nguyễn Văn Mẫu {producer}"),
        format!("09{producer:08}"),
        "3 sao".to_owned(),
        format!("{:02}/{:02}/2024", row % 28 + 1, row % 12 + 1),
        "2024".to_owned(),
        format!("{}/QĐ-UBND", row % 500),
    ]
}

const HEADINGS: [&str; 12] = [
    "TT",
    "Tên sản phẩm",
    "Nhóm sản phẩm",
    "Chủ thể",
    "Xã, phường",
    "Địa chỉ",
    "Người đại diện",
    "Điện thoại",
    "Hạng sao",
    "Ngày công nhận",
    "Năm",
    "Số quyết định",
];

/// A workbook as programs write it: every text once in the table of shared texts, which is the most that has to be kept.
fn workbook(path: &Path) {
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
    let mut begin = |name: &str, text: &str, rest: &mut dyn FnMut(&mut dyn Write)| {
        archive
            .start_file(name, SimpleFileOptions::default().compression_level(Some(1)))
            .unwrap();
        let mut part = BufWriter::new(&mut archive);
        part.write_all(text.as_bytes()).unwrap();
        rest(&mut part);
        part.flush().unwrap();
    };
    begin(
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>",
        &mut |_| {},
    );
    let package = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    begin(
        "xl/workbook.xml",
        &format!(
            "<workbook {MAIN} xmlns:r=\"{document}\"><sheets><sheet name=\"DS\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        ),
        &mut |_| {},
    );
    begin(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships {package}><Relationship Id=\"r1\" Type=\"{document}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{document}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"r3\" Type=\"{document}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
        &mut |_| {},
    );
    begin(
        "xl/styles.xml",
        &format!(
            "<styleSheet {MAIN}><fills count=\"1\"><fill/></fills><cellXfs count=\"1\"><xf/></cellXfs></styleSheet>"
        ),
        &mut |_| {},
    );
    begin("xl/sharedStrings.xml", &format!("<sst {MAIN}>"), &mut |part| {
        for row in 0..=lines() {
            let texts: Vec<String> = if row == 0 {
                HEADINGS.map(str::to_owned).to_vec()
            } else {
                cells(row).to_vec()
            };
            let line: String = texts
                .iter()
                .map(|text| format!("<si><t>{text}</t></si>"))
                .collect();
            part.write_all(line.as_bytes()).unwrap();
        }
        part.write_all(b"</sst>").unwrap();
    });
    begin(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet {MAIN}><sheetData>"),
        &mut |part| {
            for row in 0..=lines() {
                let mut line = format!("<row r=\"{}\">", row + 1);
                for column in 0..12 {
                    let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1);
                    write!(line, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", row * 12 + column).unwrap();
                }
                line.push_str("</row>");
                part.write_all(line.as_bytes()).unwrap();
            }
            part.write_all(b"</sheetData></worksheet>").unwrap();
        },
    );
    archive.finish().unwrap().flush().unwrap();
}

fn text(path: &Path) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "{}", HEADINGS.join(";")).unwrap();
    for row in 1..=lines() {
        writeln!(file, "{}", cells(row).join(";")).unwrap();
    }
    file.flush().unwrap();
}

/// The most memory that the process has held, in kibibytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn long_lists_are_read_and_marked_in_little_memory() {
    let regimes = Regimes::embedded().unwrap();
    let settings = PaperSettings {
        kind: ListKind::Products,
        today: NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(),
        sheet: None,
        scope: None,
        generation: None,
        mapping: BTreeMap::new(),
        answers: PaperAnswers::default(),
        units: domain::units::registry().unwrap(),
        regimes: &regimes,
        regime: None,
        authority: None,
    };
    for name in ["list.xlsx", "list.csv"] {
        let path = place(name);
        if name.ends_with("xlsx") {
            workbook(&path);
        } else {
            text(&path);
        }
        let file = OnDisk(path.clone());
        let begun = Instant::now();
        let mut rows = 0;
        let summary = read(&file, &settings, &mut |entry| {
            rows += u32::from(entry.content.is_some());
            ControlFlow::Continue(())
        });
        let (read_in, read_peak) = (begun.elapsed(), peak());
        assert_eq!((rows, summary.unwrap().products), (lines(), u64::from(lines())));
        let marked = place(&format!("marked-{name}"));
        mark(
            &file,
            &settings,
            &mut |_| Vec::new(),
            BufWriter::new(File::create(&marked).unwrap()),
        )
        .unwrap();
        let peak = peak();
        let all_in = begun.elapsed();
        let lines = lines();
        eprintln!(
            "{name}: {lines} lines read in {read_in:?}, peak {read_peak} KiB; and marked in {all_in:?}, peak {peak} KiB"
        );
        assert!(peak < MOST, "{name}: {peak} KiB");
        fs::remove_file(path).unwrap();
        fs::remove_file(marked).unwrap();
    }
}
