//! Bounds that the finders of several tables put on a query: the caller's scope, an administrative unit.

/// Bounds `$query` on `$table`, which carries a place, to what `$scope` may see; `$producer` is the producer's column.
macro_rules! within_scope {
    ($query:expr, $table:ident, $producer:expr, $scope:expr) => {{
        use crate::domain::access::Scope;
        let query = $query;
        match $scope {
            Scope::Nation => query,
            Scope::Province(code) => query.filter($table::current_province_code.eq(code.clone())),
            Scope::Commune(code) => query.filter($table::current_commune_code.eq(code.clone())),
            Scope::Producer(id) => query.filter($producer.eq(*id)),
            Scope::Seat(_) | Scope::Nothing => {
                query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false"))
            }
        }
    }};
}

/// Bounds `$query` on `dossiers` to what `$scope` may see; a seat in a council shows the dossiers before that council.
macro_rules! dossiers_within {
    ($query:expr, $scope:expr) => {{
        use crate::database::schema::{council_dossiers, council_members};
        match $scope {
            crate::domain::access::Scope::Seat(person) => $query.filter(diesel::dsl::exists(
                council_dossiers::table
                    .inner_join(
                        council_members::table
                            .on(council_members::council_id.eq(council_dossiers::council_id)),
                    )
                    .filter(council_dossiers::dossier_id.eq(dossiers::id))
                    .filter(council_members::account_id.eq(*person)),
            )),
            scope => crate::database::bounds::within_scope!($query, dossiers, dossiers::producer_id, scope),
        }
    }};
}

/// Bounds `$query` on `$table`, which carries a place, to the unit `$unit` of either generation.
macro_rules! within_unit {
    ($query:expr, $table:ident, $unit:expr) => {{
        use crate::domain::units::{Generation, Level};
        let (query, code) = ($query, $unit.code.clone());
        match ($unit.generation, $unit.level) {
            (Generation::Current, Level::Province) => query.filter($table::current_province_code.eq(code)),
            (Generation::Current, Level::Commune) => query.filter($table::current_commune_code.eq(code)),
            (Generation::Legacy, Level::Province) => query.filter($table::legacy_province_code.eq(code)),
            (Generation::Legacy, Level::Commune) => query.filter($table::legacy_commune_code.eq(code)),
            // Districts are of the past only: today's generation has none, so nothing lies in one.
            (Generation::Legacy, Level::District) => query.filter($table::legacy_district_code.eq(code)),
            (Generation::Current, Level::District) => {
                query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("false"))
            }
        }
    }};
}

pub(super) use {dossiers_within, within_scope, within_unit};

#[diesel::declare_sql_function]
extern "SQL" {
    /// A tax code without the hyphen of a branch, as the index of tax codes has it.
    fn tax_digits(
        code: diesel::sql_types::Nullable<diesel::sql_types::Text>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}
