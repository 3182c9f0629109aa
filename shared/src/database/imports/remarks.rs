//! What is said of the rows of a list.

use crate::database::error::StoreResult;
use crate::database::json_text::JsonText;
use crate::database::schema::import_remarks;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

crate::text_enum! {
    /// During which stage of an import something was said.
    pub enum ImportStage {
        /// While the list was checked (kiểm tra).
        Check = "check",
        /// While its rows were taken over (nhập).
        Commit = "commit",
    }
}

/// A row of `import_remarks`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_remarks, check_for_backend(diesel::pg::Pg))]
pub struct ImportRemark {
    /// The import.
    pub import_id: Uuid,
    /// In the order in which they were said, from 1.
    pub number: i32,
    /// When it was said.
    pub stage: ImportStage,
    /// Number of the row in the file, from 1.
    pub row_number: i32,
    /// `error`, `warning` or `question`.
    pub severity: String,
    /// Code of the rule.
    pub rule: String,
    /// The whole remark.
    pub remark: JsonText,
}

/// Which remarks a list shows.
#[derive(Clone, Debug, Default)]
pub struct RemarkFilter {
    /// Those of this weight.
    pub severity: Option<String>,
    /// Those of this rule.
    pub rule: Option<String>,
    /// Those of this stage.
    pub stage: Option<ImportStage>,
}

/// Adds remarks.
pub async fn add(connection: &mut AsyncPgConnection, remarks: &[ImportRemark]) -> StoreResult<()> {
    // A statement has at most 65,535 values.
    for chunk in remarks.chunks(5_000) {
        diesel::insert_into(import_remarks::table)
            .values(chunk)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Number of the last remark of `import`; 0 where nothing was said.
pub async fn last_number(connection: &mut AsyncPgConnection, import: Uuid) -> StoreResult<i32> {
    let last: Option<i32> = import_remarks::table
        .filter(import_remarks::import_id.eq(import))
        .select(diesel::dsl::max(import_remarks::number))
        .first(connection)
        .await?;
    Ok(last.unwrap_or_default())
}

/// Up to `limit` remarks of `import`, which the caller may see, after the number `after`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    import: Uuid,
    filter: &RemarkFilter,
    after: Option<i64>,
    limit: i64,
) -> StoreResult<Vec<ImportRemark>> {
    let after = after.and_then(|after| i32::try_from(after).ok()).unwrap_or(0);
    let mut query = import_remarks::table
        .filter(import_remarks::import_id.eq(import))
        .filter(import_remarks::number.gt(after))
        .select(ImportRemark::as_select())
        .order(import_remarks::number)
        .limit(limit)
        .into_boxed();
    if let Some(severity) = &filter.severity {
        query = query.filter(import_remarks::severity.eq(severity));
    }
    if let Some(rule) = &filter.rule {
        query = query.filter(import_remarks::rule.eq(rule));
    }
    if let Some(stage) = filter.stage {
        query = query.filter(import_remarks::stage.eq(stage));
    }
    Ok(query.load(connection).await?)
}

/// Forgets what was said of `import`.
pub async fn clear(connection: &mut AsyncPgConnection, import: Uuid) -> StoreResult<()> {
    diesel::delete(import_remarks::table.filter(import_remarks::import_id.eq(import)))
        .execute(connection)
        .await?;
    Ok(())
}
