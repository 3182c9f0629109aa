//! Files (tệp): which kinds are taken as evidence, how their content is told, and the rules of their names.

use super::archive::MANIFEST;
use super::producers::FieldCheck;
use super::violation::Violation;
use crate::text_enum;

/// Bytes at the beginning of a file that tell its kind.
pub const HEAD_LENGTH: usize = 8 * 1024;
/// Most characters of a file's name.
const NAME_LENGTH: usize = 200;

text_enum! {
    /// The kinds of files that are taken, as media types: documents, pictures, short films, tables.
    pub enum MediaType {
        /// PDF.
        Pdf = "application/pdf",
        /// JPEG picture.
        Jpeg = "image/jpeg",
        /// PNG picture.
        Png = "image/png",
        /// WebP picture.
        Webp = "image/webp",
        /// MPEG-4 film.
        Mp4 = "video/mp4",
        /// Word document.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// Excel workbook.
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// OpenDocument text.
        Odt = "application/vnd.oasis.opendocument.text",
        /// OpenDocument table.
        Ods = "application/vnd.oasis.opendocument.spreadsheet",
        /// Table as text.
        Csv = "text/csv",
        /// One JSON object a line.
        Ndjson = "application/x-ndjson",
        /// Archive of a province's register: a ZIP archive that begins with its manifest.
        Zip = "application/zip",
    }
}

impl MediaType {
    /// True where a file that begins with `head` (its first [`HEAD_LENGTH`] bytes, or all of a shorter one) can be of this
    /// kind. It refuses a file that is something else; it does not prove that every program can open it.
    #[must_use]
    pub fn admits(self, head: &[u8]) -> bool {
        match self {
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Jpeg => head.starts_with(&[0xff, 0xd8, 0xff]),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Webp => head.starts_with(b"RIFF") && at(head, 8, b"WEBP"),
            Self::Mp4 => at(head, 4, b"ftyp"),
            Self::Docx => is_office(head, b"word/", b"xl/"),
            Self::Xlsx => is_office(head, b"xl/", b"word/"),
            Self::Odt | Self::Ods => is_open_document(head, self.as_str()),
            Self::Csv => is_text(head) || is_older_text(head),
            Self::Ndjson => is_text(head) && head.trim_ascii_start().starts_with(b"{"),
            Self::Zip => is_archive(head),
        }
    }
}

fn at(head: &[u8], offset: usize, expected: &[u8]) -> bool {
    head.get(offset..).is_some_and(|rest| rest.starts_with(expected))
}

