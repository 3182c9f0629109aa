//! Administrative units in free text: found, or asked with what may be meant.
//!
//! A name is one in all its spellings, the exact one first. It is looked for among the units that everything else says: the word for its kind,
//! the district and the province written with it, the scope and the generation of the run. Where what is left leads to one commune of
//! today, that is the place; otherwise it is asked.

mod names;
mod near;
mod own;

use crate::answers::PaperAnswers;
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};
use crate::segments::{self, Segment, segments};
use domain::units::{Generation, Level, NoPlace, Place, Registry, Unit, UnitKind, UnitRef};
use names::Names;

use std::collections::HashMap;
use std::sync::Arc;

/// Most answers that are offered.
const OFFERED: usize = 40;
/// Most places that are remembered; later ones are looked for anew, and so are those of more bytes.
const REMEMBERED: usize = 50_000;
const SHORT: usize = 1_000;

/// What a row says of where its producer is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct WrittenPlace {
    /// The commune, of either generation.
    pub(crate) commune: Option<String>,
    /// The commune of today.
    pub(crate) today: Option<String>,
    /// The commune until 30 June 2025.
    pub(crate) former: Option<String>,
    pub(crate) district: Option<String>,
    pub(crate) province: Option<String>,
    pub(crate) address: Option<String>,
    /// Whose place it is: the question where no commune is written is about it.
    pub(crate) producer: String,
}

impl WrittenPlace {
    /// Bytes of all its texts.
    fn length(&self) -> usize {
        let texts = [
            &self.commune,
            &self.today,
            &self.former,
            &self.district,
            &self.province,
            &self.address,
        ];
        texts.into_iter().flatten().map(String::len).sum::<usize>() + self.producer.len()
    }
}

/// Which of them is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceSource {
    Commune,
    Today,
    Former,
    Address,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Located {
    pub(crate) place: Option<Place>,
    /// The smallest unit above the commune that was understood.
    pub(crate) within: Option<UnitRef>,
    pub(crate) reasons: Vec<(PlaceSource, Reason)>,
}

/// Finds communes for one run.
pub(crate) struct Gazetteer<'a> {
    registry: &'static Registry,
    names: Names,
    scope: Option<UnitRef>,
    generation: Option<Generation>,
    answers: &'a PaperAnswers,
    remembered: HashMap<WrittenPlace, Located>,
    /// How many names were searched for by likeness, which is slow.
    likened: usize,
}

/// What the units of a text must fit.
#[derive(Clone, Default)]
struct Bounds {
    kind: Option<UnitKind>,
    /// What the text says of the units above: each time all that may be meant.
    above: Vec<Vec<UnitRef>>,
    generation: Option<Generation>,
    /// A unit above that is none: nothing fits.
    unknown: bool,
}

impl Bounds {
    /// The smallest unit above that is known.
    fn lowest(&self) -> Option<UnitRef> {
        let units = self.above.iter().flatten();
        units.max_by_key(|unit| (unit.level, unit.generation)).cloned()
    }
}

impl<'a> Gazetteer<'a> {
    pub(crate) fn new(
        registry: &'static Registry,
        scope: Option<UnitRef>,
        generation: Option<Generation>,
        answers: &'a PaperAnswers,
    ) -> Self {
        Self {
            registry,
            names: Names::of(registry),
            scope,
            generation,
            answers,
            remembered: HashMap::new(),
            likened: 0,
        }
    }

    /// Where `written` is.
    pub(crate) fn locate(&mut self, written: &WrittenPlace) -> Located {
        if let Some(located) = self.remembered.get(written) {
            return located.clone();
        }
        // What a column says of the commune mostly needs nothing else, and is the same in many rows.
        let plain = WrittenPlace {
            address: None,
            producer: String::new(),
            ..written.clone()
        };
        let by_column = written.today.is_none() && (written.commune.is_some() || written.former.is_some());
        if by_column && plain != *written {
            let located = self.locate(&plain);
            if located.place.is_some() {
                return located;
            }
        }
        let located = self.search(written);
        if self.remembered.len() < REMEMBERED && written.length() <= SHORT {
            self.remembered.insert(written.clone(), located.clone());
        }
        located
    }

