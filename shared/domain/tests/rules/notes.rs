//! Every note of the 26 printed sheets (`criteria/notes/26-2026.csv`) is held where its line says: no fact of the text is lost.

use std::collections::{BTreeMap, BTreeSet};

use domain::criteria::{Criterion, ProductSet, Regimes};
use serde::Deserialize;

const NOTES: &str = include_str!("../../../../criteria/notes/26-2026.csv");
const LABELS: &str = include_str!("../../../../criteria/labels.csv");
/// Lines of the file: none is dropped unseen.
const LINES: usize = 1384;

/// A note as printed, and where we hold it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    product_set: u32,
    criterion_code: String,
    kind: String,
    parameter: String,
    english: String,
    vietnamese: String,
    /// Places, joined by ` + `; each must hold.
    held_by: String,
}

fn notes() -> Vec<Note> {
    let rows = csv::Reader::from_reader(NOTES.as_bytes()).into_deserialize();
    rows.map(Result::unwrap).collect()
}

fn labels() -> BTreeMap<String, String> {
    let rows = csv::Reader::from_reader(LABELS.as_bytes()).into_deserialize();
    rows.map(|row: Result<(String, String, String), _>| row.unwrap())
        .map(|(key, vietnamese, _)| (key, vietnamese))
        .collect()
}

/// A note with what it is held against.
struct Held<'a> {
    note: &'a Note,
    set: &'a ProductSet,
    /// None for notes on the whole sheet or a part.
    criterion: Option<&'a Criterion>,
    labels: &'a BTreeMap<String, String>,
}

impl Held<'_> {
    fn whole(&self) -> bool {
        let places: Vec<&str> = self.note.held_by.split(" + ").collect();
        let fits = places.iter().any(|place| self.fits(place));
        fits && places.iter().all(|place| self.place(place))
    }

    /// Whether a place of this sort can hold a note of this kind at all.
    fn fits(&self, place: &str) -> bool {
        let sort = place.split(':').next().unwrap_or_default();
        match self.note.kind.as_str() {
            "minimum" => sort == "min_star",
            "eliminates_ground" | "requires_100_percent" => sort == "eliminations",
            "eliminates_at_zero" => sort == "eliminates_at_zero",
            "applies_only_if" => ["applies_only_if", "alternative", "doubt"].contains(&sort),
            "evidence_named" | "compare_base" => ["options", "label", "note"].contains(&sort),
            "other" => ["options", "label", "note", "doubt", "min_star", "no_eliminations"].contains(&sort),
            other => panic!("unknown kind {other}"),
        }
    }

    fn place(&self, place: &str) -> bool {
        let (sort, what) = place.split_once(':').unwrap_or((place, ""));
        let vietnamese = |key: &str| self.labels.get(key).map(String::as_str);
        match (sort, self.criterion) {
            ("min_star", None) => {
                let options = self.set.criteria().flat_map(|criterion| &criterion.options);
                options.into_iter().any(|option| option.min_star.is_some())
            }
            ("min_star", Some(criterion)) => minimum(criterion, &self.note.parameter),
            ("eliminations", _) => self.set.eliminations.iter().any(|ground| ground.code == what),
            ("no_eliminations", _) => self.set.eliminations.is_empty(),
            ("doubt", _) => self.set.doubts.iter().any(|doubt| doubt.en.contains(what)),
            ("eliminates_at_zero", Some(criterion)) => {
                criterion.eliminates_at_zero.as_deref() == Some(what)
                    && self.set.eliminations.iter().any(|ground| ground.code == what)
            }
            ("applies_only_if", Some(criterion)) => {
                let condition = criterion.applies_only_if.as_ref();
                condition.is_some_and(|needed| needed.criterion == what && needed.points_above == 0)
            }
            // The note names the choice: its two cases stand under it.
            ("alternative", _) => {
                let code = &self.note.criterion_code;
                let case = |letter: &str| {
                    let mut criteria = self.set.criteria();
                    criteria.any(|one| one.alternative && one.code == format!("{code}.{letter}"))
                };
                case("a") && case("b")
            }
            ("note", Some(criterion)) => {
                criterion.note.as_ref().map(|note| note.vi.as_str()) == vietnamese(what)
                    && vietnamese(what).is_some()
            }
            ("label", Some(criterion)) => !what.is_empty() && criterion.label.vi.contains(what),
            ("options", Some(criterion)) => what.split('|').all(|fragment| {
                !fragment.is_empty()
                    && criterion
                        .options
                        .iter()
                        .any(|option| option.label.vi.contains(fragment))
            }),
            _ => false,
        }
    }
}

/// `stars=4;option=5;points>=5` as the asterisk of that option.
fn minimum(criterion: &Criterion, parameter: &str) -> bool {
    let number = |name: &str| -> usize {
        let value = parameter
            .split(';')
            .find_map(|part| part.strip_prefix(name))
            .unwrap();
        value.parse().unwrap()
    };
    let option = criterion.options.get(number("option=") - 1).unwrap();
    option.min_star.map(usize::from) == Some(number("stars="))
        && usize::try_from(option.points).unwrap() == number("points>=")
}

#[test]
fn every_note_of_the_sheets_is_held_where_its_line_says() {
    let (regimes, notes, labels) = (Regimes::embedded().unwrap(), notes(), labels());
    assert_eq!(notes.len(), LINES);
    let regime = regimes.get("26-2026").unwrap();
    let lost: Vec<&Note> = notes
        .iter()
        .filter(|note| {
            let set = regime.product_set(note.product_set).unwrap();
            let criterion = set.criteria().find(|one| one.code == note.criterion_code);
            assert!(
                !note.english.is_empty() && !note.vietnamese.is_empty(),
                "{note:?}"
            );
            !Held {
                note,
                set,
                criterion,
                labels: &labels,
            }
            .whole()
        })
        .collect();
    assert!(lost.is_empty(), "{} are not held: {lost:#?}", lost.len());
}

/// The other way round: what the file of the regime holds beyond options is a note of the sheets.
#[test]
fn nothing_is_held_that_the_sheets_do_not_note() {
    let (regimes, notes) = (Regimes::embedded().unwrap(), notes());
    let noted = |sort: &str| -> BTreeSet<(u32, &str, &str)> {
        let of = |note: &&Note| note.held_by.contains(sort);
        let place = |note| -> (u32, &str, &str) {
            let note: &Note = note;
            let star = if note.kind == "minimum" {
                &*note.parameter
            } else {
                ""
            };
            (note.product_set, &note.criterion_code, star)
        };
        notes
            .iter()
            .filter(of)
            .map(place)
            .filter(|(_, code, _)| *code != "sheet")
            .collect()
    };
    let mut marks = 0;
    for set in &regimes.get("26-2026").unwrap().sets {
        for criterion in set.criteria() {
            let place = (set.no, criterion.code.as_str(), "");
            assert_eq!(
                criterion.note.is_some(),
                noted("note:").contains(&place),
                "{place:?}"
            );
            assert_eq!(
                criterion.eliminates_at_zero.is_some(),
                noted("eliminates_at_zero:").contains(&place),
                "{place:?}"
            );
            assert_eq!(
                criterion.applies_only_if.is_some(),
                noted("applies_only_if:").contains(&place),
                "{place:?}"
            );
            marks += criterion
                .options
                .iter()
                .filter(|option| option.min_star.is_some())
                .count();
        }
    }
    assert_eq!(marks, noted("min_star").len());
}
