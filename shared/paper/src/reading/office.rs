//! The office that a text names (cơ quan công nhận): its level, held against the units in which the row lies.

use crate::gazetteer::Gazetteer;
use crate::segments::{self, Segment, segments};
use chrono::NaiveDate;
use domain::criteria::RecognitionAuthority;
use domain::spelling;
use domain::units::{Generation, Level, Place, UnitKind, UnitRef};

/// Words before the name of an office that say nothing of its level.
const LEADING: [&str; 11] = [
    "quyết định",
    "của",
    "phó chủ tịch",
    "chủ tịch",
    "ubnd",
    "ủy ban nhân dân",
    "ủy ban",
    "cơ quan",
    "cấp",
    "people's committee",
    "of",
];
/// Words behind the name of a unit that belong to no name.
const TRAILING: [&str; 7] = [" cũ", " cu", " mới", " trực thuộc", " thuộc", " trước đây", " -"];

/// What a text says of who recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WrittenOffice {
    /// An office of this level over the row; of a province its unit, where the name is only that of the former or of today's.
    Of(RecognitionAuthority, Option<UnitRef>),
    /// Nothing: an office, and not which.
    Silent,
    /// Something that does not fit the row, or may be several offices.
    Unclear,
}

/// What `text` says of the office over `place`; `day` is that of the decision, or the last of the year where no day is known.
pub(super) fn office(text: &str, place: &Place, day: NaiveDate, units: &Gazetteer<'_>) -> WrittenOffice {
    let text = without_leading(text);
    if text.is_empty() {
        return WrittenOffice::Silent;
    }
    let segments = segments(&text);
    let (named, bare): (Vec<&Segment>, Vec<&Segment>) =
        segments.iter().partition(|segment| segment.kind.is_some());
    let leads = segments.first().is_some_and(|first| first.kind.is_none());
    if leads && bare.first().is_some_and(|first| is_ministry(&first.name)) {
        return WrittenOffice::Of(RecognitionAuthority::Ministry, None);
    }
    let own = OwnUnits { place, day, units };
    if named.is_empty() {
        return level_alone(&text).map_or_else(|| own.by_name(&text), |level| WrittenOffice::Of(level, None));
    }
    let read: Option<Vec<_>> = named.into_iter().map(|segment| own.named(segment)).collect();
    // The lowest unit is the one that decided: "huyện Sóc Sơn, thành phố Hà Nội".
    let lowest = read.into_iter().flatten().min_by_key(|(authority, _)| *authority);
    lowest.map_or(WrittenOffice::Unclear, |(authority, unit)| {
        WrittenOffice::Of(authority, unit)
    })
}

/// The text without what stands before the level and the name of an office, and without what stands in brackets.
fn without_leading(text: &str) -> String {
    let text = text.split(['(', '[']).next().unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rest = words.as_slice();
    while let Some(length) = leading(rest) {
        rest = rest.get(length..).unwrap_or_default();
    }
    rest.join(" ")
        .trim_matches(['.', ',', ';', ':', '-', ' '])
        .to_owned()
}

/// How many words at the beginning say nothing: by their letters, as there is a town Cửa Lò, without diacritics where none has any.
fn leading(words: &[&str]) -> Option<usize> {
    (1..=words.len().min(4)).rev().find(|length| {
        let beginning = words.get(..*length).unwrap_or_default().join(" ");
        let (key, bare) = (spelling::key(&beginning), spelling::bare(&beginning));
        let is_one = |phrase: &str| {
            spelling::key(phrase) == key || (beginning.is_ascii() && spelling::bare(phrase) == bare)
        };
        key.is_empty() || LEADING.iter().any(|phrase| is_one(phrase))
    })
}

