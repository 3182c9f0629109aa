//! Table `product_serials`: the last serial given out in each commune and year.

use crate::database::column::column;
use crate::database::error::{StoreError, StoreResult};
use crate::database::schema::product_serials;
use crate::domain::products::{ProductCode, units_in_force};
use crate::domain::units::Place;
use chrono::{Datelike, NaiveDate};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::{BTreeMap, HashMap};

/// Where and when serials count: province, commune, year.
type Series = (String, String, i16);

#[derive(QueryableByName)]
struct GivenSerials {
    #[diesel(sql_type = Text)]
    province_code: String,
    #[diesel(sql_type = Text)]
    commune_code: String,
    #[diesel(sql_type = SmallInt)]
    year: i16,
    /// The last of those given out.
    #[diesel(sql_type = Integer)]
    last_serial: i32,
}

/// The next product codes of these places and days of registration, in their order. The rows stay locked until the transaction ends, so two
/// registrations at once get different serials, and one that is rolled back leaves no gap; always in the order of communes.
pub(super) async fn next_codes(
    connection: &mut AsyncPgConnection,
    new: &[(&Place, NaiveDate)],
) -> StoreResult<Vec<ProductCode>> {
    let of_rows = new
        .iter()
        .map(|(place, day)| series(place, *day))
        .collect::<StoreResult<Vec<_>>>()?;
    let mut wanted: HashMap<&Series, i64> = HashMap::new();
    for series in &of_rows {
        *wanted.entry(series).or_default() += 1;
    }
    let wanted: Vec<(&Series, i64)> = wanted.into_iter().collect();
    let given: Vec<GivenSerials> = diesel::sql_query(
        "insert into product_serials (province_code, commune_code, year, last_serial)
         select province, commune, year, number::integer
         from unnest($1, $2, $3, $4) as wanted (province, commune, year, number) order by province, commune, year
         on conflict (province_code, commune_code, year)
         do update set last_serial = product_serials.last_serial + excluded.last_serial
         returning province_code, commune_code, year, last_serial",
    )
    .bind::<Array<Text>, _>(column(&wanted, |((province, ..), _)| province.as_str()))
    .bind::<Array<Text>, _>(column(&wanted, |((_, commune, _), _)| commune.as_str()))
    .bind::<Array<SmallInt>, _>(column(&wanted, |((.., year), _)| *year))
    .bind::<Array<BigInt>, _>(column(&wanted, |(_, number)| *number))
    .load(connection)
    .await?;
    let mut last: HashMap<Series, i32> = given.into_iter().map(GivenSerials::entry).collect();
    for (series, number) in wanted {
        if let Some(serial) = last.get_mut(series) {
            *serial -= i32::try_from(number).unwrap_or_default();
        }
    }
    let codes = new.iter().zip(&of_rows).map(|((place, day), series)| {
        let serial = last
            .get_mut(series)
            .ok_or_else(|| StoreError::Internal(format!("no serials for {series:?}")))?;
        *serial += 1;
        Ok(ProductCode::new(place, *day, *serial))
    });
    codes.collect()
}

/// Raises the last serials to those of `codes` that were given out elsewhere, where they are lower; always in the order of communes.
pub(in crate::database) async fn raise_serials(
    connection: &mut AsyncPgConnection,
    codes: &[ProductCode],
) -> StoreResult<()> {
    let mut last: BTreeMap<(&str, &str, i16), i32> = BTreeMap::new();
    for code in codes {
        let year = i16::try_from(code.year)
            .map_err(|_| StoreError::Internal(format!("no serials for {}", code.year)))?;
        let serial = last.entry((&code.province, &code.commune, year)).or_default();
        *serial = code.serial.max(*serial);
    }
    let rows: Vec<_> = last
        .into_iter()
        .map(|((province, commune, year), serial)| {
            (
                product_serials::province_code.eq(province),
                product_serials::commune_code.eq(commune),
                product_serials::year.eq(year),
                product_serials::last_serial.eq(serial),
            )
        })
        .collect();
    diesel::insert_into(product_serials::table)
        .values(rows)
        .on_conflict((
            product_serials::province_code,
            product_serials::commune_code,
            product_serials::year,
        ))
        .do_update()
        .set(product_serials::last_serial.eq(sql::<Integer>(
            "greatest(product_serials.last_serial, excluded.last_serial)",
        )))
        .execute(connection)
        .await?;
    Ok(())
}

fn series(place: &Place, registered_on: NaiveDate) -> StoreResult<Series> {
    let (province, commune) = units_in_force(place, registered_on);
    let year = registered_on.year();
    let year = i16::try_from(year).map_err(|_| StoreError::Internal(format!("no serials for {year}")))?;
    Ok((province.to_owned(), commune.to_owned(), year))
}

impl GivenSerials {
    fn entry(self) -> (Series, i32) {
        (
            (self.province_code, self.commune_code, self.year),
            self.last_serial,
        )
    }
}