    fn search(&mut self, written: &WrittenPlace) -> Located {
        let mut bounds = Bounds {
            generation: self.generation,
            ..Bounds::default()
        };
        for (column, level) in [
            (&written.province, Level::Province),
            (&written.district, Level::District),
        ] {
            for segment in column.iter().flat_map(|text| segments(text)).rev() {
                self.bound(&segment, &[level], true, &mut bounds);
            }
        }
        let address = written.address.as_deref().map(segments).unwrap_or_default();
        let (commune, source) = match written.former.as_ref().or(written.commune.as_ref()) {
            Some(text) => {
                let (commune, above) = split_commune(segments(text));
                above.iter().rev().for_each(|segment| {
                    self.bound(segment, &[Level::Province, Level::District], true, &mut bounds);
                });
                (
                    commune,
                    if written.former.is_some() {
                        PlaceSource::Former
                    } else {
                        PlaceSource::Commune
                    },
                )
            }
            None => (None, PlaceSource::Address),
        };
        self.bound_by_address(&address, &mut bounds);
        let commune = match source {
            PlaceSource::Address => self.commune_of_address(&address, &bounds),
            _ => commune,
        };
        if source == PlaceSource::Former {
            bounds.generation = Some(Generation::Legacy);
        }
        bounds.kind = commune.as_ref().and_then(|commune| commune.kind);
        let within = bounds.lowest();
        let mut located = match (&written.today, &commune) {
            (Some(today), _) => self.of_today(today, commune.as_ref(), &bounds),
            (None, Some(commune)) => self.settle(commune, written, &bounds, source),
            (None, None) => self.missing(&written.producer, within.as_ref(), source),
        };
        located.within = within;
        located
    }

    /// The units above that an address says, from its end; a name without the word for a unit only where nothing else stands behind it.
    fn bound_by_address(&self, address: &[Segment], bounds: &mut Bounds) {
        let mut at_end = true;
        for segment in address.iter().rev() {
            if segment.kind.is_some() || at_end {
                at_end &= self.bound(segment, &[Level::Province, Level::District], false, bounds)
                    || segment.kind.is_some();
            }
        }
    }

    /// Takes what a segment says of the units above the commune; tells whether it said anything.
    fn bound(&self, segment: &Segment, levels: &[Level], stated: bool, bounds: &mut Bounds) -> bool {
        let says_above = segment
            .kind
            .is_none_or(|kind| segments::level(kind) != Level::Commune);
        if !says_above {
            return false;
        }
        let levels = levels.iter().filter(|level| segment.may_be(**level));
        let mut units: Vec<_> = levels.flat_map(|level| self.named(*level, segment)).collect();
        units.retain(|unit| {
            bounds
                .above
                .iter()
                .all(|above| above.iter().any(|above| is_direct(unit, above)))
        });
        bounds.unknown |= stated && segment.kind.is_some() && units.is_empty();
        if !units.is_empty() {
            bounds
                .above
                .push(units.iter().map(|unit| unit.unit.clone()).collect());
        }
        !units.is_empty()
    }

