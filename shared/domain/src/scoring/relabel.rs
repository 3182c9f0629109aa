//! A result kept in one language, shown in another: labels are looked up again, nothing is scored again.

use super::result::ScoringResult;
use crate::criteria::{ProductSet, Regimes};
use crate::language::Language;

impl ScoringResult {
    /// The same result with its labels in `language`. A label whose criterion or ground is no longer known stays.
    #[must_use]
    pub fn in_language(mut self, regimes: &Regimes, language: Language) -> Self {
        let Some(set) = regimes.product_set(&self.regime, self.product_set) else {
            return self;
        };
        for change in self.next_star.iter_mut().flat_map(|next| &mut next.changes) {
            if let Some(label) = option_label(set, &change.criterion, change.to, language) {
                change.label = label;
            }
        }
        for elimination in &mut self.eliminations {
            if let Some(ground) = set
                .eliminations
                .iter()
                .find(|ground| ground.code == elimination.code)
            {
                elimination.label = ground.label.get(language).to_owned();
            }
        }
        self
    }
}

fn option_label(set: &ProductSet, criterion: &str, number: u8, language: Language) -> Option<String> {
    let criterion = set.criteria().find(|one| one.code == criterion)?;
    let option = criterion.options.get(usize::from(number).checked_sub(1)?)?;
    Some(option.label.get(language).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::{ScoringRequest, score, validate};

    #[test]
    fn a_relabelled_result_equals_one_scored_in_that_language() {
        let regimes = Regimes::embedded().unwrap();
        for eliminations in [vec![], vec!["forged_dossier"]] {
            let request: ScoringRequest = serde_json::from_value(serde_json::json!({
                "regime": "26-2026", "product_set": 1, "eliminations": eliminations,
                "sheets": [{"assessor": "a", "answers": {"A.1.1": 1}}],
            }))
            .unwrap();
            let checked = validate(&regimes, &request).unwrap();
            let (vi, en) = (score(&checked, Language::Vi), score(&checked, Language::En));
            assert_ne!(vi, en);
            assert_eq!(vi.in_language(&regimes, Language::En), en);
        }
    }
}
