//! Twins (bản ghi trùng): what hangs on a record goes over to the one that stands for both. The twin stays and says where it went; what
//! was printed, decided and told stays as it was.

mod history;

pub use history::join;

use super::error::StoreResult;
use super::schema::products;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// What goes over with a product: `$1` is the twin, `$2` who stands for it, `$3` the moment, `$4` the recognitions that go.
const OF_PRODUCT: [&str; 10] = [
    "update products set merged_into = $2, merged_in = raise_statistics_version(), version = version + 1, updated_at = $3 \
     where id = $1",
    "update products set merged_into = $2 where merged_into = $1",
    "update products set version = version + 1, updated_at = $3 where id = $2",
    "update recognitions set product_id = $2 where product_id = $1 and id = any ($4)",
    "update certificates set product_id = $2 where product_id = $1 and recognition_id = any ($4)",
    "update decision_items as i set product_id = $2 where i.product_id = $1 and i.recognition_id = any ($4)
         and not exists (select from decision_items as o where o.decision_id = i.decision_id and o.product_id = $2)",
    "update dossiers set product_id = $2, version = version + 1, updated_at = $3 where product_id = $1",
    "update evaluations set product_id = $2 where product_id = $1",
    "update programme_records set product_id = $2, version = version + 1, updated_at = $3 where product_id = $1",
    "update outside_keys set subject_id = $2 where subject = 'product' and subject_id = $1",
];

/// What goes over with a producer; its recognitions are counted for the other by [`super::recognitions::restate`].
const OF_PRODUCER: [&str; 11] = [
    "update producers set merged_into = $2, version = version + 1, updated_at = $3 where id = $1",
    "update producers set merged_into = $2 where merged_into = $1",
    "update producers set version = version + 1, updated_at = $3 where id = $2",
    "update products set producer_id = $2, version = version + 1, updated_at = $3 where producer_id = $1",
    "update certificates set producer_id = $2 where producer_id = $1",
    "update dossiers set producer_id = $2, version = version + 1, updated_at = $3 where producer_id = $1",
    "update programme_records set producer_id = $2, version = version + 1, updated_at = $3 where producer_id = $1",
    "update files set producer_id = $2 where producer_id = $1",
    "update accounts set producer_id = $2 where producer_id = $1",
    "update clients set producer_id = $2 where producer_id = $1",
    "update outside_keys set subject_id = $2 where subject = 'producer' and subject_id = $1",
];

/// Makes `other` stand for the product `twin` too, with those of its recognitions that only the twin has: `moved`.
pub async fn products(
    connection: &mut AsyncPgConnection,
    (twin, other): (Uuid, Uuid),
    moved: &[Uuid],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    go_over(connection, &OF_PRODUCT, (twin, other), moved, now).await
}

/// Makes `other` stand for the producer `twin` too.
pub async fn producers(
    connection: &mut AsyncPgConnection,
    (twin, other): (Uuid, Uuid),
    now: DateTime<Utc>,
) -> StoreResult<()> {
    go_over(connection, &OF_PRODUCER, (twin, other), &[], now).await
}

async fn go_over(
    connection: &mut AsyncPgConnection,
    statements: &[&str],
    (twin, other): (Uuid, Uuid),
    moved: &[Uuid],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    for statement in statements {
        // Every statement names all four.
        diesel::sql_query(format!(
            "with named as (select $1 as twin, $2 as other, $3 as moment, $4 as moved) {statement}"
        ))
        .bind::<SqlUuid, _>(twin)
        .bind::<SqlUuid, _>(other)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<SqlUuid>, _>(moved)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// The twins that are not counted any more since the version `since` of the statistics.
pub(super) async fn twins_since(connection: &mut AsyncPgConnection, since: i64) -> StoreResult<Vec<Uuid>> {
    Ok(products::table
        .filter(products::merged_in.gt(since))
        .select(products::id)
        .load(connection)
        .await?)
}