    /// The units of `level` that a segment names. The word for a city is taken by its letter, as provinces and their towns share names.
    fn named(&self, level: Level, segment: &Segment) -> Vec<&'static Unit> {
        let mut units = self.names.get(level, &segment.name);
        if let Some(kind) = segment.kind {
            let strict = kind == UnitKind::City && level == Level::Province;
            if strict || units.iter().any(|unit| unit.kind == kind) {
                units.retain(|unit| unit.kind == kind);
            }
        }
        units
    }

    /// The commune of an address: with the word for it, or what stands directly before a unit above.
    fn commune_of_address(&self, address: &[Segment], bounds: &Bounds) -> Option<Segment> {
        let is_commune = |segment: &&Segment| {
            segment
                .kind
                .is_some_and(|kind| segments::level(kind) == Level::Commune)
        };
        if let Some(segment) = address.iter().rev().find(is_commune) {
            return Some(segment.clone());
        }
        let bare = address
            .iter()
            .rev()
            .find(|segment| segment.kind.is_none() && !self.fitting(segment, bounds).is_empty());
        bare.filter(|_| !bounds.above.is_empty()).cloned()
    }

    /// The communes of the name of `segment` that fit, in the exact spelling where there are such.
    fn fitting(&self, segment: &Segment, bounds: &Bounds) -> Vec<&'static Unit> {
        if bounds.unknown {
            return Vec::new();
        }
        let mut units = match segment.code() {
            Some(code) => self.names.of_code(self.registry, code),
            None => self.names.get(Level::Commune, &segment.name),
        };
        units.retain(|unit| self.fits(unit, bounds));
        let exact: Vec<_> = units
            .iter()
            .filter(|unit| names::is_exact(unit, &segment.name))
            .copied()
            .collect();
        if exact.is_empty() { units } else { exact }
    }

    fn fits(&self, unit: &Unit, bounds: &Bounds) -> bool {
        let generation = unit.unit.generation;
        bounds.kind.is_none_or(|kind| unit.kind == kind)
            && bounds.generation.is_none_or(|asked| asked == generation)
            && bounds
                .above
                .iter()
                .all(|above| above.iter().any(|above| is_direct(unit, above)))
            && self.scope.as_ref().is_none_or(|scope| self.lies_in(unit, scope))
    }

    /// Whether a commune lies in `scope`, or a part of it or what it was made of.
    fn lies_in(&self, unit: &Unit, scope: &UnitRef) -> bool {
        let direct = |unit: &Unit| is_direct(unit, scope);
        if unit.unit.generation == scope.generation {
            return direct(unit);
        }
        let related = match unit.unit.generation {
            Generation::Legacy => self.registry.successors(&unit.unit),
            Generation::Current => self.registry.predecessors(&unit.unit),
        };
        related.iter().any(|relation| direct(relation.unit))
    }

    /// The place of a commune by its name, by an answer, or a question.
    fn settle(
        &mut self,
        commune: &Segment,
        written: &WrittenPlace,
        bounds: &Bounds,
        source: PlaceSource,
    ) -> Located {
        let context = [&written.district, &written.province];
        let text = match source {
            PlaceSource::Address => commune.with_rest.clone(),
            _ => {
                let main = written.former.as_ref().or(written.commune.as_ref());
                main.into_iter()
                    .chain(context.into_iter().flatten())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        };
        for written in [text.as_str(), commune.written.as_str()] {
            if let Some(answer) = self.answers.get(Topic::Unit, written) {
                return self.answered(answer, written, source);
            }
        }
        let units = self.fitting(commune, bounds);
        if let Some(place) = self.agreed(&units, bounds.generation) {
            return Located {
                place: Some(place),
                ..Located::default()
            };
        }
        self.which(source, commune.written_in(&text), (commune, bounds), units)
    }

    /// Asks which of `units` a commune is, or where there is none which one like it.
    fn which(
        &mut self,
        source: PlaceSource,
        written: String,
        (commune, bounds): (&Segment, &Bounds),
        units: Vec<&'static Unit>,
    ) -> Located {
        let (rule, offered) = if units.is_empty() {
            ("unknown_unit", self.near(commune, bounds))
        } else {
            ("ambiguous_unit", units)
        };
        let candidates = self.candidates(&offered);
        ask(source, rule, written, candidates)
    }

    /// The one place to which all of `units` lead: today's commune, or a former one where only such are meant.
    fn agreed(&self, units: &[&Unit], generation: Option<Generation>) -> Option<Place> {
        let place = |unit: &Unit| {
            self.registry
                .place_in(unit.unit.generation, &unit.unit.code, None)
                .ok()
        };
        let places: Vec<Place> = units.iter().map(|unit| place(unit)).collect::<Option<_>>()?;
        let first = places.first()?;
        if places
            .iter()
            .any(|place| place.current_commune != first.current_commune)
        {
            return None;
        }
        let meant = generation.unwrap_or(Generation::Current);
        let mut preferred = places.iter().filter(|place| place.generation == meant);
        match (preferred.next(), preferred.next(), places.as_slice()) {
            (Some(place), None, _) | (None, _, [place]) => Some(place.clone()),
            _ => None,
        }
    }

    /// Today's commune by its name, with the former one where the row names that too.
    fn of_today(&mut self, today: &str, former: Option<&Segment>, bounds: &Bounds) -> Located {
        let (commune, _) = split_commune(segments(today));
        let Some(commune) = commune else {
            return ask(
                PlaceSource::Today,
                "unknown_unit",
                today.to_owned(),
                Arc::default(),
            );
        };
        if let Some(answer) = self.answers.get(Topic::Unit, today) {
            return self.answered(answer, today, PlaceSource::Today);
        }
        let mut current = Bounds {
            kind: commune.kind,
            generation: Some(Generation::Current),
            ..Bounds::default()
        };
        // A former province lies in one of today, in which the name of the commune is looked for.
        let offices: Vec<UnitRef> = bounds
            .above
            .iter()
            .flatten()
            .filter_map(|above| self.registry.office(above))
            .map(|unit| unit.unit.clone())
            .collect();
        current.above.extend((!offices.is_empty()).then_some(offices));
        let units = self.fitting(&commune, &current);
        let [unit] = units.as_slice() else {
            return self.which(PlaceSource::Today, today.to_owned(), (&commune, &current), units);
        };
        self.with_former(unit, former, bounds)
    }

    /// The place of today's commune `unit`, with the former one that is written beside it and became it.
    fn with_former(&mut self, unit: &Unit, former: Option<&Segment>, bounds: &Bounds) -> Located {
        let legacy = Bounds {
            generation: Some(Generation::Legacy),
            ..bounds.clone()
        };
        let former: Vec<_> = former
            .map(|former| self.fitting(former, &legacy))
            .unwrap_or_default();
        let both = former.iter().find_map(|former| {
            self.registry
                .place_in(Generation::Legacy, &former.unit.code, Some(&unit.unit.code))
                .ok()
        });
        let mut located = Located::default();
        if both.is_none()
            && !former.is_empty()
            && legacy
                .above
                .iter()
                .flatten()
                .any(|above| above.level == Level::District)
        {
            let reason = Reason::warning(
                "units_disagree",
                format!(
                    "{} không được thành lập từ xã đã ghi; ghi nhận theo xã hiện nay",
                    unit.name
                ),
                format!(
                    "{} was not made of the commune written; today's commune is taken",
                    unit.name
                ),
            );
            located.reasons.push((PlaceSource::Today, reason));
        }
        located.place = both.or_else(|| self.registry.place(Generation::Current, &unit.unit.code));
        located
    }

    /// The place that an answer says.
    fn answered(&self, answer: &str, written: &str, source: PlaceSource) -> Located {
        let mut parts = answer.split('/');
        let generation = parts.next().and_then(|word| word.parse().ok());
        let (code, successor) = (parts.next(), parts.next());
        let place = generation
            .zip(code)
            .map(|(generation, code)| self.registry.place_in(generation, code, successor));
        match place {
            Some(Ok(place)) => Located {
                place: Some(place),
                ..Located::default()
            },
            Some(Err(NoPlace::SuccessorNeeded(units) | NoPlace::OtherSuccessor(units))) => {
                let candidates = units.iter().map(|unit| Candidate {
                    value: format!(
                        "{}/{}/{}",
                        Generation::Legacy,
                        code.unwrap_or_default(),
                        unit.unit.code
                    ),
                    label: names::label(self.registry, unit),
                });
                ask(
                    source,
                    "successor_needed",
                    written.to_owned(),
                    candidates.collect(),
                )
            }
            _ => {
                let reason = Reason::bad_answer(answer, ("đơn vị hành chính", "administrative unit"));
                Located {
                    reasons: vec![(source, reason)],
                    ..Located::default()
                }
            }
        }
    }

    fn missing(&self, producer: &str, within: Option<&UnitRef>, source: PlaceSource) -> Located {
        if let Some(answer) = self.answers.get(Topic::Unit, producer) {
            return self.answered(answer, producer, source);
        }
        let all = Generation::ALL
            .iter()
            .flat_map(|generation| self.registry.units_of(*generation, Some(Level::Commune)));
        let inside: Vec<&'static Unit> = match within.filter(|unit| unit.level == Level::District) {
            Some(district) => all
                .filter(|unit| self.lies_in(unit, district) && unit.unit.generation == district.generation)
                .collect(),
            None => Vec::new(),
        };
        let candidates = self.candidates(&inside);
        ask(source, "unit_missing", producer.to_owned(), candidates)
    }

    fn near(&mut self, commune: &Segment, bounds: &Bounds) -> Vec<&'static Unit> {
        self.likened += 1;
        let loose = Bounds {
            kind: None,
            unknown: false,
            ..bounds.clone()
        };
        near::like(&commune.name, &self.names, self.likened, &|unit| {
            self.fits(unit, &loose)
        })
    }

    fn candidates(&self, units: &[&Unit]) -> Arc<[Candidate]> {
        let offered = units.iter().flat_map(|unit| {
            let (generation, code) = (unit.unit.generation, &unit.unit.code);
            let label = names::label(self.registry, unit);
            match self.registry.place_in(generation, code, None) {
                Err(NoPlace::SuccessorNeeded(parts)) => parts
                    .iter()
                    .map(|part| Candidate {
                        value: format!("{generation}/{code}/{}", part.unit.code),
                        label: format!("{label} → {}", part.name),
                    })
                    .collect(),
                _ => vec![Candidate {
                    value: format!("{generation}/{code}"),
                    label,
                }],
            }
        });
        offered.take(OFFERED).collect()
    }
}

