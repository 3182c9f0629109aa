//! `schema.rs`, which diesel compiles against, says what the migrations make.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test stops at what it did not expect"
)]

use std::collections::BTreeSet;
use test_support::TestDatabase;

/// Columns as `table.column type`, a nullable one with `?`.
type Columns = BTreeSet<String>;

/// What `schema.rs` declares.
fn declared() -> Columns {
    let source = include_str!("../../shared/src/database/schema.rs");
    let mut columns = Columns::new();
    let mut table = "";
    let lines = source.lines().map(str::trim);
    for line in lines.filter(|line| !line.starts_with("diesel::joinable!")) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name;
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let nullable = kind
                .strip_prefix("Nullable<")
                .and_then(|inner| inner.strip_suffix('>'));
            let (bare, mark) = nullable.map_or((kind, ""), |inner| (inner, "?"));
            columns.insert(format!("{table}.{column} {bare}{mark}"));
        }
    }
    columns
}

const MIGRATED: &str = "
    select table_name || '.' || column_name || ' ' || case data_type
        when 'text' then 'Text' when 'uuid' then 'Uuid' when 'integer' then 'Int4' when 'smallint' then 'Int2'
        when 'json' then 'Json' when 'bigint' then 'Int8' when 'boolean' then 'Bool' when 'date' then 'Date' when 'jsonb' then 'Jsonb'
        when 'timestamp with time zone' then 'Timestamptz' when 'bytea' then 'Bytea'
        when 'double precision' then 'Float8'
        when 'ARRAY' then 'Array<' || case udt_name when '_text' then 'Text' else udt_name end || '>' else data_type end
        || case is_nullable when 'YES' then '?' else '' end
    from information_schema.columns
    where table_schema = 'public' and table_name <> '__diesel_schema_migrations' and is_generated = 'NEVER'
        and table_name in (select relname from pg_class where relkind = 'r')";

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_of_the_code_is_that_of_the_migrations() {
    let database = TestDatabase::new().await;
    let migrated: Columns = database.texts(MIGRATED).await.into_iter().collect();
    let generated: Columns = database
        .texts(
            "select table_name || '.' || column_name from information_schema.columns
             where table_schema = 'public' and is_generated <> 'NEVER'",
        )
        .await
        .into_iter()
        .collect();
    let is_generated = |column: &str| generated.contains(column.split(' ').next().unwrap());
    let declared: Columns = declared()
        .into_iter()
        .filter(|column| !is_generated(column))
        .collect();
    assert!(declared.len() > 100, "{declared:?}");
    assert_eq!(declared, migrated);
}
