//! Files of every form and lettering say the same.

use crate::support::{on, product, read_all, rules, settings};
use crate::workbook::{Sheet, row, workbook};
use paper::{ListKind, ListedEntry, PaperFile, Unreadable};
use std::ops::ControlFlow;

const LIST: &str = "TT;Tên sản phẩm;Chủ thể;Xã, phường;Hạng sao;Ngày công nhận\n\
                    1;Chè xanh;Hợp tác xã Đặng Huệ;xã Đôn Nhân, huyện Sông Lô;3 sao;17/02/2021\n\
                    2;Mật ong \"quý\";Hộ Nguyễn Thị Lý;xã Đôn Nhân, huyện Sông Lô;4 sao;17/02/2021\n";

fn list() -> String {
    LIST.replace("\"quý\"", "quý")
}

fn entries(bytes: &[u8]) -> Vec<ListedEntry> {
    read_all(&bytes.to_vec(), &settings(ListKind::Products)).0
}

/// What all files must say.
fn check(bytes: &[u8], form: &str) {
    let entries = entries(bytes);
    assert_eq!(entries.len(), 2, "{form}");
    let (first, second) = (product(&entries[0]), product(&entries[1]));
    assert_eq!(first.name, "Chè xanh", "{form}");
    assert_eq!(first.producer.name, "Hợp tác xã Đặng Huệ", "{form}");
    assert_eq!(
        first.producer.place.as_ref().unwrap().legacy_commune.as_deref(),
        Some("08806"),
        "{form}"
    );
    assert_eq!(first.recognitions[0].decided_on, Some(on("2021-02-17")), "{form}");
    assert_eq!(second.name, "Mật ong quý", "{form}");
    assert_eq!(second.recognitions[0].stars.stars, 4, "{form}");
    assert_eq!((entries[0].row, entries[1].row), (2, 3), "{form}");
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(|unit| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    });
    let mark: &[u8] = match (mark, little) {
        (false, _) => &[],
        (true, true) => &[0xff, 0xfe],
        (true, false) => &[0xfe, 0xff],
    };
    mark.iter().copied().chain(units).collect()
}

#[test]
fn unicode_with_and_without_mark_composed_and_decomposed() {
    use unicode_normalization::UnicodeNormalization;
    let list = list();
    check(list.as_bytes(), "UTF-8");
    check(&format!("\u{feff}{list}").into_bytes(), "UTF-8 with mark");
    check(&list.nfd().collect::<String>().into_bytes(), "NFD");
    check(&list.replace('\n', "\r\n").into_bytes(), "CRLF");
    check(&list.replace('\n', "\r").into_bytes(), "CR");
    check(list.trim_end().as_bytes(), "no line break at the end");
    for (little, mark) in [(true, true), (true, false), (false, true), (false, false)] {
        check(&utf16(&list, little, mark), "UTF-16");
    }
}

#[test]
fn delimiters() {
    check(&list().replace(',', "").replace(';', ",").into_bytes(), "comma");
    check(&list().replace(';', "\t").into_bytes(), "tab");
    let quoted = list()
        .lines()
        .map(|line| format!("\"{}\"\n", line.replace(';', "\",\"")))
        .collect::<String>();
    check(&quoted.into_bytes(), "quoted");
}

/// The bytes of `text` by a table of letters; what it does not have is ASCII.
fn lettered(text: &str, table: &[(&str, &[u8])]) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization;
    let letter = |letter: char| match table.iter().find(|(known, _)| known.chars().eq([letter])) {
        Some((_, bytes)) => bytes.to_vec(),
        None => {
            assert!(letter.is_ascii(), "{letter} is missing from the table");
            vec![u8::try_from(u32::from(letter)).unwrap()]
        }
    };
    text.nfc().flat_map(letter).collect()
}

