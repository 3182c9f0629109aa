//! The serials of certificates: a register that takes over what a province has numbered goes on behind it.

use super::ArchiveReach;
use crate::database::error::StoreResult;
use crate::database::schema::certificate_serials;
use crate::domain::archive::CertificateSerial;
use crate::domain::criteria::RecognitionAuthority;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The last serials that the province of `reach` has given out, by year.
pub async fn serials(
    connection: &mut AsyncPgConnection,
    reach: &ArchiveReach,
) -> StoreResult<Vec<CertificateSerial>> {
    let rows: Vec<(i16, i32)> = certificate_serials::table
        .filter(certificate_serials::authority.eq(RecognitionAuthority::Province))
        .filter(certificate_serials::province_code.eq(&reach.province))
        .order(certificate_serials::year)
        .select((certificate_serials::year, certificate_serials::last_serial))
        .load(connection)
        .await?;
    let serial = |(year, last)| CertificateSerial { year, last };
    Ok(rows.into_iter().map(serial).collect())
}

/// Raises the last serials of the province of `reach` to `serials`, where they are lower.
pub async fn carry_serials(
    connection: &mut AsyncPgConnection,
    reach: &ArchiveReach,
    serials: &[CertificateSerial],
) -> StoreResult<()> {
    let rows: Vec<_> = serials
        .iter()
        .map(|serial| {
            (
                certificate_serials::authority.eq(RecognitionAuthority::Province),
                certificate_serials::province_code.eq(&reach.province),
                certificate_serials::year.eq(serial.year),
                certificate_serials::last_serial.eq(serial.last),
            )
        })
        .collect();
    diesel::insert_into(certificate_serials::table)
        .values(rows)
        .on_conflict((
            certificate_serials::authority,
            certificate_serials::province_code,
            certificate_serials::year,
        ))
        .do_update()
        .set(certificate_serials::last_serial.eq(sql::<Integer>(
            "greatest(certificate_serials.last_serial, excluded.last_serial)",
        )))
        .execute(connection)
        .await?;
    Ok(())
}
