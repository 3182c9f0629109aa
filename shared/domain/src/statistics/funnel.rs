//! The funnel (phễu) from idea to star: how many ideas, plans and dossiers of a programme year came how far.
//!
//! Records carry no thread from the idea to the star: a plan names its idea, but a product is registered anew and a dossier names
//! the product alone. So each stage is counted by itself, and the year is that of the stage's record: ideas and business
//! plans by the programme year they were handed in for, dossiers for a first evaluation by the calendar year (Vietnamese
//! time) in which they were begun. The stages of plans and of dossiers stand beside each other; within a kind of record each
//! stage is a part of the one before, so those rates never exceed 100 %. Renewals and upgrades follow no idea and are left out.
//! Drafts count as begun. What happened after the day asked for has not happened.

use super::scores::share_of;
use crate::text_enum;

text_enum! {
    /// A stage of the way from an idea to a star.
    pub enum Stage {
        /// Ideas handed in (ý tưởng đăng ký).
        Ideas = "ideas",
        /// Ideas accepted.
        IdeasAccepted = "ideas_accepted",
        /// Business plans handed in (phương án sản xuất kinh doanh).
        Plans = "plans",
        /// Business plans accepted.
        PlansAccepted = "plans_accepted",
        /// Dossiers begun (hồ sơ).
        DossiersBegun = "dossiers_begun",
        /// Dossiers handed in.
        DossiersSubmitted = "dossiers_submitted",
        /// Dossiers that a council has rated, or eliminated.
        DossiersEvaluated = "dossiers_evaluated",
        /// Dossiers that a decision has recognised, potential five stars included.
        DossiersRecognised = "dossiers_recognised",
    }
}

impl Stage {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Ideas => ("Ý tưởng đăng ký", "Ideas"),
            Self::IdeasAccepted => ("Ý tưởng được chấp nhận", "Ideas accepted"),
            Self::Plans => ("Phương án sản xuất kinh doanh", "Business plans"),
            Self::PlansAccepted => ("Phương án được chấp nhận", "Business plans accepted"),
            Self::DossiersBegun => ("Hồ sơ bắt đầu", "Dossiers begun"),
            Self::DossiersSubmitted => ("Hồ sơ đã nộp", "Dossiers handed in"),
            Self::DossiersEvaluated => ("Hồ sơ đã đánh giá", "Dossiers evaluated"),
            Self::DossiersRecognised => ("Hồ sơ được công nhận", "Dossiers recognised"),
        }
    }
}

/// How many reached each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funnel([u64; Stage::ALL.len()]);

/// One stage of a funnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many reached it.
    pub count: u64,
    /// Of the stage before, in percent with one decimal; none for the first and after an empty one.
    pub of_previous: Option<String>,
}

impl Funnel {
    /// Adds `number` that reached `stage`.
    pub fn add(&mut self, stage: Stage, number: u64) {
        let counts = Stage::ALL.iter().zip(&mut self.0);
        for (_, count) in counts.filter(|(one, _)| **one == stage) {
            *count = count.saturating_add(number);
        }
    }

    /// The stages in their order.
    #[must_use]
    pub fn stages(&self) -> Vec<StageCount> {
        let before = std::iter::once(None).chain(self.0.iter().copied().map(Some));
        Stage::ALL
            .iter()
            .zip(self.0)
            .zip(before)
            .map(|((stage, count), before)| StageCount {
                stage: *stage,
                count,
                of_previous: before.and_then(|before| share_of(count, before)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_is_told_as_a_part_of_the_one_before() {
        let mut funnel = Funnel::default();
        funnel.add(Stage::Ideas, 3);
        funnel.add(Stage::IdeasAccepted, 2);
        funnel.add(Stage::DossiersBegun, 5);
        funnel.add(Stage::DossiersBegun, 1);
        let stages = funnel.stages();
        let told: Vec<(u64, Option<&str>)> = stages
            .iter()
            .map(|one| (one.count, one.of_previous.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (3, None),
                (2, Some("66.7")),
                (0, Some("0.0")),
                (0, None),
                (6, None),
                (0, Some("0.0")),
                (0, None),
                (0, None)
            ]
        );
    }
}
