//! Stars (hạng sao): `3`, `3 sao`, `***`, `4*`, `★★★`; 0 is a product without recognition.

use super::amount::{is_nothing, whole};
use crate::cell::PaperCell;
use crate::remark::Reason;
use domain::spelling;

/// Stars as a list says them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WrittenStars {
    /// 1 to 5; below 3 nothing is recognised.
    pub stars: u8,
    /// Five stars of a province before the ministry's council (tiềm năng 5 sao).
    pub potential: bool,
}

/// The stars that `cell` says; none where it says that there are none.
pub(crate) fn stars(cell: &PaperCell, reasons: &mut Vec<Reason>) -> Option<WrittenStars> {
    let text = cell.text()?;
    if is_nothing(&text) && !text.contains(['*', '★', '⭐']) {
        return None;
    }
    let number = whole(cell).or_else(|| in_words(&text));
    match number.and_then(|number| u8::try_from(number).ok()) {
        Some(0) => None,
        Some(stars) if stars <= 5 => {
            let words = spelling::words(&text);
            Some(WrittenStars {
                stars,
                potential: words.contains("tiem nang") || words.contains("potential"),
            })
        }
        _ => {
            reasons.push(Reason::error(
                "bad_stars",
                "phải là số sao từ 0 đến 5, như «3», «3 sao», «***»",
                "must be 0 to 5 stars, as in \"3\", \"3 sao\", \"***\"",
            ));
            None
        }
    }
}

/// A run of stars, a digit with a word or a star around it, or a number in words.
fn in_words(text: &str) -> Option<i64> {
    let compact: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{fe0f}')
        .collect();
    if !compact.is_empty()
        && compact
            .chars()
            .all(|letter| matches!(letter, '*' | '★' | '⭐' | '☆'))
    {
        let run = compact.chars().filter(|letter| *letter != '☆').count();
        return i64::try_from(run).ok();
    }
    let words = spelling::words(&text.replace(['*', '★', '⭐'], " sao "));
    const FILLING: [&str; 14] = [
        "sao",
        "nam",
        "hang",
        "ocop",
        "dat",
        "tiem",
        "nang",
        "star",
        "stars",
        "potential",
        "xep",
        "loai",
        "san",
        "pham",
    ];
    let mut numbers = words
        .split(' ')
        .filter(|word| !FILLING.contains(word))
        .map(|word| match word {
            "mot" | "one" => Some(1),
            "hai" | "two" => Some(2),
            "ba" | "three" => Some(3),
            "bon" | "four" => Some(4),
            "five" => Some(5),
            _ => word.strip_suffix("sao").unwrap_or(word).parse().ok(),
        });
    match (numbers.next(), numbers.next()) {
        (Some(number), None) => number,
        // The word for five and that for "potential" are one without its tone.
        (None, None) if spelling::exact(text).contains("năm sao") => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Written;

    fn read(text: &str) -> Result<Option<(u8, bool)>, &'static str> {
        let mut reasons = Vec::new();
        let read = stars(&PaperCell::new(Written::Text(text.to_owned())), &mut reasons);
        reasons
            .first()
            .map_or(Ok(read.map(|read| (read.stars, read.potential))), |reason| {
                Err(reason.own_rule())
            })
    }

    #[test]
    fn stars_as_people_write_them() {
        for (text, stars) in [
            ("3", 3),
            ("3.0", 3),
            ("3 sao", 3),
            ("3sao", 3),
            ("03 sao", 3),
            ("***", 3),
            ("* * * *", 4),
            ("4*", 4),
            ("4 *", 4),
            ("★★★☆☆", 3),
            ("⭐⭐⭐", 3),
            ("Hạng 4 sao", 4),
            ("OCOP 3 sao", 3),
            ("bốn sao", 4),
            ("Năm sao", 5),
            ("2 sao", 2),
        ] {
            assert_eq!(read(text), Ok(Some((stars, false))), "{text}");
        }
        for text in ["tiềm năng 5 sao", "5 sao (tiềm năng)", "Tiềm năng 5*"] {
            assert_eq!(read(text), Ok(Some((5, true))), "{text}");
        }
        for text in ["0", "0 sao", "-", "không", "chưa có"] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
        for text in ["6", "3-4", "3 sao 4 sao", "đạt", "3,5", "******", "-1"] {
            assert_eq!(read(text), Err("bad_stars"), "{text}");
        }
    }
}
