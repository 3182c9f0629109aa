//! Regimes and score sheets as JSON, with labels in one language.

use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::criteria::{CompetenceRule, Criterion, Part, ProductSet, Regime, Section};
use shared::domain::language::Language;
use utoipa::ToSchema;

/// A regime in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegimeSummary {
    /// Identifier, e.g. `26-2026`.
    #[schema(example = "26-2026")]
    regime: String,
    /// Number of the decision.
    #[schema(example = "26/2026/QĐ-TTg")]
    decision: String,
    /// Decisions that amend it.
    amended_by: Vec<String>,
    /// Day of issue.
    issued: NaiveDate,
    /// First day in force.
    effective_from: NaiveDate,
    /// Last day on which it can be applied, transition included; null: in force.
    effective_to: Option<NaiveDate>,
    /// False: results are recorded and imported, not computed.
    scorable: bool,
    /// Bands of the exact mean.
    bands: Vec<BandView>,
    /// Parts and their points.
    parts: Vec<PartSummary>,
}

/// The lowest mean of a star.
#[derive(Serialize, ToSchema)]
pub(crate) struct BandView {
    /// Stars, 1 to 5.
    stars: u8,
    /// Points, of 100.
    min: u32,
}

/// A part without its sections.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartSummary {
    /// `A`, `B` or `C`.
    code: String,
    /// Name.
    label: String,
    /// Points.
    max: u32,
}

/// A regime with its product sets and authorities.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegimeDetail {
    #[serde(flatten)]
    summary: RegimeSummary,
    /// Who recognises which star, by period.
    recognition: Vec<RecognitionRule>,
    /// Product sets; their sheets are under `product-sets/{no}`.
    product_sets: Vec<ProductSetSummary>,
}

/// The rule of recognition of a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecognitionRule {
    /// The decision that made the rule.
    decision: String,
    /// First day.
    from: NaiveDate,
    /// Last day; null: in force.
    to: Option<NaiveDate>,
    /// Who recognises 3, 4 and 5 stars: district, province or ministry.
    authorities: Vec<AuthorityView>,
}

/// The authority of one star.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorityView {
    /// Stars, 3 to 5.
    stars: u8,
    /// `district`, `province` or `ministry`.
    #[schema(example = "province")]
    authority: &'static str,
}

/// A product set without its sheet.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductSetSummary {
    /// Number, 1 to 26.
    no: u32,
    /// Group, I to VI.
    #[schema(example = "I")]
    group: String,
    /// Name of the group.
    group_name: String,
    /// Name of the subgroup.
    subgroup: String,
    /// Name of the set.
    name: String,
    /// Samples that go with a dossier.
    samples: u32,
    /// False: the printed sums do not close; the sheet is shown and refuses scoring.
    scorable: bool,
}

/// A product set with its sheet.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductSetDetail {
    /// Regime, e.g. `26-2026`.
    regime: String,
    #[serde(flatten)]
    summary: ProductSetSummary,
    /// Managing ministries.
    managing_bodies: Vec<String>,
    /// What the text leaves open, and how it was taken.
    doubts: Vec<String>,
    /// Grounds that end an evaluation.
    eliminations: Vec<Ground>,
    /// The sheet.
    parts: Vec<PartView>,
}

/// A ground that ends an evaluation without stars.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ground {
    /// Code for `eliminations` of a scoring.
    #[schema(example = "forged_dossier")]
    code: String,
    /// What it is.
    label: String,
}

/// A part of the sheet.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartView {
    #[serde(flatten)]
    summary: PartSummary,
    /// Sections in printed order.
    sections: Vec<SectionView>,
}

/// A section of a part.
#[derive(Serialize, ToSchema)]
pub(crate) struct SectionView {
    /// Code, e.g. `A.1`.
    code: String,
    /// Name.
    label: String,
    /// Points.
    max: u32,
    /// Criteria in printed order.
    criteria: Vec<CriterionView>,
}

/// A criterion; one without options is the sum of its sub-criteria and is not answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CriterionView {
    /// Code, the key in `answers`.
    #[schema(example = "A.1.1")]
    code: String,
    /// Name, short and our own.
    label: String,
    /// The official wording in Vietnamese, where this installation has it (`OCOP_CRITERIA_WORDING`).
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
    /// How it is scored, where the sheet says more than the options do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "So với quy mô trung bình của cùng đối tượng sản xuất tại địa phương, theo sản lượng hoặc giá trị"
    )]
    note: Option<String>,
    /// Highest points.
    max: u32,
    /// Criterion of which this is a sub-criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// True for a case of a choice: one case is answered, never both.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    alternative: bool,
    /// Ground of `eliminations` that a chosen option of 0 points is: it ends the evaluation where more than half of the sheets
    /// give it. A criterion left open is no 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "sensory_criterion_scored_zero")]
    eliminates_at_zero: Option<String>,
    /// What must have points before this criterion can have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    applies_only_if: Option<ConditionView>,
    /// Options in printed order.
    options: Vec<OptionView>,
}