/// Whether a text that begins with no unit names the ministry. The word for it is taken by its letters, as there is a district Bố Trạch;
/// without any diacritics only where nothing else can be meant.
fn is_ministry(text: &str) -> bool {
    let exact = spelling::exact(text);
    let mut words = exact.split(|letter: char| !letter.is_alphanumeric());
    if words.any(|word| spelling::key(word) == spelling::key("bộ") || matches!(word, "ministry" | "tw")) {
        return true;
    }
    let folded = format!("{} ", spelling::words(text));
    exact.contains("trung ương")
        || (text.is_ascii()
            && ["bo nn", "bo nong nghiep", "bo ", "trung uong "]
                .iter()
                .any(|beginning| {
                    folded == *beginning || (beginning.len() > 3 && folded.starts_with(beginning))
                }))
}

/// The level of an office without its name: "cấp tỉnh", "Hội đồng huyện", "Đắk Song district".
fn level_alone(text: &str) -> Option<RecognitionAuthority> {
    let exact = spelling::exact(text);
    let ends = |words: &[(&str, &str)]| {
        words.iter().any(|(word, bare)| {
            let word = if text.is_ascii() { bare } else { word };
            exact
                .strip_suffix(word)
                .is_some_and(|before| before.is_empty() || before.ends_with(' '))
        })
    };
    let districts = [
        ("huyện", "huyen"),
        ("quận", "quan"),
        ("thị xã", "thi xa"),
        ("district", "district"),
    ];
    let provinces = [("tỉnh", "tinh"), ("province", "province")];
    if ends(&districts) {
        Some(RecognitionAuthority::District)
    } else if ends(&provinces) {
        Some(RecognitionAuthority::Province)
    } else {
        None
    }
}

/// The units in which a row lies.
struct OwnUnits<'a, 'b> {
    place: &'a Place,
    day: NaiveDate,
    units: &'a Gazetteer<'b>,
}

impl OwnUnits<'_, '_> {
    fn district(&self) -> UnitRef {
        UnitRef::new(Generation::Legacy, Level::District, &self.place.legacy_district)
    }

    fn provinces(&self) -> [UnitRef; 2] {
        let (former, today) = (&self.place.legacy_province, &self.place.current_province);
        [(Generation::Legacy, former), (Generation::Current, today)]
            .map(|(generation, code)| UnitRef::new(generation, Level::Province, code))
    }

    /// The level of a unit with the word for its kind; none where it is not the row's, or may be two of them.
    fn named(&self, segment: &Segment) -> Option<(RecognitionAuthority, Option<UnitRef>)> {
        let (kind, name) = (segment.kind?, without_trailing(&segment.name));
        let district = || {
            let own = self.district();
            let is_own = self.units.is_called(&own, name) && self.units.may_be_called(&own, kind);
            is_own.then_some((RecognitionAuthority::District, None))
        };
        match kind {
            UnitKind::City => match (self.province(name, true), district()) {
                (Some(office), None) | (None, Some(office)) => Some(office),
                _ => None,
            },
            _ => match segments::level(kind) {
                Level::Province => self.province(name, false),
                Level::District => district(),
                Level::Commune => None,
            },
        }
    }

    /// The province of this name, where it is the row's; a `city` only where it is run by the centre.
    fn province(&self, name: &str, city: bool) -> Option<(RecognitionAuthority, Option<UnitRef>)> {
        let fits = |unit: &UnitRef| {
            self.units.is_called(unit, name) && (!city || self.units.is_city(unit, self.day))
        };
        let [former, today] = self.provinces();
        let unit = match (fits(&former), fits(&today)) {
            (true, true) => None,
            (true, false) => Some(former),
            (false, true) => Some(today),
            (false, false) => return None,
        };
        Some((RecognitionAuthority::Province, unit))
    }

    /// A name without the word for a unit.
    fn by_name(&self, name: &str) -> WrittenOffice {
        let name = without_trailing(name);
        match (
            self.province(name, false),
            self.units.is_called(&self.district(), name),
        ) {
            (Some((authority, unit)), false) => WrittenOffice::Of(authority, unit),
            (None, true) => WrittenOffice::Of(RecognitionAuthority::District, None),
            _ => WrittenOffice::Unclear,
        }
    }
}

fn without_trailing(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some(shorter) = TRAILING.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = shorter.trim_end();
    }
    rest
}