#[test]
fn the_letters_of_before() {
    let tcvn3: [(&str, &[u8]); 26] = [
        ("ê", &[0xaa]),
        ("ả", &[0xb6]),
        ("ẩ", &[0xc8]),
        ("ủ", &[0xf1]),
        ("ể", &[0xd3]),
        ("ã", &[0xb7]),
        ("ư", &[0xad]),
        ("ờ", &[0xea]),
        ("ạ", &[0xb9]),
        ("à", &[0xb5]),
        ("ô", &[0xab]),
        ("ậ", &[0xcb]),
        ("è", &[0xcc]),
        ("ợ", &[0xee]),
        ("á", &[0xb8]),
        ("Đ", &[0xa7]),
        ("ặ", &[0xc6]),
        ("ệ", &[0xd6]),
        ("â", &[0xa9]),
        ("ý", &[0xfd]),
        ("ễ", &[0xd4]),
        ("ị", &[0xde]),
        ("ộ", &[0xe9]),
        ("ơ", &[0xac]),
        ("é", &[0xd0]),
        ("ú", &[0xf3]),
    ];
    check(&lettered(&list(), &tcvn3), "TCVN3");
    let vni: [(&str, &[u8]); 24] = [
        ("ê", b"e\xe2"),
        ("ả", b"a\xfb"),
        ("ẩ", b"a\xe5"),
        ("ủ", b"u\xfb"),
        ("ể", b"e\xe5"),
        ("ã", b"a\xf5"),
        ("ư", b"\xf6"),
        ("ờ", b"\xf4\xf8"),
        ("ạ", b"a\xef"),
        ("à", b"a\xf8"),
        ("ô", b"o\xe2"),
        ("ậ", b"a\xe4"),
        ("è", b"e\xf8"),
        ("ợ", b"\xf4\xef"),
        ("á", b"a\xf9"),
        ("Đ", b"\xd1"),
        ("ặ", b"a\xeb"),
        ("ệ", b"e\xe4"),
        ("â", b"a\xe2"),
        ("ý", b"y\xf9"),
        ("ễ", b"e\xe3"),
        ("ị", b"\xf2"),
        ("ộ", b"o\xe4"),
        ("ơ", b"\xf4"),
    ];
    check(&lettered(&list(), &vni), "VNI");
}

#[test]
fn json_lines() {
    let lines = concat!(
        r#"{"product":"Chè xanh","producer":{"name":"Hợp tác xã Đặng Huệ","commune":"xã Đôn Nhân, huyện Sông Lô","tax_code":"2500123456"},"recognitions":[{"stars":3,"decided_on":"2021-02-17"}]}"#,
        "\n",
        r#"{"product":"Mật ong quý","producer":{"name":"Hộ Nguyễn Thị Lý","commune":"xã Đôn Nhân, huyện Sông Lô"},"recognitions":[{"stars":4,"decided_on":"2021-02-17"},{"stars":5,"year":2024}]}"#,
        "\n\nno object\n",
    );
    let entries = entries(lines.as_bytes());
    assert_eq!(
        entries.iter().map(|entry| entry.row).collect::<Vec<_>>(),
        [1, 2, 4]
    );
    assert_eq!(
        product(&entries[0]).producer.tax_code.as_deref(),
        Some("2500123456")
    );
    assert_eq!(product(&entries[0]).recognitions.len(), 1);
    assert_eq!(
        product(&entries[0])
            .producer
            .place
            .as_ref()
            .unwrap()
            .legacy_commune
            .as_deref(),
        Some("08806")
    );
    let second = product(&entries[1]);
    assert_eq!(second.recognitions[1].stars.stars, 5);
    assert_eq!(
        (second.recognitions[1].decided_on, second.recognitions[1].year),
        (None, Some(2024))
    );
    assert_eq!(rules(&entries[2]), ["unreadable_line"]);
    assert!(entries[2].content.is_none() && !entries[2].is_ready());
}

