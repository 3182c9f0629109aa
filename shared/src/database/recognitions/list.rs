//! Recognitions with what people call their products.

use super::Recognition;
use crate::database::bounds::{within_scope, within_unit};
use crate::database::error::StoreResult;
use crate::database::outside_keys::{RecordKeys, keys_of};
use crate::database::schema::{certificates, past_recognitions, products, recognitions};
use crate::domain::access::Scope;
use crate::domain::criteria::RecognitionAuthority;
use crate::domain::units::UnitRef;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use uuid::Uuid;

/// Which recognitions a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct RecognitionFilter {
    /// The one with this id.
    pub id: Option<Uuid>,
    /// Those of this product.
    pub product_id: Option<Uuid>,
    /// Of this programme year.
    pub programme_year: Option<i16>,
    /// Of this authority.
    pub authority: Option<RecognitionAuthority>,
    /// Those whose place lies in this unit of either generation.
    pub unit: Option<UnitRef>,
}

/// A recognition with its product, its certificate, and what its paper says.
#[derive(Clone, Debug)]
pub struct RecognitionRecord {
    /// The row.
    pub recognition: Recognition,
    /// Code of the product.
    pub product_code: String,
    /// Its name.
    pub product_name: String,
    /// The latest print of its certificate.
    pub certificate_id: Option<Uuid>,
    /// The number on it, or the one that the paper of a past recognition names.
    pub certificate_number: Option<String>,
    /// Where the paper was read.
    pub source: Option<String>,
    /// Its outside keys.
    pub keys: RecordKeys,
}

/// One recognition in reach.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<RecognitionRecord>> {
    let filter = RecognitionFilter {
        id: Some(id),
        ..RecognitionFilter::default()
    };
    Ok(list(connection, scope, &filter, None, 1).await?.pop())
}

/// Up to `limit` recognitions after the one with the id `after`, in the order of their recording.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &RecognitionFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<RecognitionRecord>> {
    let query = recognitions::table
        .inner_join(products::table)
        .left_join(past_recognitions::table)
        .order(recognitions::id)
        .limit(limit)
        .select((
            Recognition::as_select(),
            products::code,
            products::name,
            past_recognitions::certificate_number.nullable(),
            past_recognitions::source.nullable(),
            keys_of("recognition", recognitions::id),
        ))
        .into_boxed();
    let mut query = within_scope!(query, recognitions, recognitions::producer_id, scope);
    if let Some(unit) = &filter.unit {
        query = within_unit!(query, recognitions, unit);
    }
    query = match filter.id {
        Some(id) => query.filter(recognitions::id.eq(id)),
        // What a twin had on record as well is told once.
        None => query.filter(products::merged_into.is_null()),
    };
    if let Some(product) = filter.product_id {
        query = query.filter(recognitions::product_id.eq(product));
    }
    if let Some(year) = filter.programme_year {
        query = query.filter(recognitions::programme_year.eq(year));
    }
    if let Some(authority) = filter.authority {
        query = query.filter(recognitions::authority.eq(authority));
    }
    if let Some(after) = after {
        query = query.filter(recognitions::id.gt(after));
    }
    let rows: Vec<Row> = query.load(connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|(row, ..)| row.id).collect();
    let printed = prints(connection, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| RecognitionRecord::of(row, &printed))
        .collect())
}

/// A recognition with code and name of its product, number and source of its paper, and its keys.
type Row = (
    Recognition,
    String,
    String,
    Option<String>,
    Option<String>,
    RecordKeys,
);
/// A certificate: the recognition that it is of, its id and its number.
type CertificatePrint = (Uuid, Uuid, Option<String>);

/// The certificates of these recognitions, in the order of their prints.
async fn prints(
    connection: &mut AsyncPgConnection,
    recognitions: &[Uuid],
) -> StoreResult<Vec<CertificatePrint>> {
    Ok(certificates::table
        .filter(certificates::recognition_id.eq_any(recognitions))
        .order(certificates::id)
        .select((
            certificates::recognition_id,
            certificates::id,
            certificates::number,
        ))
        .load(connection)
        .await?)
}

/// The numbers of the certificates of these recognitions: that of the latest print, or the one that the paper of a past one names.
pub async fn certificate_numbers(
    connection: &mut AsyncPgConnection,
    recognitions: &[Uuid],
) -> StoreResult<HashMap<Uuid, String>> {
    let stated: Vec<(Uuid, Option<String>)> = past_recognitions::table
        .filter(past_recognitions::recognition_id.eq_any(recognitions))
        .select((
            past_recognitions::recognition_id,
            past_recognitions::certificate_number,
        ))
        .load(connection)
        .await?;
    let printed = prints(connection, recognitions).await?;
    let printed = printed.into_iter().map(|(of, _, number)| (of, number));
    let numbers = stated.into_iter().chain(printed);
    Ok(numbers.filter_map(|(of, number)| Some((of, number?))).collect())
}

impl RecognitionRecord {
    fn of(
        (recognition, product_code, product_name, stated, source, keys): Row,
        printed: &[CertificatePrint],
    ) -> Self {
        let print = printed.iter().rev().find(|(of, ..)| *of == recognition.id);
        Self {
            product_code,
            product_name,
            certificate_id: print.map(|(_, id, _)| *id),
            certificate_number: print.and_then(|(.., number)| number.clone()).or(stated),
            source,
            keys,
            recognition,
        }
    }
}
