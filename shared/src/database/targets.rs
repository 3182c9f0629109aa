//! Table `targets`: what units want to reach in a year (chỉ tiêu).

use super::error::StoreResult;
use super::schema::targets;
use super::statistics::Area;
use crate::domain::access::Scope;
use crate::domain::ntm::TargetFigure;
use crate::domain::units::{Generation, Level, UnitRef};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// A row of `targets`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct Target {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Province in today's boundaries; none for the nation.
    pub province_code: Option<String>,
    /// Commune in today's boundaries; none for a province and the nation.
    pub commune_code: Option<String>,
    /// Programme year.
    pub year: i16,
    /// Products with valid three stars.
    pub three_star_products: Option<i32>,
    /// Products with valid four stars.
    pub four_star_products: Option<i32>,
    /// Products with valid five stars.
    pub five_star_products: Option<i32>,
    /// Communes that meet the indicator of new rural areas.
    pub communes_met: Option<i32>,
    /// Producers recognised for the first time.
    pub new_producers: Option<i32>,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which targets a list shows, within the caller's scope.
#[derive(Clone, Debug, Default)]
pub struct TargetFilter {
    /// Those of this unit itself.
    pub unit: Option<UnitRef>,
    /// Those of this year.
    pub year: Option<i16>,
}

impl Target {
    /// What is set for `figure`.
    #[must_use]
    pub const fn of(&self, figure: TargetFigure) -> Option<i32> {
        match figure {
            TargetFigure::ThreeStarProducts => self.three_star_products,
            TargetFigure::FourStarProducts => self.four_star_products,
            TargetFigure::FiveStarProducts => self.five_star_products,
            TargetFigure::CommunesMet => self.communes_met,
            TargetFigure::NewProducers => self.new_producers,
        }
    }

    /// The unit whose target it is; none for the nation.
    #[must_use]
    pub fn unit(&self) -> Option<UnitRef> {
        let unit = |level, code| UnitRef::new(Generation::Current, level, code);
        match (&self.commune_code, &self.province_code) {
            (Some(code), _) => Some(unit(Level::Commune, code)),
            (None, Some(code)) => Some(unit(Level::Province, code)),
            (None, None) => None,
        }
    }

    /// Where its figures are counted.
    #[must_use]
    pub fn area(&self) -> Area {
        Area {
            generation: Generation::Current,
            unit: self.unit().map(|unit| (unit.level, unit.code)),
        }
    }
}

/// Adds a target.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the unit has one for the year.
pub async fn insert(connection: &mut AsyncPgConnection, target: &Target) -> StoreResult<()> {
    diesel::insert_into(targets::table)
        .values(target)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed target over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, target: &Target) -> StoreResult<()> {
    diesel::update(targets::table.find(target.id))
        .set(target)
        .execute(connection)
        .await?;
    Ok(())
}

/// Those that `scope` may see: a province its own and its communes', a commune its own.
macro_rules! seen {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Nation => query,
            Scope::Province(code) => query.filter(targets::province_code.eq(code.clone())),
            Scope::Commune(code) => query.filter(targets::commune_code.eq(code.clone())),
            Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => {
                query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false"))
            }
        }
    }};
}

/// The target, where `scope` may see it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<Target>> {
    let query = targets::table
        .filter(targets::id.eq(id))
        .select(Target::as_select())
        .into_boxed();
    Ok(seen!(query, scope).first(connection).await.optional()?)
}

/// What [`find`] finds, kept from changing until the transaction ends.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<Target>> {
    let row = targets::table.find(id).select(targets::id).for_update();
    row.first::<Uuid>(connection).await.optional()?;
    find(connection, scope, id).await
}

/// The targets of `year` of all provinces or all communes in reach, as `level` says; of former units there are none.
pub async fn of_year(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    level: Level,
    year: i16,
) -> StoreResult<Vec<Target>> {
    let query = targets::table
        .filter(targets::year.eq(year))
        .filter(targets::province_code.is_not_null())
        .select(Target::as_select())
        .into_boxed();
    let query = seen!(query, scope);
    let query = match level {
        Level::Commune => query.filter(targets::commune_code.is_not_null()),
        Level::Province => query.filter(targets::commune_code.is_null()),
        Level::District => return Ok(Vec::new()),
    };
    Ok(query.load(connection).await?)
}

/// Up to `limit` targets after the one with the id `after`, in the order in which they were set.
pub async fn list(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    filter: &TargetFilter,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<Target>> {
    let query = targets::table
        .select(Target::as_select())
        .order(targets::id)
        .limit(limit)
        .into_boxed();
    let mut query = seen!(query, scope);
    if let Some(unit) = &filter.unit {
        query = match unit.level {
            Level::Commune => query.filter(targets::commune_code.eq(unit.code.clone())),
            _ => query.filter(
                targets::province_code
                    .eq(unit.code.clone())
                    .and(targets::commune_code.is_null()),
            ),
        };
    }
    if let Some(year) = filter.year {
        query = query.filter(targets::year.eq(year));
    }
    if let Some(after) = after {
        query = query.filter(targets::id.gt(after));
    }
    Ok(query.load(connection).await?)
}
