//! What must hold in the criteria files; every problem is collected, none stops the check.

mod rules;

use std::collections::HashSet;

use super::printed::{Criterion, Section};
use super::product_set::ProductSet;
use super::recognition::CompetenceRule;
use super::{Band, Regime};

/// An option number is kept in a byte, and 0 means "no option".
const MAX_OPTIONS: usize = 100;
/// Points of a whole sheet.
const FULL_POINTS: u32 = 100;
/// The stars that have a decision and can ask for a minimum.
const MARKED_STARS: std::ops::RangeInclusive<u8> = 3..=5;

pub(super) fn regimes(regimes: &[Regime], problems: &mut Vec<String>) {
    let mut ids = HashSet::new();
    let mut last_start = None;
    for regime in regimes {
        let mut say = |problem: String| problems.push(format!("{}: {problem}", regime.id));
        if !ids.insert(regime.id.as_str()) {
            say("the id comes twice".to_owned());
        }
        if last_start >= Some(regime.effective_from) {
            say("another regime begins on the same day".to_owned());
        }
        last_start = Some(regime.effective_from);
        if let Some(transition) = &regime.transition
            && (!ids.contains(transition.from_regime.as_str()) || transition.from_regime == regime.id)
        {
            say(format!(
                "the transition names {}, no earlier regime",
                transition.from_regime
            ));
        }
        if regime.continuation.as_ref().is_some_and(|rule| rule.days == 0) {
            say("the continuation has no days".to_owned());
        }
        bands(&regime.bands, &mut say);
        recognition(regime, &mut say);
        let sum: u32 = regime.parts.iter().map(|part| part.max).sum();
        if sum != FULL_POINTS {
            say(format!("parts sum to {sum}, not {FULL_POINTS}"));
        }
        if regime.recorded_only != regime.sets.is_empty() {
            say("a regime has product sets, or is recorded only".to_owned());
        }
        let mut numbers = HashSet::new();
        for set in &regime.sets {
            if !numbers.insert(set.no) {
                say(format!("set {} comes twice", set.no));
            }
            product_set(regime, set, &mut |problem| {
                say(format!("set {}: {problem}", set.no));
            });
        }
    }
}

fn bands(bands: &[Band], say: &mut impl FnMut(String)) {
    let stars: Vec<u8> = bands.iter().map(|band| band.stars).collect();
    let falling = bands.is_sorted_by(|higher, lower| higher.min > lower.min);
    if stars != [5, 4, 3, 2, 1] || !falling || bands.last().is_none_or(|band| band.min != 0) {
        say("bands must run from 5 stars to 1 star, fall, and end at 0 points".to_owned());
    }
}

fn recognition(regime: &Regime, say: &mut impl FnMut(String)) {
    let (Some(first), Some(last)) = (regime.recognition.first(), regime.recognition.last()) else {
        return say("who recognises which star is missing".to_owned());
    };
    let no_gap = |earlier: &CompetenceRule, later: &CompetenceRule| {
        earlier.to.and_then(|to| to.succ_opt()) == Some(later.from)
    };
    if !regime.recognition.is_sorted_by(no_gap)
        || first.from != regime.effective_from
        || last.to != regime.effective_to
    {
        say("the rules of recognition do not cover the regime's days without a gap".to_owned());
    }
    for rule in &regime.recognition {
        let mut stars = rule.authorities.iter().map(|entry| entry.stars);
        if !MARKED_STARS.eq(stars.by_ref()) {
            say(format!(
                "{} must name an authority for 3, 4 and 5 stars",
                rule.decision
            ));
        }
    }
}

fn product_set(regime: &Regime, set: &ProductSet, say: &mut impl FnMut(String)) {
    let declared = regime.parts.iter().map(|part| (part.code.as_str(), part.max));
    if !declared.eq(set.parts.iter().map(|part| (part.code.as_str(), part.max))) {
        say("parts differ from the regime's".to_owned());
    }
    unique(
        "elimination",
        set.eliminations.iter().map(|ground| ground.code.as_str()),
        say,
    );
    unique(
        "criterion",
        set.criteria().map(|criterion| criterion.code.as_str()),
        say,
    );
    let sections = set.parts.iter().flat_map(|part| &part.sections);
    unique(
        "section",
        sections.clone().map(|section| section.code.as_str()),
        say,
    );
    for section in sections {
        for criterion in &section.criteria {
            shape(section, criterion, &mut |problem| {
                say(format!("{}: {problem}", criterion.code));
            });
        }
        choices(section, say);
    }
    rules::of_criteria(set, say);
    if set.scorable {
        sums(set, say);
    }
}

