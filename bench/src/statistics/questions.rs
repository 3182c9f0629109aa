//! Questions as a curious dashboard asks them: always the same list, no two alike.

use chrono::{Days, NaiveDate};
use shared::domain::statistics::Dimension;
use shared::domain::units::{Generation, Level, registry};
use std::collections::HashSet;
use test_support::Seed;

/// A question about the products that hold stars on a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PollQuestion {
    /// Boundaries.
    pub(crate) generation: Generation,
    /// Level and code of the unit; none for the nation.
    pub(crate) unit: Option<(Level, String)>,
    /// One to four.
    pub(crate) dimensions: Vec<Dimension>,
    /// The day.
    pub(crate) day: NaiveDate,
}

impl PollQuestion {
    /// Where it is asked.
    pub(crate) fn path(&self) -> String {
        let by: Vec<&str> = self.dimensions.iter().map(|one| one.as_str()).collect();
        let unit = self
            .unit
            .as_ref()
            .map(|(level, code)| format!("&unit={code}&level={level}"));
        format!(
            "/api/v1/statistics/products?generation={}&as_of={}&by={}{}",
            self.generation,
            self.day,
            by.join(","),
            unit.unwrap_or_default()
        )
    }
}

/// `count` different questions about days of `from` to `until`; half of them about the nation.
pub(crate) fn different(seed: u64, count: usize, from: NaiveDate, until: NaiveDate) -> Vec<PollQuestion> {
    let mut seed = Seed::new(seed);
    let span = u64::try_from((until - from).num_days()).expect("a span");
    let (mut known, mut questions) = (HashSet::new(), Vec::new());
    while questions.len() < count {
        let generation = seed.pick(&[(60, Generation::Current), (40, Generation::Legacy)]);
        let question = PollQuestion {
            generation,
            unit: unit(&mut seed, generation),
            dimensions: dimensions(&mut seed, generation),
            day: from + Days::new(seed.below(span)),
        };
        if known.insert(question.clone()) {
            questions.push(question);
        }
    }
    questions
}

fn unit(seed: &mut Seed, generation: Generation) -> Option<(Level, String)> {
    let level = seed.pick(&[
        (50, None),
        (30, Some(Level::Province)),
        (10, Some(Level::District)),
        (10, Some(Level::Commune)),
    ])?;
    let registry = registry().expect("the units compiled in");
    let units = registry.units_of(generation, Some(level));
    // Today there are no districts.
    let unit = units.get(seed.index(units.len().max(1)))?;
    Some((level, unit.unit.code.clone()))
}

fn dimensions(seed: &mut Seed, generation: Generation) -> Vec<Dimension> {
    let count = 1 + seed.index(4);
    let mut dimensions = Vec::new();
    while dimensions.len() < count {
        let one = Dimension::ALL[seed.index(Dimension::ALL.len())];
        let is_possible = generation == Generation::Legacy || one != Dimension::District;
        if is_possible && !dimensions.contains(&one) {
            dimensions.push(one);
        }
    }
    dimensions
}