/// Another criterion that must have points first.
#[derive(Serialize, ToSchema)]
#[schema(as = CriterionCondition)]
pub(crate) struct ConditionView {
    /// Code of the other criterion.
    #[schema(example = "B.5.1")]
    criterion: String,
    /// It must have more points than these.
    #[schema(example = 0)]
    points_above: u32,
}

/// An option of a criterion.
#[derive(Serialize, ToSchema)]
pub(crate) struct OptionView {
    /// Number, the value in `answers`, 1-based.
    #[schema(example = 1)]
    number: usize,
    /// Points.
    points: u32,
    /// What must hold.
    label: String,
    /// The official wording in Vietnamese, where this installation has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
    /// From this star on the criterion must reach at least these points.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_star: Option<u8>,
}

impl RegimeSummary {
    pub(crate) fn new(regime: &Regime, language: Language) -> Self {
        Self {
            regime: regime.id.clone(),
            decision: regime.decision.clone(),
            amended_by: regime.amended_by.clone(),
            issued: regime.issued,
            effective_from: regime.effective_from,
            effective_to: regime.effective_to,
            scorable: !regime.recorded_only,
            bands: regime
                .bands
                .iter()
                .map(|band| BandView {
                    stars: band.stars,
                    min: band.min,
                })
                .collect(),
            parts: regime
                .parts
                .iter()
                .map(|part| PartSummary {
                    code: part.code.clone(),
                    label: part.label.get(language).to_owned(),
                    max: part.max,
                })
                .collect(),
        }
    }
}

impl RegimeDetail {
    pub(crate) fn new(regime: &Regime, language: Language) -> Self {
        Self {
            summary: RegimeSummary::new(regime, language),
            recognition: regime.recognition.iter().map(recognition).collect(),
            product_sets: regime
                .sets
                .iter()
                .map(|set| ProductSetSummary::new(set, language))
                .collect(),
        }
    }
}

impl ProductSetSummary {
    fn new(set: &ProductSet, language: Language) -> Self {
        Self {
            no: set.no,
            group: set.group.clone(),
            group_name: set.group_label.get(language).to_owned(),
            subgroup: set.subgroup.get(language).to_owned(),
            name: set.name.get(language).to_owned(),
            samples: set.samples,
            scorable: set.scorable,
        }
    }
}

impl ProductSetDetail {
    pub(crate) fn new(regime: &Regime, set: &ProductSet, language: Language) -> Self {
        let ground = |ground: &shared::domain::criteria::EliminationGround| Ground {
            code: ground.code.clone(),
            label: ground.label.get(language).to_owned(),
        };
        Self {
            regime: regime.id.clone(),
            summary: ProductSetSummary::new(set, language),
            managing_bodies: set
                .managing_bodies
                .iter()
                .map(|body| body.get(language).to_owned())
                .collect(),
            doubts: set
                .doubts
                .iter()
                .map(|doubt| doubt.get(language).to_owned())
                .collect(),
            eliminations: set.eliminations.iter().map(ground).collect(),
            parts: set.parts.iter().map(|one| part(one, language)).collect(),
        }
    }
}

fn recognition(rule: &CompetenceRule) -> RecognitionRule {
    RecognitionRule {
        decision: rule.decision.clone(),
        from: rule.from,
        to: rule.to,
        authorities: rule
            .authorities
            .iter()
            .map(|one| AuthorityView {
                stars: one.stars,
                authority: one.authority.as_str(),
            })
            .collect(),
    }
}

fn part(part: &Part, language: Language) -> PartView {
    PartView {
        summary: PartSummary {
            code: part.code.clone(),
            label: part.label.get(language).to_owned(),
            max: part.max,
        },
        sections: part.sections.iter().map(|one| section(one, language)).collect(),
    }
}

fn section(section: &Section, language: Language) -> SectionView {
    SectionView {
        code: section.code.clone(),
        label: section.label.get(language).to_owned(),
        max: section.max,
        criteria: section
            .criteria
            .iter()
            .map(|one| criterion(one, language))
            .collect(),
    }
}

fn criterion(criterion: &Criterion, language: Language) -> CriterionView {
    CriterionView {
        code: criterion.code.clone(),
        label: criterion.label.get(language).to_owned(),
        official: criterion.official.as_deref().map(str::to_owned),
        note: criterion.note.as_ref().map(|note| note.get(language).to_owned()),
        max: criterion.max,
        parent: criterion.parent.clone(),
        alternative: criterion.alternative,
        eliminates_at_zero: criterion.eliminates_at_zero.clone(),
        applies_only_if: criterion.applies_only_if.as_ref().map(|condition| ConditionView {
            criterion: condition.criterion.clone(),
            points_above: condition.points_above,
        }),
        options: criterion
            .options
            .iter()
            .zip(1..)
            .map(|(option, number)| OptionView {
                number,
                points: option.points,
                label: option.label.get(language).to_owned(),
                official: option.official.as_deref().map(str::to_owned),
                min_star: option.min_star,
            })
            .collect(),
    }
}
