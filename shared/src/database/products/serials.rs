//! Table `product_serials`: the last serial given out in each commune and year.

use crate::database::error::{StoreError, StoreResult};
use crate::database::schema::product_serials;
use crate::domain::products::{ProductCode, units_in_force};
use crate::domain::units::Place;
use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The next product code of the commune at `place` on `day`. The row stays locked until the transaction ends, so two
/// registrations at once get different serials, and one that is rolled back leaves no gap.
pub async fn next_code(
    connection: &mut AsyncPgConnection,
    place: &Place,
    day: NaiveDate,
) -> StoreResult<ProductCode> {
    let (province, commune) = units_in_force(place, day);
    let year =
        i16::try_from(day.year()).map_err(|_| StoreError::Internal(format!("no serials for {day}")))?;
    let serial = diesel::insert_into(product_serials::table)
        .values((
            product_serials::province_code.eq(province),
            product_serials::commune_code.eq(commune),
            product_serials::year.eq(year),
            product_serials::last_serial.eq(1),
        ))
        .on_conflict((
            product_serials::province_code,
            product_serials::commune_code,
            product_serials::year,
        ))
        .do_update()
        .set(product_serials::last_serial.eq(product_serials::last_serial + 1))
        .returning(product_serials::last_serial)
        .get_result(connection)
        .await?;
    Ok(ProductCode::new(place, day, serial))
}
