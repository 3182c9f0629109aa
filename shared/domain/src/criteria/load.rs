//! Reads the files, resolves the labels, checks the sums and compiles the sheets.

use std::collections::HashMap;
use std::sync::Arc;

use super::invalid::InvalidCriteria;
use super::printed::{Criterion, Part, ScoreOption, Section};
use super::product_set::{EliminationGround, ProductSet};
use super::sheet::CriteriaSheet;
use super::source::{
    CriterionSource, OptionSource, PartSource, RegimeSource, SectionSource, SetSource, TextSource,
};
use super::{Regime, RegimePart, Regimes, check, wording};
use crate::language::Text;

const LABELS: &str = include_str!("../../../../criteria/labels.csv");
/// Every regime of `criteria/`: name and text of the file.
const REGIMES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/criteria.rs"));

/// Regimes that come with the installation and not with the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FurtherCriteria {
    /// Name and text of each file, as in `criteria/`: `99-2030.json`.
    pub regimes: Vec<(String, String)>,
    /// Labels beyond those of `criteria/labels.csv`, in the same form; empty where there are none.
    pub labels: String,
    /// Name and text of the file with the official wording of sheets, a CSV of `set,code,option,text`.
    pub wording: Option<(String, String)>,
}

impl Regimes {
    /// Reads and checks the regimes embedded in the program (`criteria/`).
    ///
    /// # Errors
    /// Every broken rule of the data together: options above a maximum, sums that do not close, codes twice, labels
    /// unknown. A released program never fails here; a test holds that.
    pub fn embedded() -> Result<Self, InvalidCriteria> {
        Self::with(&FurtherCriteria::default())
    }

    /// The same with `further` regimes, held to the same rules. The regime that begins last is in force from its first day on;
    /// an earlier one need not say that it ended.
    ///
    /// # Errors
    /// Every broken rule of all files together, each with the file or its regime.
    pub fn with(further: &FurtherCriteria) -> Result<Self, InvalidCriteria> {
        let own = REGIMES.iter().copied();
        let others = further
            .regimes
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let mut known = read(&own.chain(others).collect::<Vec<_>>(), &[LABELS, &further.labels])?;
        if let Some((name, text)) = &further.wording {
            wording::put(&mut known.regimes, name, text)?;
        }
        Ok(known)
    }
}

/// Reads regimes (name and JSON of each file) with their labels (CSV).
pub(super) fn read(files: &[(&str, &str)], labels: &[&str]) -> Result<Regimes, InvalidCriteria> {
    let mut labels = Labels::read(labels)?;
    let mut problems = Vec::new();
    let mut regimes = Vec::new();
    for (name, text) in files {
        match serde_json::from_str::<RegimeSource>(text) {
            Ok(source) => {
                // Problems name the regime, and so the file.
                if *name != format!("{}.json", source.id) {
                    problems.push(format!(
                        "{name}: holds the regime {}: its file is {0}.json",
                        source.id
                    ));
                }
                regimes.push(labels.regime(source, name));
            }
            Err(error) => problems.push(format!("{name}: {error}")),
        }
    }
    regimes.sort_by_key(|regime| regime.effective_from);
    problems.append(&mut labels.problems);
    check::regimes(&regimes, &mut problems);
    if !problems.is_empty() {
        return Err(InvalidCriteria { problems });
    }
    for regime in &mut regimes {
        for set in regime.sets.iter_mut().filter(|set| set.scorable) {
            set.sheet = Some(Arc::new(CriteriaSheet::compile(&set.parts)));
        }
    }
    Ok(Regimes { regimes })
}

/// Labels by key; keys looked up in vain are collected as problems.
struct Labels {
    texts: HashMap<String, Arc<Text>>,
    problems: Vec<String>,
    /// The file whose labels are looked up.
    file: String,
}