fn contains(head: &[u8], part: &[u8]) -> bool {
    head.windows(part.len()).any(|window| window == part)
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Office Open XML: a ZIP archive with a table of contents; the folder of the other kind tells it apart where it is in sight.
fn is_office(head: &[u8], own: &[u8], other: &[u8]) -> bool {
    let known = contains(head, own) || contains(head, b"[Content_Types].xml");
    is_zip(head) && !is_archive(head) && known && (contains(head, own) || !contains(head, other))
}

/// The archive of a register. What is packed behind the manifest may hold any bytes, so the name of the first entry alone tells it.
fn is_archive(head: &[u8]) -> bool {
    is_zip(head) && at(head, 30, MANIFEST.as_bytes())
}

/// OpenDocument: a ZIP archive whose first entry, not compressed, is its media type.
fn is_open_document(head: &[u8], media_type: &str) -> bool {
    let name = b"mimetype";
    is_zip(head) && at(head, 30, name) && at(head, 30 + name.len(), media_type.as_bytes())
}

/// UTF-8 without control characters other than those of lines and tabs; a letter may be cut at the end of a full head.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD_LENGTH => {
            let whole = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text
        .chars()
        .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// Text of programs that do not write UTF-8: two bytes a letter with a mark in front, or one byte a letter (TCVN3, VNI) without control
/// characters other than those of lines and tabs.
fn is_older_text(head: &[u8]) -> bool {
    let two_bytes = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    two_bytes
        || !head
            .iter()
            .any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t'))
}

/// Every rule that a file's `name` breaks: 1 to 200 characters, no control characters, no folders.
#[must_use]
pub fn check_name(name: &str) -> Vec<Violation> {
    let mut check = FieldCheck::default();
    check.required("/name", name);
    check.line("/name", name, NAME_LENGTH);
    if name.contains(['/', '\\']) {
        check.refuse(
            "/name",
            "folder_in_name",
            "tên tệp không được chứa / hoặc \\",
            "a file's name must not contain / or \\",
        );
    }
    check.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zip(first: &str, content: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(30, 0);
        bytes.extend_from_slice(first.as_bytes());
        bytes.extend_from_slice(content.as_bytes());
        bytes
    }

    #[test]
    fn each_kind_is_told_by_its_first_bytes() {
        let docx = zip("[Content_Types].xml", "… word/document.xml");
        let xlsx = zip("[Content_Types].xml", "… xl/workbook.xml");
        let samples: [(MediaType, Vec<u8>); 12] = [
            (MediaType::Pdf, b"%PDF-1.7\n".to_vec()),
            (MediaType::Jpeg, vec![0xff, 0xd8, 0xff, 0xe0]),
            (MediaType::Png, b"\x89PNG\r\n\x1a\n....".to_vec()),
            (MediaType::Webp, b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()),
            (MediaType::Mp4, b"\0\0\0\x18ftypmp42".to_vec()),
            (MediaType::Docx, docx),
            (MediaType::Xlsx, xlsx),
            (MediaType::Odt, zip("mimetype", MediaType::Odt.as_str())),
            (MediaType::Ods, zip("mimetype", MediaType::Ods.as_str())),
            (MediaType::Csv, "tên,số lượng\nỔi,12\n".as_bytes().to_vec()),
            (MediaType::Ndjson, b"\n{\"name\": 1}\n".to_vec()),
            (MediaType::Zip, zip(MANIFEST, "packed bytes … xl/ … word/")),
        ];
        for (kind, sample) in &samples {
            for other in MediaType::ALL {
                // A short document may be all text.
                if *other != MediaType::Csv || kind == other {
                    assert_eq!(other.admits(sample), other == kind, "{kind} as {other}");
                }
            }
        }
    }

    #[test]
    fn a_program_is_no_table_and_a_cut_letter_is_no_fault() {
        assert!(!MediaType::Csv.admits(b"\x7fELF\x02\x01\x01\0"));
        let mut long = "đ".repeat(HEAD_LENGTH / 2 - 1).into_bytes();
        long.extend_from_slice(b"a\xc4");
        assert!(MediaType::Csv.admits(&long));
    }

    #[test]
    fn tables_of_older_programs_are_tables() {
        // «sản phẩm» in TCVN3, and in UTF-16 as Excel writes «Unicode text».
        assert!(MediaType::Csv.admits(b"s\xb6n ph\xc8m;sao\r\n"));
        assert!(MediaType::Csv.admits(b"\xff\xfes\0\xa3\x1e"));
        assert!(!MediaType::Csv.admits(b"s\xb6n\0ph\xc8m"));
        assert!(!MediaType::Ndjson.admits(b"{\"a\": \"\xb6\"}"));
    }

    #[test]
    fn names_are_names_and_not_paths() {
        let codes = |name: &str| -> Vec<&str> { check_name(name).iter().map(|broken| broken.code).collect() };
        assert!(codes("Giấy chứng nhận (2026).pdf").is_empty());
        assert_eq!(codes(" "), ["required"]);
        assert_eq!(codes("../a.pdf"), ["folder_in_name"]);
        assert_eq!(codes("a\nb"), ["control_character"]);
        assert_eq!(codes(&"a".repeat(201)), ["too_long"]);
    }

    proptest! {
        #[test]
        fn at_most_one_kind_of_picture_or_document_fits(head: Vec<u8>) {
            let fitting = MediaType::ALL.iter().filter(|kind| **kind != MediaType::Csv && kind.admits(&head));
            prop_assert!(fitting.count() <= 1);
        }
    }
}
