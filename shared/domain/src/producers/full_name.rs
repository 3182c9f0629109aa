//! Names of producers written out: lists shorten the words for their kind and trade (`HTX`, `Cty TNHH`), registers do not.

use crate::spelling;

/// Short words with what they stand for, folded as [`spelling::words`] does. The function `producer_words` of the database has the same.
const SHORT: [(&str, &str); 17] = [
    ("htx", "Hợp tác xã"),
    ("htxnn", "Hợp tác xã nông nghiệp"),
    ("tht", "Tổ hợp tác"),
    // `cty`, folded.
    ("cti", "Công ty"),
    ("ctcp", "Công ty cổ phần"),
    ("tnhh", "trách nhiệm hữu hạn"),
    ("mtv", "một thành viên"),
    ("cp", "cổ phần"),
    ("dntn", "Doanh nghiệp tư nhân"),
    ("hkd", "Hộ kinh doanh"),
    ("cssx", "Cơ sở sản xuất"),
    ("sxkd", "sản xuất kinh doanh"),
    ("sx", "sản xuất"),
    ("tm", "thương mại"),
    ("dv", "dịch vụ"),
    ("xnk", "xuất nhập khẩu"),
    ("nn", "nông nghiệp"),
];

/// One text for all spellings of a producer's name, its short words written out: what has the same is one name.
#[must_use]
pub fn name_key(name: &str) -> String {
    spelling::key(&full_name(name))
}

/// The same without diacritics, by which the database finds it.
#[must_use]
pub fn name_words(name: &str) -> String {
    spelling::words(&full_name(name)).replace(' ', "")
}

fn full_name(name: &str) -> String {
    let full = |word: &str| {
        let folded = spelling::words(word);
        let short = SHORT.iter().find(|(short, _)| *short == folded);
        short.map_or_else(|| word.to_owned(), |(_, full)| (*full).to_owned())
    };
    let name = spelling::exact(name);
    let words = name.split(|sign: char| !sign.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(full)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_written_out() {
        for (short, full) in [
            ("HTX Hòa Bình", "Hợp tác xã Hoà Bình"),
            (
                "Cty TNHH MTV Chè Sông Lô",
                "Công ty Trách nhiệm hữu hạn Một thành viên Chè Sông Lô",
            ),
            ("CTCP TM&DV Ba Vì", "Công ty cổ phần Thương mại Dịch vụ Ba Vì"),
            ("HTX.NN Đôn Nhân", "Hợp tác xã Nông nghiệp Đôn Nhân"),
        ] {
            assert_eq!(name_key(short), name_key(full), "{short}");
            assert_eq!(name_words(short), name_words(full), "{short}");
        }
        assert_ne!(name_key("HTX Hòa Bình"), name_key("HTX Hoa Bình"));
        assert_eq!(name_words("HTX Hòa Bình"), "hoptacxahoabinh");
    }
}
