//! What is scored: the wire form of `POST /api/v1/scorings`.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Quorum when the council does not say: three quarters of the members.
pub const DEFAULT_QUORUM: &str = "3/4";
/// Allowed difference of the members' totals, in points, when the council does not say.
pub const DEFAULT_MAX_SPREAD: u32 = 10;

/// The sheets of a council for one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoringRequest {
    /// Regime, e.g. `26-2026`.
    #[schema(example = "26-2026")]
    pub regime: String,
    /// Number of the product set, 1 to 26.
    #[schema(example = 1, minimum = 1, maximum = 26)]
    pub product_set: u32,
    /// Codes of the grounds found that end the evaluation; of those the product set lists.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub eliminations: Vec<String>,
    /// Rules of the council; left out: the sheets are the whole council and the first is the chair's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub council: Option<CouncilRules>,
    /// One sheet a member.
    #[serde(default)]
    pub sheets: Vec<ScoreSheet>,
}

/// Rules of a council, where the law leaves them to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CouncilRules {
    /// Members; left out: the number of sheets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 5, value_type = Option<i64>, minimum = 1, maximum = 4_294_967_295_u32)]
    pub members: Option<u32>,
    /// Part of the members that must have handed in a sheet, the chair among them.
    #[serde(default = "default_quorum")]
    #[schema(example = "3/4", default = "3/4")]
    pub quorum: String,
    /// Allowed difference between the highest and the lowest total, in points; null: any.
    #[serde(default = "default_max_spread")]
    #[schema(example = 10, default = 10, value_type = Option<i64>, minimum = 0, maximum = 4_294_967_295_u32)]
    pub max_spread: Option<u32>,
    /// When a criterion reaches a minimum although members differ.
    #[serde(default)]
    pub minimum_rule: MinimumRule,
}

impl Default for CouncilRules {
    fn default() -> Self {
        Self {
            members: None,
            quorum: default_quorum(),
            max_spread: default_max_spread(),
            minimum_rule: MinimumRule::default(),
        }
    }
}

fn default_quorum() -> String {
    DEFAULT_QUORUM.to_owned()
}

fn default_max_spread() -> Option<u32> {
    Some(DEFAULT_MAX_SPREAD)
}

/// When a council reaches the minimum of a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MinimumRule {
    /// More than half of the sheets reach it.
    #[default]
    Majority,
    /// Every sheet reaches it.
    All,
    /// The exact mean of the points reaches it.
    Mean,
}

/// One member's sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreSheet {
    /// Who scored; once in a council.
    #[schema(example = "m1")]
    pub assessor: String,
    /// Whether this is the chair's sheet.
    #[serde(default)]
    pub chair: bool,
    /// Code of the leaf criterion → option number, 1-based. A criterion left out scores 0.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, i64>, example = json!({"A.1.1": 3, "A.1.2": 1}))]
    pub answers: SheetAnswers,
}

/// Answers in the order they were sent: leaf criterion → option number. Repeated keys are kept, so that the check can
/// refuse them; option numbers are signed, so that a negative one is refused with its pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetAnswers(pub Vec<(String, i64)>);

impl<C: Into<String>> FromIterator<(C, i64)> for SheetAnswers {
    fn from_iter<I: IntoIterator<Item = (C, i64)>>(answers: I) -> Self {
        Self(
            answers
                .into_iter()
                .map(|(code, option)| (code.into(), option))
                .collect(),
        )
    }
}

impl Serialize for SheetAnswers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(code, option)| (code, option)))
    }
}

impl<'de> Deserialize<'de> for SheetAnswers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = SheetAnswers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of criterion codes and option numbers")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<SheetAnswers, M::Error> {
                // A whole sheet has about 30 criteria.
                let mut answers = Vec::with_capacity(32);
                while let Some(answer) = map.next_entry()? {
                    answers.push(answer);
                }
                Ok(SheetAnswers(answers))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
