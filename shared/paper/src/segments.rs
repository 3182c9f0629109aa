//! The units in a text, from the lowest: "xã Hòa Tân, huyện Cầu Kè, tỉnh Trà Vinh".

use domain::spelling;
use domain::units::{Level, UnitKind};

/// The words for kinds of units, without diacritics, and their abbreviations; those of two words before those of one.
const KINDS: [(&str, UnitKind); 20] = [
    ("thành phố", UnitKind::City),
    ("thanh pho", UnitKind::City),
    ("đặc khu", UnitKind::SpecialZone),
    ("thị trấn", UnitKind::Township),
    ("thi tran", UnitKind::Township),
    ("thị xã", UnitKind::Town),
    ("thi xa", UnitKind::Town),
    ("phường", UnitKind::Ward),
    ("phuong", UnitKind::Ward),
    ("huyện", UnitKind::RuralDistrict),
    ("huyen", UnitKind::RuralDistrict),
    ("quận", UnitKind::UrbanDistrict),
    ("quan", UnitKind::UrbanDistrict),
    ("tỉnh", UnitKind::Province),
    ("tinh", UnitKind::Province),
    ("xã", UnitKind::Commune),
    ("xa", UnitKind::Commune),
    ("thị  trấn", UnitKind::Township),
    ("đặc  khu", UnitKind::SpecialZone),
    ("thành  phố", UnitKind::City),
];
/// Abbreviations, with a full stop or before a blank.
const SHORT: [(&str, UnitKind); 7] = [
    ("tp", UnitKind::City),
    ("tt", UnitKind::Township),
    ("tx", UnitKind::Town),
    ("p", UnitKind::Ward),
    ("h", UnitKind::RuralDistrict),
    ("q", UnitKind::UrbanDistrict),
    ("x", UnitKind::Commune),
];

/// Most bytes of a text in which units are looked for: what is longer is a story and no address.
const LONGEST: usize = 1_000;

/// A piece of a text that may name a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The word for its kind, where there is one.
    pub(crate) kind: Option<UnitKind>,
    /// The name without that word.
    pub(crate) name: String,
    /// As written.
    pub(crate) written: String,
    /// With all that follows.
    pub(crate) with_rest: String,
}

impl Segment {
    /// Whether a unit of `level` can be meant.
    pub(crate) fn may_be(&self, level: Level) -> bool {
        match self.kind {
            None => true,
            Some(UnitKind::City) => level != Level::Commune,
            Some(kind) => self::level(kind) == level,
        }
    }

    /// The code that stands for a name.
    pub(crate) fn code(&self) -> Option<&str> {
        let name = self.name.as_str();
        (name.len() == 5 && name.bytes().all(|digit| digit.is_ascii_digit())).then_some(name)
    }

    /// What a question repeats: the text, where that says it.
    pub(crate) fn written_in(&self, text: &str) -> String {
        if text.is_empty() {
            self.written.clone()
        } else {
            text.to_owned()
        }
    }
}

/// The level at which a kind stands; a city may be a province as well.
pub(crate) const fn level(kind: UnitKind) -> Level {
    match kind {
        UnitKind::Province => Level::Province,
        UnitKind::City | UnitKind::RuralDistrict | UnitKind::UrbanDistrict | UnitKind::Town => {
            Level::District
        }
        UnitKind::Commune | UnitKind::Ward | UnitKind::Township | UnitKind::SpecialZone => Level::Commune,
    }
}

/// `text` without the word for the kind of unit at its beginning.
pub(crate) fn without_kind(text: &str) -> &str {
    kind_of(text.trim()).1
}

