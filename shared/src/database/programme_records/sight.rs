//! Which records a caller sees: those in reach, and of the open kinds those of the units above.

use crate::database::error::StoreResult;
use crate::database::schema::{programme_record_files, programme_records};
use crate::domain::access::Scope;
use crate::domain::cycle::{OwnerLevel, RecordKind};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// The caller's scope and the units above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The records in reach.
    pub scope: Scope,
    /// Today's province above a commune or a producer.
    pub province: Option<String>,
    /// Today's commune above a producer.
    pub commune: Option<String>,
}

/// Records under a condition that grows.
pub(super) type SightQuery<'a> = programme_records::BoxedQuery<'a, Pg>;

type Condition = Box<dyn BoxableExpression<programme_records::table, Pg, SqlType = Nullable<Bool>>>;

impl Sight {
    /// The records of `kind` that are seen.
    pub(super) fn of<'a>(&self, kind: RecordKind) -> SightQuery<'a> {
        let query = programme_records::table
            .into_boxed()
            .filter(programme_records::kind.eq(kind));
        if self.scope == Scope::Nation {
            return query;
        }
        if kind.is_open() {
            query.filter(self.in_reach().or(self.above()))
        } else {
            query.filter(self.in_reach())
        }
    }

    fn in_reach(&self) -> Condition {
        match &self.scope {
            Scope::Province(code) => Box::new(programme_records::current_province_code.eq(code.clone())),
            Scope::Commune(code) => Box::new(programme_records::current_commune_code.eq(code.clone())),
            Scope::Producer(id) => Box::new(programme_records::producer_id.eq(*id)),
            Scope::Nation => Box::new(programme_records::id.is_not_null().nullable()),
            Scope::Seat(_) | Scope::Nothing => Box::new(programme_records::id.is_null().nullable()),
        }
    }

    fn above(&self) -> Condition {
        let level = |level: OwnerLevel| programme_records::level.eq(level).nullable();
        let province = self.province.clone().unwrap_or_default();
        let commune = self.commune.clone().unwrap_or_default();
        Box::new(
            level(OwnerLevel::National)
                .or(level(OwnerLevel::Province).and(programme_records::current_province_code.eq(province)))
                .or(level(OwnerLevel::Commune).and(programme_records::current_commune_code.eq(commune))),
        )
    }
}

/// True where `sight` reaches a record that names `file`.
pub async fn sees_file(connection: &mut AsyncPgConnection, sight: &Sight, file: Uuid) -> StoreResult<bool> {
    let naming: Vec<(RecordKind, Uuid)> = programme_record_files::table
        .inner_join(programme_records::table)
        .filter(programme_record_files::file_id.eq(file))
        .select((programme_records::kind, programme_records::id))
        .load(connection)
        .await?;
    for kind in RecordKind::ALL {
        let ids: Vec<Uuid> = naming
            .iter()
            .filter(|(naming, _)| naming == kind)
            .map(|(_, id)| *id)
            .collect();
        if ids.is_empty() {
            continue;
        }
        let seen: Option<Uuid> = sight
            .of(*kind)
            .filter(programme_records::id.eq_any(ids))
            .select(programme_records::id)
            .first(connection)
            .await
            .optional()?;
        if seen.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
