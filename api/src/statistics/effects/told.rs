//! What a reader is told of the people who work: public readers see no small numbers of women and of ethnic minorities.

use shared::database::statistics::effects::EffectsTotals;
use shared::domain::statistics::disclosure::{Coordinates, Workers, hidden_workers};

/// The most dimensions by which public readers see women and ethnic minorities: the sums of two by one of them are told by the question
/// with that alone.
const MOST_DIMENSIONS: usize = 1;

/// The sums of the whole, and those of each cell.
pub(super) type EffectsSums = (EffectsTotals, Vec<(Coordinates, EffectsTotals)>);

/// Sums as they are told.
#[derive(Debug)]
pub(super) struct DisclosedSums {
    pub(super) summed: EffectsTotals,
    /// None where it is hidden.
    pub(super) female_jobs: Option<i64>,
    /// None where it is hidden.
    pub(super) ethnic_minority_jobs: Option<i64>,
}

impl DisclosedSums {
    /// Everything.
    pub(super) const fn whole(summed: EffectsTotals) -> Self {
        Self {
            female_jobs: Some(summed.effects.female_jobs),
            ethnic_minority_jobs: Some(summed.effects.ethnic_minority_jobs),
            summed,
        }
    }
}

/// The sums of one year, broken down by so many `dimensions`, as somebody is told them who sees no numbers below `below`; 0 hides none.
/// A year is looked at alone, whatever stands beside it: so each question about it hides the same.
pub(super) fn told(
    (whole, cells): EffectsSums,
    dimensions: usize,
    below: u32,
) -> (DisclosedSums, Vec<(Coordinates, DisclosedSums)>) {
    let hidden = |with_trait: fn(&EffectsTotals) -> i64| {
        let workers = |one: &EffectsTotals| Workers {
            producers: one.producers,
            all: one.effects.jobs,
            with_trait: with_trait(one),
        };
        let of_cells: Vec<Workers> = cells.iter().map(|(_, one)| workers(one)).collect();
        let (mut hidden, whole) = hidden_workers(&of_cells, workers(&whole), below);
        if below > 0 && dimensions > MOST_DIMENSIONS {
            hidden.fill(true);
        }
        (hidden, whole)
    };
    let (women, all_women) = hidden(|one| one.effects.female_jobs);
    let (minorities, all_minorities) = hidden(|one| one.effects.ethnic_minority_jobs);
    let tell = |summed: EffectsTotals, women: bool, minorities: bool| {
        let whole = DisclosedSums::whole(summed);
        DisclosedSums {
            female_jobs: whole.female_jobs.filter(|_| !women),
            ethnic_minority_jobs: whole.ethnic_minority_jobs.filter(|_| !minorities),
            ..whole
        }
    };
    let told = cells.into_iter().zip(women.into_iter().zip(minorities));
    (
        tell(whole, all_women, all_minorities),
        told.map(|((at, summed), (women, minorities))| (at, tell(summed, women, minorities)))
            .collect(),
    )
}
