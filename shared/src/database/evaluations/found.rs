//! Reading evaluations and batches, always within a caller's scope.

use crate::database::JsonText;
use crate::database::bounds::within_scope;
use crate::database::error::StoreResult;
use crate::database::jobs::JobStatus;
use crate::database::schema::{
    certificate_states, certificates, dossiers, evaluation_batches, evaluation_results, evaluations, jobs,
    products,
};
use crate::domain::access::Scope;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::evaluation::EvaluationLevel;
use crate::domain::workflow::DossierState;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// An evaluation with its job's state and its result, if it has one.
#[derive(Clone, Debug, Queryable)]
pub struct Evaluation {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its job.
    pub job_id: Uuid,
    /// The batch it came in.
    pub batch_id: Option<Uuid>,
    /// The product.
    pub product_id: Uuid,
    /// The dossier that it evaluates.
    pub dossier_id: Option<Uuid>,
    /// The dossier's turn of scoring.
    pub turn: Option<i16>,
    /// Whose council.
    pub level: EvaluationLevel,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// The regime.
    pub regime: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Where its job stands.
    pub status: JobStatus,
    /// Attempts begun.
    pub attempts: i32,
    /// When the first attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it succeeded or failed.
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it failed, as a stable code.
    pub error_code: Option<String>,
    /// Why it failed, for people.
    pub error_message: Option<String>,
    /// The result as `scorings` answers it, and the version of the statistics that contains it.
    pub result: Option<(JsonText, i64)>,
}

/// Which evaluations a list shows, within the caller's scope.
#[derive(Clone, Copy, Debug, Default)]
pub struct EvaluationFilter {
    /// Those of this product.
    pub product_id: Option<Uuid>,
    /// Those of this dossier.
    pub dossier_id: Option<Uuid>,
    /// Those of this batch.
    pub batch_id: Option<Uuid>,
    /// Those whose job stands here.
    pub status: Option<JobStatus>,
}

/// A product as far as submitting an evaluation needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct RateableProduct {
    /// The product.
    pub id: Uuid,
    /// Its product set, 1 to 26.
    pub product_set: i16,
    /// Its stars are decided here: it has a certificate in force or a dossier on its way.
    pub decided_here: bool,
}

/// A batch with the states of its evaluations.
#[derive(Clone, Debug)]
pub struct EvaluationBatch {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Lines accepted.
    pub accepted: i32,
    /// Lines refused.
    pub rejected: i32,
    /// The refused lines and why.
    pub errors: serde_json::Value,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
    /// Evaluations by the state of their jobs; a state without any is left out.
    pub states: Vec<(JobStatus, i64)>,
}

/// Evaluations with their jobs and results, in one order of columns for [`Evaluation`].
macro_rules! evaluations_in {
    ($scope:expr) => {
        within_scope!(
            evaluations::table
                .inner_join(jobs::table)
                .inner_join(products::table)
                .left_join(evaluation_results::table)
                .select((
                    evaluations::id,
                    evaluations::job_id,
                    evaluations::batch_id,
                    evaluations::product_id,
                    evaluations::dossier_id,
                    evaluations::turn,
                    evaluations::level,
                    evaluations::kind,
                    evaluations::regime,
                    evaluations::product_set,
                    evaluations::created_at,
                    jobs::status,
                    jobs::attempts,
                    jobs::started_at,
                    jobs::finished_at,
                    jobs::error_code,
                    jobs::error_message,
                    (evaluation_results::result, evaluation_results::statistics_version).nullable(),
                ))
                .into_boxed(),
            products,
            products::producer_id,
            $scope
        )
    };
}

/// The evaluation `id` as far as `scope` reaches.
///
/// # Errors
/// [`crate::database::StoreError::NotFound`] where there is none or it lies outside.
pub async fn find(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> StoreResult<Evaluation> {
    Ok(evaluations_in!(scope)
        .filter(evaluations::id.eq(id))
        .first(connection)
        .await?)
}

/// Up to `limit` evaluations after `after`, in the order in which they were asked for.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: EvaluationFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Evaluation>> {
    let mut query = evaluations_in!(scope).order(evaluations::id).limit(limit);
    if let Some(product) = filter.product_id {
        query = query.filter(evaluations::product_id.eq(product));
    }
    if let Some(dossier) = filter.dossier_id {
        query = query.filter(evaluations::dossier_id.eq(dossier));
    }
    if let Some(batch) = filter.batch_id {
        query = query.filter(evaluations::batch_id.eq(batch));
    }
    if let Some(status) = filter.status {
        query = query.filter(jobs::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(evaluations::id.gt(after));
    }
    Ok(query.load(connection).await?)
}

/// Those of `ids` that `scope` may have rated.
pub async fn rateable(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
    today: NaiveDate,
) -> StoreResult<Vec<RateableProduct>> {
    let certified = certificates::table
        .inner_join(certificate_states::table)
        .filter(certificates::product_id.eq(products::id))
        .filter(certificate_states::ended_on.is_null())
        .filter(
            certificates::valid_to
                .ge(today)
                .or(certificate_states::extended_to
                    .is_not_null()
                    .and(certificate_states::extended_to.assume_not_null().ge(today))),
        );
    let ended: Vec<DossierState> = DossierState::ALL
        .iter()
        .copied()
        .filter(|state| state.is_final())
        .collect();
    let on_its_way = dossiers::table
        .filter(dossiers::product_id.eq(products::id))
        .filter(dossiers::state.ne_all(ended));
    let query = products::table
        .filter(products::id.eq_any(ids))
        .select((
            products::id,
            products::product_set,
            exists(certified).or(exists(on_its_way)),
        ))
        .into_boxed();
    Ok(within_scope!(query, products, products::producer_id, scope)
        .load(connection)
        .await?)
}

/// The batch `id` as its sender sees it, or anyone who sees the nation.
///
/// # Errors
/// [`crate::database::StoreError::NotFound`] where there is none or it is another's.
pub async fn find_batch(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    sender: &str,
    id: Uuid,
) -> StoreResult<EvaluationBatch> {
    let mut query = evaluation_batches::table
        .find(id)
        .select((
            evaluation_batches::accepted,
            evaluation_batches::rejected,
            evaluation_batches::errors,
            evaluation_batches::created_at,
        ))
        .into_boxed();
    if *scope != Scope::Nation {
        query = query.filter(evaluation_batches::requested_by.eq(sender.to_owned()));
    }
    let (accepted, rejected, errors, created_at) = query.first(connection).await?;
    let states = evaluations::table
        .inner_join(jobs::table)
        .filter(evaluations::batch_id.eq(id))
        .group_by(jobs::status)
        .select((jobs::status, count_star()))
        .load(connection)
        .await?;
    Ok(EvaluationBatch {
        id,
        accepted,
        rejected,
        errors,
        created_at,
        states,
    })
}

/// The requests of the direct evaluations of `products`, to the byte.
pub async fn requests(
    connection: &mut AsyncPgConnection,
    products: &[Uuid],
) -> StoreResult<Vec<(Uuid, String)>> {
    let rows: Vec<(Uuid, JsonText)> = evaluations::table
        .filter(evaluations::product_id.eq_any(products))
        .filter(evaluations::dossier_id.is_null())
        .select((evaluations::product_id, evaluations::request))
        .load(connection)
        .await?;
    let text = |(product, request): (Uuid, JsonText)| (product, request.text().to_owned());
    Ok(rows.into_iter().map(text).collect())
}
