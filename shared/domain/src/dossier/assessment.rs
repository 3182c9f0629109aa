//! What a self-assessment amounts to: points, expected stars, what is missing.

use super::self_assessment::SelfAssessment;
use crate::criteria::{CriteriaSheet, ProductSet, Regimes, Section};
use crate::language::Language;
use crate::scoring::{Elimination, NextStar, UnmetMinimum, score, validate};
use crate::violation::Violation;
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// The self-assessment against the sheet, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assessment {
    /// Points of 100.
    #[schema(example = 63)]
    pub total: u32,
    /// Expected stars: band and minimums both met; null where an answer ends the evaluation.
    #[schema(example = 3)]
    pub stars: Option<u8>,
    /// Band of the total alone.
    #[schema(example = 3)]
    pub score_stars: Option<u8>,
    /// Points by part and section.
    pub parts: Vec<PartAssessment>,
    /// Minimums up to `score_stars` that are missed.
    pub unmet_minimums: Vec<UnmetMinimum>,
    /// The cheapest way to one star more.
    pub next_star: Option<NextStar>,
    /// Grounds that an answer of 0 points is (`eliminates_at_zero`); left out when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eliminations: Vec<Elimination>,
    /// Criteria without an answer, in document order; of a choice of two cases the first.
    pub unanswered: Vec<String>,
    /// Criteria answered with points for which the dossier holds no document.
    pub without_evidence: Vec<String>,
}

/// Points of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartAssessment {
    /// `A`, `B` or `C`.
    #[schema(example = "A")]
    pub code: String,
    /// Its points.
    pub points: u32,
    /// The most it can have.
    pub max: u32,
    /// Its sections.
    pub sections: Vec<SectionAssessment>,
}

/// Points of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SectionAssessment {
    /// Its code.
    #[schema(example = "A.1")]
    pub code: String,
    /// Its name.
    pub label: String,
    /// Its points.
    pub points: u32,
    /// The most it can have.
    pub max: u32,
}

/// Scores `form` against the sheet of `regime` and `set`; `evidenced` are the criteria for which there is a document.
///
/// # Errors
/// What [`SelfAssessment::check`] says: the answers must fit the sheet.
pub fn assess(
    regimes: &Regimes,
    (regime, set): (&str, u32),
    form: &SelfAssessment,
    evidenced: &HashSet<String>,
    language: Language,
) -> Result<Assessment, Vec<Violation>> {
    let broken = form.check(regimes, regime, set);
    let request = form.scoring(regime, set);
    let found = regimes.product_set(regime, set);
    let sheet = found.and_then(ProductSet::sheet);
    let (Ok(checked), Some(set), Some(sheet), true) =
        (validate(regimes, &request), found, sheet, broken.is_empty())
    else {
        return Err(broken);
    };
    let result = score(&checked, language);
    let parts: Vec<PartAssessment> = set
        .parts
        .iter()
        .map(|part| {
            let sections: Vec<SectionAssessment> = part
                .sections
                .iter()
                .map(|section| SectionAssessment {
                    code: section.code.clone(),
                    label: section.label.get(language).to_owned(),
                    points: points(section, sheet, form),
                    max: section.max,
                })
                .collect();
            PartAssessment {
                code: part.code.clone(),
                points: sections.iter().map(|section| section.points).sum(),
                max: part.max,
                sections,
            }
        })
        .collect();
    let bare = sheet
        .leaves()
        .iter()
        .filter(|leaf| points_of(sheet, form, &leaf.code) > 0 && !evidenced.contains(&leaf.code));
    Ok(Assessment {
        total: parts.iter().map(|part| part.points).sum(),
        stars: result.stars,
        score_stars: result.score_stars,
        parts,
        unmet_minimums: result.unmet_minimums,
        next_star: result.next_star,
        eliminations: result.eliminations,
        unanswered: form.unanswered(sheet).into_iter().map(str::to_owned).collect(),
        without_evidence: bare.map(|leaf| leaf.code.clone()).collect(),
    })
}

fn points(section: &Section, sheet: &CriteriaSheet, form: &SelfAssessment) -> u32 {
    let criteria = section.criteria.iter();
    criteria
        .map(|criterion| points_of(sheet, form, &criterion.code))
        .sum()
}

/// Points of the answer to a leaf criterion; 0 for a parent, whose sub-criteria have them.
fn points_of(sheet: &CriteriaSheet, form: &SelfAssessment, code: &str) -> u32 {
    let leaf = sheet
        .position(code, 0)
        .and_then(|position| sheet.leaves().get(position));
    let option = form
        .answers
        .get(code)
        .and_then(|answer| u8::try_from(answer.option).ok());
    leaf.zip(option)
        .map_or(0, |(leaf, option)| leaf.points_of(option))
}

#[cfg(test)]
mod tests;