fn unique<'a>(what: &str, codes: impl Iterator<Item = &'a str>, say: &mut impl FnMut(String)) {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            say(format!("{what} {code} comes twice"));
        }
    }
}

fn shape(section: &Section, criterion: &Criterion, say: &mut impl FnMut(String)) {
    let has_children = section.children(Some(&criterion.code)).next().is_some();
    if has_children != criterion.options.is_empty() {
        say("a criterion has options or sub-criteria, one of the two".to_owned());
    }
    if let Some(parent) = &criterion.parent {
        let above = section.criteria.iter().find(|other| other.code == *parent);
        if above.is_none_or(|above| above.parent.is_some() || above.alternative) {
            say(format!(
                "parent {parent} is not a plain criterion of the same section"
            ));
        }
    }
    if criterion.options.len() > MAX_OPTIONS {
        say(format!("more than {MAX_OPTIONS} options"));
    }
    if let Some(best) = criterion.best()
        && best > criterion.max
    {
        say(format!("maximum {}, best option {best}", criterion.max));
    }
    let marks = criterion
        .options
        .iter()
        .filter_map(|option| Some((option.min_star?, option.points)));
    let marks: Vec<_> = marks.collect();
    if !marks.is_sorted_by(|lower, higher| lower.0 < higher.0 && lower.1 < higher.1)
        || marks
            .iter()
            .any(|(star, points)| !MARKED_STARS.contains(star) || *points == 0)
    {
        say("minimums must be for 3 to 5 stars and rise with the points".to_owned());
    }
    if criterion.alternative && (!marks.is_empty() || has_children) {
        say("a case of a choice has neither minimums nor sub-criteria".to_owned());
    }
}

/// The cases of a choice stand together, are two or more, and are worth the same.
fn choices(section: &Section, say: &mut impl FnMut(String)) {
    let runs = section
        .criteria
        .chunk_by(Criterion::is_other_case_of)
        .filter(|run| run.first().is_some_and(|criterion| criterion.alternative));
    let mut parents = HashSet::new();
    for run in runs {
        if run.len() < 2 || !run.is_sorted_by(|one, other| one.max == other.max) {
            say(format!(
                "{}: a choice needs two cases or more of the same maximum",
                section.code
            ));
        }
        if !parents.insert(run.first().map(|criterion| &criterion.parent)) {
            say(format!(
                "{}: the cases of a choice do not stand together",
                section.code
            ));
        }
    }
}

fn sums(set: &ProductSet, say: &mut impl FnMut(String)) {
    for part in &set.parts {
        for section in &part.sections {
            for criterion in &section.criteria {
                let best = criterion
                    .best()
                    .unwrap_or_else(|| section.closed_sum(Some(&criterion.code)));
                if best != criterion.max {
                    say(format!(
                        "{}: maximum {}, best answers sum to {best}",
                        criterion.code, criterion.max
                    ));
                }
            }
            let sum = section.closed_sum(None);
            if sum != section.max {
                say(format!(
                    "section {}: criteria sum to {sum}, declared {}",
                    section.code, section.max
                ));
            }
        }
        let sum: u32 = part.sections.iter().map(|section| section.max).sum();
        if sum != part.max {
            say(format!(
                "part {}: sections sum to {sum}, declared {}",
                part.code, part.max
            ));
        }
    }
}

impl Criterion {
    /// Points of the best option; `None` for a parent.
    fn best(&self) -> Option<u32> {
        self.options.iter().map(|option| option.points).max()
    }

    /// Whether both are cases of one choice.
    pub(super) fn is_other_case_of(&self, other: &Self) -> bool {
        self.alternative && other.alternative && self.parent == other.parent
    }
}

impl Section {
    fn children<'a>(&'a self, parent: Option<&'a str>) -> impl Iterator<Item = &'a Criterion> {
        self.criteria
            .iter()
            .filter(move |criterion| criterion.parent.as_deref() == parent)
    }

    /// Maximums of the criteria under `parent` (of the section when `None`); of a choice one case counts.
    fn closed_sum(&self, parent: Option<&str>) -> u32 {
        let plain: u32 = self
            .children(parent)
            .filter(|one| !one.alternative)
            .map(|one| one.max)
            .sum();
        let cases = self
            .children(parent)
            .filter(|one| one.alternative)
            .map(|one| one.max);
        plain + cases.max().unwrap_or(0)
    }
}