#[test]
fn a_workbook_with_shared_texts_dates_and_an_old_font() {
    let shared = [
        "<t>Chè xanh</t>",
        "<r><t>Hîp t¸c x· </t></r><r><t xml:space=\"preserve\">§Æng HuÖ</t></r>",
        "<t>M\u{ea}\u{323}t</t><rPh><t>x</t></rPh>",
    ];
    let rows = [
        row(
            1,
            &[
                "TT",
                "Tên sản phẩm",
                "Chủ thể",
                "Xã, phường",
                "Hạng sao",
                "Ngày công nhận",
            ],
        ),
        row(
            2,
            &[
                "1",
                "<c t=\"s\"><v>0</v></c>",
                "<c t=\"s\"><v>1</v></c>",
                "xã Đôn Nhân, huyện Sông Lô",
                "3",
                "<c s=\"1\"><v>44244</v></c>",
            ],
        ),
        row(
            3,
            &[
                "2",
                "Mật ong quý",
                "Hộ A & B",
                "xã Đôn Nhân, huyện Sông Lô",
                "4",
                "<c t=\"d\"><v>2021-02-17T00:00:00</v></c>",
            ],
        ),
    ];
    let empty = Sheet {
        name: "Bìa",
        rows: "",
        merged: &[],
    };
    let list = Sheet {
        name: "DS",
        rows: &rows.concat(),
        merged: &[],
    };
    let file = workbook(&[empty, list], &shared);
    check(&file, "XLSX");
    let (entries, summary) = read_all(&file, &settings(ListKind::Products));
    assert_eq!(
        summary.sheet.as_deref(),
        Some("DS"),
        "the first sheet with a list"
    );
    assert_eq!(product(&entries[1]).producer.name, "Hộ A & B");
}

#[test]
fn cells_and_rows_may_not_say_where_they_are() {
    let cells = |cells: &[&str]| {
        cells
            .iter()
            .map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"))
            .collect::<String>()
    };
    let rows = format!(
        "<row>{}</row><row/><row>{}</row>",
        cells(&["Tên sản phẩm", "Chủ thể", "Hạng sao"]),
        cells(&["Chè", "HTX Mẫu", "***"])
    );
    let file = workbook(
        &[Sheet {
            name: "DS",
            rows: &rows,
            merged: &[],
        }],
        &[],
    );
    let entries = entries(&file);
    assert_eq!((entries.len(), entries[0].row), (1, 3));
    assert_eq!(product(&entries[0]).recognitions[0].stars.stars, 3);
}

fn refusal(bytes: &[u8]) -> Unreadable {
    let file = bytes.to_vec();
    paper::read(&file, &settings(ListKind::Products), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap_err()
}

#[test]
fn what_is_no_list_is_told_as_a_whole() {
    assert!(matches!(
        refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        Unreadable::OldWorkbook
    ));
    assert!(matches!(
        refusal(b"PK\x03\x04 and then nothing"),
        Unreadable::Damaged(_) | Unreadable::Io(_)
    ));
    assert!(matches!(refusal(b""), Unreadable::NoHeadings(_)));
    assert!(matches!(refusal(b"a;b\n1;2\n"), Unreadable::NoHeadings(_)));
    let mut settings = settings(ListKind::Products);
    settings.sheet = Some("Khác".to_owned());
    let read = paper::read(
        &list().into_bytes(),
        &settings,
        &mut |_| ControlFlow::Continue(()),
    );
    assert!(matches!(read, Err(Unreadable::NoSheet(_))));
}

#[test]
fn the_sink_stops_the_reading() {
    let mut seen = 0;
    let file: &dyn PaperFile = &list().into_bytes();
    paper::read(file, &settings(ListKind::Products), &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(seen, 1);
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    let list = "Tên sản phẩm,Chủ thể,Hạng sao\n\"Chè\nxanh\",HTX Mẫu,3\n\n\nMật,HTX Mẫu,3\n";
    let entries = entries(list.as_bytes());
    assert_eq!(entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(product(&entries[0]).name, "Chè xanh");
}
