//! Producers that rows of a list may mean.

use super::Producer;
use crate::database::bounds::{tax_digits, within_scope};
use crate::database::error::StoreResult;
use crate::database::schema::producers;
use crate::domain::access::Scope;
use crate::domain::producers::name_words;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// By what rows name producers.
#[derive(Clone, Debug, Default)]
pub struct ProducerNames {
    /// Tax codes.
    pub tax_codes: Vec<String>,
    /// Communes of today with names.
    pub names: Vec<(String, String)>,
    /// Ids.
    pub ids: Vec<Uuid>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The producers in reach of `scope` that have one of these tax codes, with or without the hyphen of a branch, one of these names in any
/// spelling in its commune, or one of these ids; twins come with those that stand for them; in the
/// order of registration.
pub async fn known(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    named: &ProducerNames,
) -> StoreResult<Vec<Producer>> {
    // Each part has an index of its own.
    let digits = named.tax_codes.iter().map(|code| code.replace('-', ""));
    let mut found: Vec<Uuid> = producers::table
        .filter(tax_digits(producers::tax_code).eq_any(digits))
        .select(producers::id)
        .load(connection)
        .await?;
    let (communes, names): (Vec<&str>, Vec<String>) = named
        .names
        .iter()
        .map(|(commune, name)| (commune.as_str(), name_words(name)))
        .unzip();
    let there: Vec<Found> = diesel::sql_query(
        "select p.id from unnest($1, $2) as wanted (commune, name)
         join producers as p on p.current_commune_code = wanted.commune and producer_words(p.name) = wanted.name",
    )
    .bind::<Array<Text>, _>(communes)
    .bind::<Array<Text>, _>(names)
    .load(connection)
    .await?;
    found.extend(there.into_iter().map(|one| one.id));
    found.extend(&named.ids);
    let twins = producers::table.filter(producers::id.eq_any(&found));
    let others: Vec<Option<Uuid>> = twins.select(producers::merged_into).load(connection).await?;
    found.extend(others.into_iter().flatten());
    let query = producers::table
        .filter(producers::id.eq_any(found))
        .select(Producer::as_select())
        .order(producers::id)
        .into_boxed();
    Ok(within_scope!(query, producers, producers::id, scope)
        .load(connection)
        .await?)
}