/// Whether `unit` is `above` or lies in it, in the boundaries of its own generation.
fn is_direct(unit: &Unit, above: &UnitRef) -> bool {
    unit.unit == *above
        || (unit.unit.generation == above.generation
            && match above.level {
                Level::Province => unit.province_code == above.code,
                Level::District => {
                    unit.parent_code.as_ref() == Some(&above.code) && unit.unit.level == Level::Commune
                }
                Level::Commune => false,
            })
}

/// The commune of a cell for communes, and the units above it: what has the word for it, else what stands first.
fn split_commune(mut segments: Vec<Segment>) -> (Option<Segment>, Vec<Segment>) {
    let named = segments.iter().position(|segment| {
        segment
            .kind
            .is_some_and(|kind| segments::level(kind) == Level::Commune)
    });
    let first = segments.iter().position(|segment| segment.kind.is_none());
    match named.or(first) {
        Some(at) => {
            let commune = segments.remove(at);
            (Some(commune), segments.split_off(at.min(segments.len())))
        }
        None => (None, segments),
    }
}

fn ask(source: PlaceSource, rule: &'static str, written: String, candidates: Arc<[Candidate]>) -> Located {
    let (vi, en) = match rule {
        "unknown_unit" => (
            format!("không tìm thấy «{written}»: là xã, phường nào?"),
            format!("{written:?} was not found: which commune is it?"),
        ),
        "unit_missing" => (
            format!("không có xã, phường: «{written}» ở xã, phường nào?"),
            format!("no commune is written: in which one is {written:?}?"),
        ),
        _ => (
            format!("«{written}» có thể là nhiều xã, phường: là xã nào?"),
            format!("{written:?} may be several communes: which one?"),
        ),
    };
    let question = OpenQuestion {
        kind: Topic::Unit,
        written,
        candidates,
    };
    Located {
        reasons: vec![(source, Reason::question(rule, question, vi, en))],
        ..Located::default()
    }
}
