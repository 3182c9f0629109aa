//! What serde and its parser say of a value, in Vietnamese. They know English only, and a message in two languages helps nobody.

/// What a parser of JSON stopped at.
const SYNTAX: [(&str, &str); 15] = [
    ("EOF while parsing a string", "chuỗi chưa kết thúc"),
    ("EOF while parsing a list", "danh sách chưa kết thúc"),
    ("EOF while parsing an object", "đối tượng chưa kết thúc"),
    ("EOF while parsing", "nội dung chưa kết thúc"),
    ("expected `:`", "thiếu dấu `:`"),
    ("expected `,` or `]`", "thiếu dấu `,` hoặc `]`"),
    ("expected `,` or `}`", "thiếu dấu `,` hoặc `}`"),
    ("expected ident", "từ không đúng (true, false, null)"),
    ("expected value", "thiếu giá trị"),
    ("trailing comma", "thừa dấu phẩy ở cuối"),
    ("trailing characters", "thừa ký tự sau giá trị"),
    ("key must be a string", "tên trường phải là chuỗi"),
    ("control character", "chuỗi có ký tự điều khiển"),
    ("invalid number", "số không hợp lệ"),
    ("number out of range", "số nằm ngoài phạm vi"),
];

/// What a value is, and what was to be there instead. Longer words stand before those that they begin with.
const KINDS: [(&str, &str); 20] = [
    ("a borrowed string", "chuỗi"),
    ("a string", "chuỗi"),
    ("string", "chuỗi"),
    ("an integer", "số nguyên"),
    ("integer", "số nguyên"),
    ("floating point", "số thập phân"),
    ("a boolean", "true hoặc false"),
    ("boolean", "giá trị"),
    ("a sequence", "danh sách"),
    ("sequence", "danh sách"),
    ("a map", "đối tượng"),
    ("map", "đối tượng"),
    ("null", "null"),
    ("a UUID string", "mã UUID"),
    ("a formatted date string", "ngày dạng YYYY-MM-DD"),
    (
        "an RFC 3339 formatted date and time string",
        "thời điểm dạng RFC 3339",
    ),
    ("a nonzero", "số khác 0 kiểu"),
    ("struct", "đối tượng"),
    ("newtype", "giá trị"),
    ("one of", "một trong"),
];

/// The parser's `message` on text that is no JSON.
pub(super) fn syntax(message: &str) -> String {
    let known = SYNTAX.iter().find(|(english, _)| message.starts_with(english));
    known.map_or_else(|| "không đọc được".to_owned(), |(_, words)| (*words).to_owned())
}

/// serde's `message` on a value that is JSON and does not fit.
pub(super) fn value(message: &str) -> String {
    if let Some((found, expected)) = parted(message, "unknown variant ") {
        return format!(
            "{found} không thuộc các giá trị được biết; cần {}",
            kind(expected)
        );
    }
    for prefix in ["invalid type: ", "invalid value: "] {
        if let Some((found, expected)) = parted(message, prefix) {
            return format!(
                "Giá trị không hợp lệ: nhận {}, cần {}",
                kind(found),
                kind(expected)
            );
        }
    }
    if let Some((found, expected)) = parted(message, "invalid length ") {
        return format!("Số phần tử không hợp lệ: nhận {found}, cần {}", kind(expected));
    }
    "Giá trị không hợp lệ".to_owned()
}

/// The names that serde's `message` offers instead of an unknown one.
pub(super) fn instead(message: &str) -> String {
    let offered = message
        .split_once(", expected ")
        .map(|(_, expected)| kind(expected));
    offered.map_or_else(String::new, |names| format!("; cần {names}"))
}

/// What was found and what was expected, of a message that begins with `prefix`.
fn parted<'a>(message: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(prefix)?.rsplit_once(", expected ")
}

/// What serde calls a kind of value, with what it adds: `string "x"`, `integer 5`, `u32`.
fn kind(english: &str) -> String {
    let known = KINDS.iter().find_map(|(word, vietnamese)| {
        let rest = english.strip_prefix(word)?;
        Some(format!("{vietnamese}{rest}"))
    });
    let is_number = |word: &str| {
        matches!(
            word,
            "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64"
        )
    };
    let length = english.strip_prefix("an array of length ");
    match (known, length) {
        (Some(words), _) => words,
        (None, Some(length)) => format!("danh sách {length} phần tử"),
        (None, None) if is_number(english) => format!("số nguyên ({english})"),
        (None, None) => english.replace("` or `", "` hoặc `"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Tea,
        Pottery,
    }

    fn told<T: for<'a> Deserialize<'a> + std::fmt::Debug>(json: &str) -> String {
        let text = serde_json::from_str::<T>(json).unwrap_err().to_string();
        value(text.split(" at line ").next().unwrap())
    }

    #[test]
    fn what_serde_says_of_values_is_vietnamese() {
        assert_eq!(
            told::<u32>("\"năm\""),
            "Giá trị không hợp lệ: nhận chuỗi \"năm\", cần số nguyên (u32)"
        );
        assert_eq!(
            told::<u8>("300"),
            "Giá trị không hợp lệ: nhận số nguyên `300`, cần số nguyên (u8)"
        );
        assert_eq!(
            told::<bool>("null"),
            "Giá trị không hợp lệ: nhận null, cần true hoặc false"
        );
        assert_eq!(
            told::<Word>("\"rice\""),
            "`rice` không thuộc các giá trị được biết; cần `tea` hoặc `pottery`"
        );
        assert_eq!(
            told::<[u8; 2]>("[1]"),
            "Số phần tử không hợp lệ: nhận 1, cần danh sách 2 phần tử"
        );
    }

    #[test]
    fn what_the_parser_says_is_vietnamese() {
        for text in [
            "{",
            "[1,]",
            "{\"a\" 1}",
            "tru",
            "{1:2}",
            "1 2",
            "\"a",
            "01",
            "[1 2]",
            "{\"a\":1 \"b\"}",
            "1e999",
            "",
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            assert_ne!(syntax(&error.to_string()), "không đọc được", "{error}");
        }
    }
}