/// A name and the units that are written behind it: "HTX Tân Qui, xã An Phú Tân".
pub(crate) fn owner_and_place(text: &str) -> (String, Option<String>) {
    if text.len() > LONGEST {
        return (text.to_owned(), None);
    }
    let mut ends = text.match_indices(',').map(|(at, _)| at);
    let is_place = |rest: &str| rest.split(',').all(|piece| kind_of(piece.trim()).0.is_some());
    let cut = ends.find_map(|at| {
        let rest = text.get(at + 1..)?;
        is_place(rest).then(|| (text.get(..at).unwrap_or_default(), rest.trim()))
    });
    match cut {
        Some((name, place)) => (name.trim().to_owned(), Some(place.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// The kind that a text begins with, and what follows.
fn kind_of(text: &str) -> (Option<UnitKind>, &str) {
    let small = text.to_lowercase();
    for (word, kind) in KINDS {
        // Words without diacritics are names as well, "Quan Sơn": they are words for units where nothing has any.
        if word.is_ascii() && !text.is_ascii() {
            continue;
        }
        let rest = small
            .strip_prefix(word)
            .filter(|rest| rest.starts_with([' ', ':']));
        if rest.is_some_and(|rest| !rest.trim().is_empty()) {
            return (Some(kind), after(text, word));
        }
    }
    for (word, kind) in SHORT {
        let rest = small.strip_prefix(word);
        let divided = |rest: &str| {
            rest.starts_with('.')
                || rest.starts_with(' ')
                || (word.len() == 1 && rest.starts_with(|letter: char| letter.is_ascii_digit()))
        };
        if rest.is_some_and(|rest| divided(rest) && rest.len() > 1) || (word == "tp" && small == "tphcm") {
            return (Some(kind), after(text, word));
        }
    }
    (None, text)
}

/// What follows `word`, which `text` begins with in any case of letters.
fn after<'a>(text: &'a str, word: &str) -> &'a str {
    let letters = word.chars().count();
    let rest = text
        .char_indices()
        .nth(letters)
        .and_then(|(at, _)| text.get(at..));
    rest.unwrap_or_default().trim_start_matches(['.', ' ', ':'])
}

/// The pieces of `text` from the lowest unit to the highest, as they stand between commas or begin with a word for a unit.
pub(crate) fn segments(text: &str) -> Vec<Segment> {
    let mut pieces: Vec<&str> = Vec::new();
    let end = text.floor_char_boundary(LONGEST);
    let text = text.get(..end).unwrap_or(text);
    for piece in text.split([',', ';', '\n']) {
        divide(piece.trim(), &mut pieces);
    }
    pieces
        .iter()
        .enumerate()
        .map(|(number, piece)| {
            let (kind, name) = kind_of(piece);
            let rest = pieces.get(number..).unwrap_or_default();
            Segment {
                kind,
                name: name.trim_end_matches(['.', ' ']).to_owned(),
                written: (*piece).to_owned(),
                with_rest: rest.join(", "),
            }
        })
        .collect()
}

/// Divides a piece before each word for a unit that stands within it.
fn divide<'a>(piece: &'a str, pieces: &mut Vec<&'a str>) {
    if piece.is_empty() {
        return;
    }
    let begins = piece
        .char_indices()
        .filter(|(_, letter)| *letter == ' ')
        .find(|(at, _)| {
            let (before, rest) = piece.split_at(*at);
            let rest = rest.trim_start();
            let word = kind_of(rest).0.is_some();
            // "hợp tác xã" has the word for a commune, and "thị xã" begins before it.
            let last = spelling::words(before);
            let short = rest.find([' ', '.']).is_none_or(|end| end < 3) && !rest.contains('.');
            word && !short
                && !last.ends_with("hop tac")
                && !last.ends_with("thi")
                && !matches!(before.to_lowercase().as_str(), "thành" | "thị" | "đặc")
        });
    match begins {
        Some((at, _)) => {
            let (before, rest) = piece.split_at(at);
            pieces.push(before.trim().trim_end_matches(['-', '–', ' ']));
            divide(rest.trim(), pieces);
        }
        None => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<UnitKind>, String)> {
        segments(text)
            .into_iter()
            .map(|segment| (segment.kind, segment.name))
            .collect()
    }

    fn one(kind: UnitKind, name: &str) -> (Option<UnitKind>, String) {
        (Some(kind), name.to_owned())
    }

    #[test]
    fn units_are_told_by_their_words() {
        let three = [
            one(UnitKind::Commune, "Hòa Tân"),
            one(UnitKind::RuralDistrict, "Cầu Kè"),
            one(UnitKind::Province, "Trà Vinh"),
        ];
        assert_eq!(read("xã Hòa Tân, huyện Cầu Kè, tỉnh Trà Vinh"), three);
        assert_eq!(read("Xã Hòa Tân huyện Cầu Kè tỉnh Trà Vinh"), three);
        assert_eq!(read("X. Hòa Tân, H.Cầu Kè; Tỉnh Trà Vinh."), three);
        assert_eq!(
            read("P.1, TX. Long Mỹ"),
            [one(UnitKind::Ward, "1"), one(UnitKind::Town, "Long Mỹ")]
        );
        assert_eq!(read("TT Cầu Kè"), [one(UnitKind::Township, "Cầu Kè")]);
        assert_eq!(
            read("phường 5 thị xã Ngã Năm"),
            [one(UnitKind::Ward, "5"), one(UnitKind::Town, "Ngã Năm")]
        );
        assert_eq!(read("Hợp tác xã Mẫu"), [(None, "Hợp tác xã Mẫu".to_owned())]);
        assert_eq!(read("An Thới Đông"), [(None, "An Thới Đông".to_owned())]);
    }

    #[test]
    fn the_word_for_a_unit_is_left_out() {
        assert_eq!(without_kind("xã An Thời Đông"), "An Thời Đông");
        assert_eq!(without_kind("Thị trấn Cầu Kè"), "Cầu Kè");
        assert_eq!(without_kind("Xã"), "Xã");
        assert_eq!(without_kind("Quan Sơn"), "Quan Sơn");
    }

    #[test]
    fn a_place_behind_a_name_is_told_from_the_name() {
        let behind = |text: &str| {
            let (name, place) = owner_and_place(text);
            (name, place.unwrap_or_default())
        };
        let told = |name: &str, place: &str| (name.to_owned(), place.to_owned());
        assert_eq!(
            behind("HTX Tân Qui, xã An Phú Tân"),
            told("HTX Tân Qui", "xã An Phú Tân")
        );
        assert_eq!(behind("HTX A, xã B, huyện C"), told("HTX A", "xã B, huyện C"));
        assert_eq!(behind("Công ty A, B và C"), told("Công ty A, B và C", ""));
    }
}
