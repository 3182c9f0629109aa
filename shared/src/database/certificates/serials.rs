//! Table `certificate_serials`: the last serial given out by each authority in each year.

use crate::database::error::{StoreError, StoreResult};
use crate::database::schema::certificate_serials;
use crate::domain::criteria::RecognitionAuthority;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::ops::RangeInclusive;

/// The next `count` serials of `authority` (`province` is empty for the ministry) in `year`. The row stays locked until the
/// transaction ends, so two decisions at once get different serials, and one that is rolled back leaves no gap.
pub async fn serials(
    connection: &mut AsyncPgConnection,
    authority: RecognitionAuthority,
    province: &str,
    year: i32,
    count: usize,
) -> StoreResult<RangeInclusive<i32>> {
    let wrong = || StoreError::Internal(format!("no {count} serials of {year}"));
    let (year, count) = (
        i16::try_from(year).map_err(|_| wrong())?,
        i32::try_from(count).map_err(|_| wrong())?,
    );
    let last: i32 = diesel::insert_into(certificate_serials::table)
        .values((
            certificate_serials::authority.eq(authority),
            certificate_serials::province_code.eq(province),
            certificate_serials::year.eq(year),
            certificate_serials::last_serial.eq(count),
        ))
        .on_conflict((
            certificate_serials::authority,
            certificate_serials::province_code,
            certificate_serials::year,
        ))
        .do_update()
        .set(certificate_serials::last_serial.eq(certificate_serials::last_serial + count))
        .returning(certificate_serials::last_serial)
        .get_result(connection)
        .await?;
    Ok(last - count + 1..=last)
}
