//! The official wording of sheets, which an installation may have beside our short labels: a CSV of `set,code,option,text`.

use std::sync::Arc;

use super::Regime;
use super::invalid::InvalidCriteria;
use super::printed::Criterion;
use super::product_set::ProductSet;

/// The columns: `regime` may be left out (the newest is meant), `option` too or be empty (the criterion itself is meant).
const COLUMNS: [&str; 5] = ["regime", "set", "code", "option", "text"];
const NEEDED: [&str; 3] = ["set", "code", "text"];

/// Puts the wording of the file `name` to the criteria and options that its lines name.
///
/// # Errors
/// Every line that names something unknown, says nothing, or comes a second time.
pub(super) fn put(regimes: &mut [Regime], name: &str, text: &str) -> Result<(), InvalidCriteria> {
    let mut problems = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(|one| one.trim().to_owned()).collect(),
        Err(error) => vec![error.to_string()],
    };
    problems.extend(wrong_columns(&columns));
    if problems.is_empty() {
        for record in reader.records() {
            let done = match &record {
                Ok(record) => Line::of(&columns, record).put(regimes),
                Err(error) => Err(error.to_string()),
            };
            if let Err(problem) = done {
                let line = record.as_ref().map(csv::StringRecord::position);
                let line = line.ok().flatten().map(csv::Position::line);
                problems.push(line.map_or_else(|| problem.clone(), |line| format!("line {line}: {problem}")));
            }
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    let problems = problems.into_iter().map(|problem| format!("{name}: {problem}"));
    Err(InvalidCriteria {
        problems: problems.collect(),
    })
}

fn wrong_columns(columns: &[String]) -> Option<String> {
    let known = |column: &String| COLUMNS.contains(&column.as_str());
    let twice = |column: &String| columns.iter().filter(|other| *other == column).count() > 1;
    let missing = |needed: &&str| !columns.iter().any(|column| column == needed);
    let wrong = !columns.iter().all(known) || columns.iter().any(twice) || NEEDED.iter().any(missing);
    wrong.then(|| {
        format!(
            "line 1: the columns are {}, each once; {} are needed",
            COLUMNS.join(", "),
            NEEDED.join(", ")
        )
    })
}

/// One line of the file; what is left out is empty.
struct Line<'a> {
    regime: &'a str,
    set: &'a str,
    code: &'a str,
    option: &'a str,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(columns: &[String], record: &'a csv::StringRecord) -> Self {
        let cell = |name: &str| {
            let position = columns.iter().position(|column| column == name);
            position
                .and_then(|position| record.get(position))
                .unwrap_or_default()
                .trim()
        };
        let [regime, set, code, option, text] = COLUMNS.map(cell);
        Self {
            regime,
            set,
            code,
            option,
            text,
        }
    }

    fn put(&self, regimes: &mut [Regime]) -> Result<(), String> {
        if self.text.is_empty() {
            return Err("the text is empty".to_owned());
        }
        let criterion = self.criterion(self.product_set(regimes)?)?;
        let place = if self.option.is_empty() {
            &mut criterion.official
        } else {
            let count = criterion.options.len();
            let number = self
                .option
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1));
            let option = number.and_then(|index| criterion.options.get_mut(index));
            let unknown = || {
                format!(
                    "{} of set {} has no option {}; it has {count}",
                    self.code, self.set, self.option
                )
            };
            &mut option.ok_or_else(unknown)?.official
        };
        if place.is_some() {
            let option = if self.option.is_empty() { "" } else { " option " };
            return Err(format!(
                "set {} {}{option}{} comes twice",
                self.set, self.code, self.option
            ));
        }
        *place = Some(Arc::from(self.text));
        Ok(())
    }

    fn product_set<'r>(&self, regimes: &'r mut [Regime]) -> Result<&'r mut ProductSet, String> {
        let regime = if self.regime.is_empty() {
            regimes.last_mut()
        } else {
            regimes.iter_mut().find(|regime| regime.id == self.regime)
        };
        let regime = regime.ok_or_else(|| format!("there is no regime {}", self.regime))?;
        let unknown = format!("{} has no product set {}", regime.id, self.set);
        let number: u32 = self.set.parse().map_err(|_| unknown.clone())?;
        let set = regime.sets.iter_mut().find(|set| set.no == number);
        set.ok_or(unknown)
    }

    fn criterion<'s>(&self, set: &'s mut ProductSet) -> Result<&'s mut Criterion, String> {
        let sections = set.parts.iter_mut().flat_map(|part| &mut part.sections);
        let mut criteria = sections.flat_map(|section| &mut section.criteria);
        let found = criteria.find(|criterion| criterion.code == self.code);
        found.ok_or_else(|| format!("set {} has no criterion {}", self.set, self.code))
    }
}