impl Labels {
    fn read(files: &[&str]) -> Result<Self, InvalidCriteria> {
        let mut texts = HashMap::new();
        let mut problems = Vec::new();
        let rows = files.iter().flat_map(|file| {
            csv::Reader::from_reader(file.as_bytes())
                .into_deserialize()
                .enumerate()
        });
        for (index, row) in rows {
            let row: Result<(String, String, String), csv::Error> = row;
            match row {
                Ok((key, vi, en)) if vi.trim().is_empty() || en.trim().is_empty() => {
                    problems.push(format!("label {key}: a language is empty"));
                }
                Ok((key, vi, en)) => {
                    if texts.insert(key.clone(), Arc::new(Text::new(vi, en))).is_some() {
                        problems.push(format!("label {key} comes twice"));
                    }
                }
                Err(error) => problems.push(format!("labels, row {}: {error}", index + 1)),
            }
        }
        if problems.is_empty() {
            Ok(Self {
                texts,
                problems,
                file: String::new(),
            })
        } else {
            Err(InvalidCriteria { problems })
        }
    }

    fn get(&mut self, key: &str) -> Arc<Text> {
        if let Some(text) = self.texts.get(key) {
            return Arc::clone(text);
        }
        self.problems
            .push(format!("{}: label {key} is unknown", self.file));
        Arc::new(Text::new(key, key))
    }

    fn regime(&mut self, source: RegimeSource, file: &str) -> Regime {
        file.clone_into(&mut self.file);
        let parts = source.parts.into_iter().map(|part| RegimePart {
            label: self.get(&part.label),
            code: part.code,
            max: part.max,
        });
        let parts: Vec<_> = parts.collect();
        Regime {
            id: source.id,
            decision: source.decision,
            amended_by: source.amended_by,
            issued: source.issued,
            effective_from: source.effective_from,
            effective_to: source.effective_to,
            recorded_only: source.recorded_only,
            bands: source.bands,
            parts,
            recognition: source.recognition,
            transition: source.transition,
            continuation: source.continuation,
            sets: source.sets.into_iter().map(|set| self.set(set)).collect(),
        }
    }

    fn set(&mut self, source: SetSource) -> ProductSet {
        let grounds = source.eliminations.into_iter().map(|code| EliminationGround {
            label: self.get(&format!("elimination.{code}")),
            code,
        });
        let eliminations = grounds.collect();
        let bodies = source
            .managing_bodies
            .iter()
            .map(|body| self.get(&format!("body.{body}")))
            .collect();
        ProductSet {
            no: source.no,
            group_label: self.get(&format!("group.{}", source.group)),
            group: source.group,
            subgroup: text(source.subgroup),
            name: text(source.name),
            managing_bodies: bodies,
            samples: source.samples,
            scorable: source.scorable,
            doubts: source.doubts.into_iter().map(text).collect(),
            eliminations,
            parts: source.parts.into_iter().map(|part| self.part(part)).collect(),
            sheet: None,
        }
    }

    fn part(&mut self, source: PartSource) -> Part {
        Part {
            label: self.get(&format!("part.{}", source.code)),
            code: source.code,
            max: source.max,
            sections: source
                .sections
                .into_iter()
                .map(|section| self.section(section))
                .collect(),
        }
    }

    fn section(&mut self, source: SectionSource) -> Section {
        Section {
            label: self.get(&source.label),
            code: source.code,
            max: source.max,
            criteria: source
                .criteria
                .into_iter()
                .map(|criterion| self.criterion(criterion))
                .collect(),
        }
    }

    fn criterion(&mut self, source: CriterionSource) -> Criterion {
        Criterion {
            label: self.get(&source.label),
            official: None,
            note: source.note.map(|key| self.get(&key)),
            code: source.code,
            max: source.max,
            parent: source.parent,
            alternative: source.alternative,
            eliminates_at_zero: source.eliminates_at_zero,
            applies_only_if: source.applies_only_if,
            options: source
                .options
                .into_iter()
                .map(|option| self.option(&option))
                .collect(),
        }
    }

    fn option(&mut self, source: &OptionSource) -> ScoreOption {
        ScoreOption {
            points: source.points,
            label: self.get(&source.label),
            official: None,
            min_star: source.min_star,
        }
    }
}

fn text(source: TextSource) -> Text {
    Text::new(source.vi, source.en)
}
