//! Effects of the programme (hiệu quả): what reports of implementation say that products brought in a year.
//!
//! A subject is a product, or a plan for something that is no product yet. A subject reports once a year: where a product has a
//! report of its own, reports of plans for it are parts of the same and left out; without one they add up. Growth in the plain sums
//! mixes growth with more reports; like for like compares those subjects that reported in both years.

use super::Dimension;
use crate::money::Dong;

/// What effects are broken down by: the stars that a product holds on the last day of the year, group and set of the product (plans
/// have none), the kind of producer as it is today, and units.
pub const EFFECT_DIMENSIONS: &[Dimension] = &[
    Dimension::Stars,
    Dimension::ProductGroup,
    Dimension::ProductSet,
    Dimension::ProducerType,
    Dimension::Province,
    Dimension::District,
    Dimension::Commune,
];

/// The most dimensions of one question.
pub const MAX_EFFECT_DIMENSIONS: usize = 2;

/// What subjects together reported for one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Subjects that reported: products, and plans without a product.
    pub subjects: i64,
    /// Products among them.
    pub products: i64,
    /// Revenue.
    pub revenue: Dong,
    /// The part of it from abroad.
    pub export_revenue: Dong,
    /// Invested.
    pub investment: Dong,
    /// People who work for it.
    pub jobs: i64,
    /// Women among them.
    pub female_jobs: i64,
    /// Members of ethnic minorities among them.
    pub ethnic_minority_jobs: i64,
}

/// The subjects that reported for both years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LikeForLikeComparison {
    /// How many.
    pub subjects: i64,
    /// Their revenue in the year asked for, and in the year compared to.
    pub revenue: (Dong, Dong),
    /// Their jobs in the year asked for, and in the year compared to.
    pub jobs: (i64, i64),
}

/// Goods made, in one unit of measure. Units are taken as they are written, but for case and blanks: nobody converts tonnes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsOutput {
    /// The unit, e.g. `kg`.
    pub unit: String,
    /// How much.
    pub quantity: i64,
    /// Subjects that reported in this unit.
    pub subjects: i64,
}

/// The most units of measure that one cell lists, those of most subjects first.
pub const MOST_UNITS: u32 = 20;

/// What one subject reported for one year: what the slow count of the tests starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectReport<S> {
    /// The subject.
    pub subject: S,
    /// What it reported, counted as one subject.
    pub effects: Effects,
}

impl Effects {
    /// Both together; at the bounds of the type a sum stays there.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            subjects: self.subjects.saturating_add(other.subjects),
            products: self.products.saturating_add(other.products),
            revenue: Dong::sum([self.revenue, other.revenue]),
            export_revenue: Dong::sum([self.export_revenue, other.export_revenue]),
            investment: Dong::sum([self.investment, other.investment]),
            jobs: self.jobs.saturating_add(other.jobs),
            female_jobs: self.female_jobs.saturating_add(other.female_jobs),
            ethnic_minority_jobs: self
                .ethnic_minority_jobs
                .saturating_add(other.ethnic_minority_jobs),
        }
    }
}

/// The sums of the year asked for and, where subjects of `earlier` are among those of `asked`, like for like.
#[must_use]
pub fn compare<S: PartialEq>(
    asked: &[SubjectReport<S>],
    earlier: &[SubjectReport<S>],
) -> (Effects, LikeForLikeComparison) {
    let (mut sums, mut both) = (Effects::default(), LikeForLikeComparison::default());
    for one in asked {
        sums = sums.plus(one.effects);
        if let Some(before) = earlier.iter().find(|before| before.subject == one.subject) {
            both = LikeForLikeComparison {
                subjects: both.subjects.saturating_add(1),
                revenue: (
                    Dong::sum([both.revenue.0, one.effects.revenue]),
                    Dong::sum([both.revenue.1, before.effects.revenue]),
                ),
                jobs: (
                    both.jobs.0.saturating_add(one.effects.jobs),
                    both.jobs.1.saturating_add(before.effects.jobs),
                ),
            };
        }
    }
    (sums, both)
}
