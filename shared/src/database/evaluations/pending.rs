//! What the worker loads to rate: the stored request and the product's dimensions, many at once.

use crate::database::JsonText;
use crate::database::error::StoreResult;
use crate::database::products::{ProductDimensions, dimension_columns};
use crate::database::schema::{evaluations, producers, products};
use crate::domain::application_kind::ApplicationKind;
use crate::domain::evaluation::EvaluationLevel;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An evaluation to rate, with what its product would be counted under.
#[derive(Clone, Debug, Queryable)]
pub struct PendingEvaluation {
    /// The evaluation.
    pub id: Uuid,
    /// The product rated.
    pub product_id: Uuid,
    /// The dossier that it evaluates.
    pub dossier_id: Option<Uuid>,
    /// The dossier's turn of scoring.
    pub turn: Option<i16>,
    /// Whose council.
    pub level: EvaluationLevel,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// The request as `scorings` takes it.
    pub request: JsonText,
    /// What the product is counted under.
    pub dimensions: ProductDimensions,
}

/// The evaluations with these ids, in the order of their ids (and so of their submission).
pub async fn pending(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
) -> StoreResult<Vec<PendingEvaluation>> {
    Ok(evaluations::table
        .inner_join(products::table.inner_join(producers::table))
        .filter(evaluations::id.eq_any(ids))
        .order(evaluations::id)
        .select((
            evaluations::id,
            evaluations::product_id,
            evaluations::dossier_id,
            evaluations::turn,
            evaluations::level,
            evaluations::kind,
            evaluations::request,
            dimension_columns!(),
        ))
        .load(connection)
        .await?)
}
