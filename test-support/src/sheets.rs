//! Score sheets of made-up councils: different for each seed, the same for the same seed.

use serde_json::{Value, json};
use shared::domain::criteria::{LeafCriterion, Regimes};
use std::sync::LazyLock;

/// The regime of the made-up sheets.
pub const REGIME: &str = "26-2026";

static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().expect("the regimes"));

/// The sheets of `members` assessors, the first the chair. All agree but for one criterion each, so the council always
/// rates; the seed decides on anything from two stars to five.
#[must_use]
pub fn council_sheets(product_set: u32, members: u64, seed: u64) -> Value {
    let regime = REGIMES.get(REGIME).expect("the regime");
    let set = regime.product_set(product_set).expect("a product set");
    let leaves = set.sheet().expect("a scorable product set").leaves();
    let mut random = Random(seed);
    let failing = random.below(90);
    // The best option of each criterion, or now and then any other.
    let agreed: Vec<u64> = leaves
        .iter()
        .map(|leaf| {
            let options = u64::try_from(leaf.labels.len()).expect("a few options");
            if random.below(100) < failing {
                1 + random.below(options)
            } else {
                (1..=options)
                    .max_by_key(|option| leaf.points_of(u8::try_from(*option).unwrap_or_default()))
                    .expect("an option")
            }
        })
        .collect();
    let sheets = (0..members).map(|member| {
        let differs = random.below(u64::try_from(leaves.len()).expect("a few criteria"));
        let mut options: Vec<u64> = agreed
            .iter()
            .zip(0..)
            .map(|(option, position)| {
                if position == differs && *option > 1 {
                    option - 1
                } else {
                    *option
                }
            })
            .collect();
        keep_rules(leaves, &mut options);
        let codes = leaves.iter().map(|leaf| leaf.code.clone());
        let answers: serde_json::Map<String, Value> =
            codes.zip(options.into_iter().map(Value::from)).collect();
        json!({"assessor": format!("m{}", member + 1), "chair": member == 0, "answers": answers})
    });
    Value::Array(sheets.collect())
}

/// No 0 that ends the evaluation, and no points of a criterion that applies only with another which has none.
fn keep_rules(leaves: &[LeafCriterion], options: &mut [u64]) {
    let number = |option: u64| u8::try_from(option).expect("a few options");
    for (position, leaf) in leaves.iter().enumerate() {
        if leaf.ground_at(number(options[position])).is_some() {
            options[position] += 1;
        }
        let Some(condition) = leaf.applies_only_if else {
            continue;
        };
        let other = leaves[condition.position].points_of(number(options[condition.position]));
        if other <= condition.points_above {
            options[position] = 1;
        }
    }
}

/// A scoring request as `POST /api/v1/scorings` takes it.
#[must_use]
pub fn scoring_request(product_set: u32, members: u64, seed: u64) -> Value {
    json!({
        "regime": REGIME,
        "product_set": product_set,
        "council": {"members": members, "max_spread": null},
        "sheets": council_sheets(product_set, members, seed),
    })
}

/// An evaluation request as `POST /api/v1/evaluations` takes it.
#[must_use]
pub fn evaluation_request(product_id: &str, product_set: u32, seed: u64) -> Value {
    json!({
        "product_id": product_id,
        "level": "province",
        "kind": "first",
        "regime": REGIME,
        "council": {"members": 5, "max_spread": null},
        "sheets": council_sheets(product_set, 5, seed),
    })
}

/// SplitMix64: small, and the same in every build.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::language::Language;
    use shared::domain::scoring::{ScoringRequest, score, validate};
    use std::collections::BTreeSet;

    #[test]
    fn every_seed_is_rated_and_all_recognised_stars_occur() {
        let mut stars = BTreeSet::new();
        for seed in 0..300 {
            let request: ScoringRequest = serde_json::from_value(scoring_request(1, 5, seed)).unwrap();
            let checked = validate(&REGIMES, &request).unwrap();
            stars.insert(score(&checked, Language::En).stars.expect("rated"));
        }
        assert_eq!(stars, BTreeSet::from([2, 3, 4, 5]));
    }
}
