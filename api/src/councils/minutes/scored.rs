//! What was scored.

use shared::database::council_statements::CouncilStatement;
use shared::database::scoring_turns::MinutedTurn;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::councils::MinutesSeat;
use shared::domain::criteria::Regimes;
use shared::domain::scoring::ScoringResult;

/// A turn of a dossier with its result.
pub(super) struct TurnResult {
    pub(super) product_code: String,
    pub(super) product_name: String,
    pub(super) producer_name: String,
    pub(super) kind: ApplicationKind,
    pub(super) turn: i16,
    /// The council as it sat.
    pub(super) sitting: Vec<MinutesSeat>,
    pub(super) result: ScoringResult,
    /// Name of each criterion of the unmet minimums.
    pub(super) labels: Vec<String>,
    /// What was said in this turn, each with the name of its criterion.
    pub(super) statements: Vec<(CouncilStatement, String)>,
}

impl TurnResult {
    /// A turn with what was said in it, with the names of criteria from its regime.
    ///
    /// # Errors
    /// Where what is stored cannot be read.
    pub(super) fn of(
        turn: &MinutedTurn,
        statements: &[CouncilStatement],
        regimes: &Regimes,
    ) -> serde_json::Result<Self> {
        let result: ScoringResult = turn.result.parse()?;
        let set = regimes.product_set(&result.regime, result.product_set);
        let sheet = set.and_then(|set| set.sheet());
        let label = |code: &str| {
            let leaves = sheet.map(|sheet| sheet.leaves()).unwrap_or_default();
            let leaf = leaves.iter().find(|leaf| leaf.code == code);
            leaf.map(|leaf| leaf.label.vi.clone()).unwrap_or_default()
        };
        let said = statements
            .iter()
            .filter(|one| (one.dossier_id, one.turn) == (turn.turn.dossier_id, turn.turn.turn));
        Ok(Self {
            statements: said
                .map(|one| {
                    (
                        one.clone(),
                        one.criterion.as_deref().map(label).unwrap_or_default(),
                    )
                })
                .collect(),
            product_code: turn.product_code.clone(),
            product_name: turn.product_name.clone(),
            producer_name: turn.producer_name.clone(),
            kind: turn.kind,
            turn: turn.turn.turn,
            sitting: turn.turn.sitting.parse()?,
            labels: result
                .unmet_minimums
                .iter()
                .map(|unmet| label(&unmet.criterion))
                .collect(),
            result,
        })
    }
}
