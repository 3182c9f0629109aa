//! The register of recognised products as files: `/api/v1/exports/products` as provinces keep it, `/api/v1/exports/ptnt-ocop` as the
//! ministry takes it.

mod field;
mod file_format;
mod lines;
mod product_list;
mod ptnt_ocop;
mod sheet;

use crate::caller::{Caller, ProductsRead};
use crate::places::{resolve_unit, visible_unit};
use api_http::answer::{Media, Spreadsheet};
use api_http::extract::{QueryOf, day_in_range};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use file_format::FileFormat;
use lines::Export;
use product_list::ProductList;
use ptnt_ocop::PtntOcop;
use serde::Deserialize;
use shared::domain::access::Permission;
use shared::domain::units::{Generation, Level, UnitRef};
use shared::domain::violation::Violation;
use utoipa::IntoParams;

/// The programme began in 2018.
const FIRST_YEAR: i16 = 2018;

api_http::routes! { products, ptnt_ocop_table }

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProductListQuery {
    /// Code of a unit; left out: all that the caller may see.
    #[param(example = "25")]
    unit: Option<String>,
    /// Level of the unit; left out: told by the length of its code.
    level: Option<Level>,
    /// Boundaries of the unit: `current` (default) or `legacy`, those before 1 July 2025.
    generation: Option<Generation>,
    /// The day on which products stand so, Vietnamese time; left out: today.
    as_of: Option<NaiveDate>,
    /// `csv` (default) or `xlsx`.
    #[param(inline)]
    format: Option<FileFormat>,
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PtntOcopQuery {
    /// Code of a unit; left out: all that the caller may see.
    #[param(example = "25")]
    unit: Option<String>,
    /// Level of the unit; left out: told by the length of its code.
    level: Option<Level>,
    /// Boundaries of the unit: `current` (default) or `legacy`, those before 1 July 2025.
    generation: Option<Generation>,
    /// The year, at whose end (or today) products stand so; left out: this year.
    #[param(example = 2026, minimum = 2000, maximum = 2199)]
    year: Option<i16>,
    /// `csv` (default) or `xlsx`.
    #[param(inline)]
    format: Option<FileFormat>,
}

/// The list of products that provinces keep: one line a product recognised until the day, with its stars and their end, followed by its
/// last two recognitions. Representative and telephone are filled in for who may read producers.
#[endpoint(get "/exports/products", tag = "exports", problems(InvalidFields, NotFound))]
async fn products(
    caller: Caller<ProductsRead>,
    context: RequestContext,
    QueryOf(query): QueryOf<ProductListQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    let unit = unit(query.unit, query.level, query.generation, &caller)?;
    let day = day_in_range("/as_of", query.as_of.unwrap_or(caller.state.clock.today()))?;
    let contacts = caller.principal.permissions.contains(&Permission::ProducersRead);
    let list = ProductList {
        language: context.language,
        contacts,
    };
    let export = Export::new(list, caller.scope(), unit, day);
    export
        .answer(caller.state, query.format.unwrap_or(FileFormat::Csv))
        .await
}

/// The ministry's table PTNT_OCOP (Decision 5277/QĐ-BNNMT): one line a product recognised until the end of the year, with its star, the
/// revenue that it reported for the year, in million đồng, and how it stands. Potential five stars are no star yet.
#[endpoint(get "/exports/ptnt-ocop", tag = "exports", problems(InvalidFields, NotFound))]
async fn ptnt_ocop_table(
    caller: Caller<ProductsRead>,
    QueryOf(query): QueryOf<PtntOcopQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    let unit = unit(query.unit, query.level, query.generation, &caller)?;
    let today = caller.state.clock.today();
    let this_year = i16::try_from(today.year()).unwrap_or(i16::MAX);
    let year = query.year.unwrap_or(this_year);
    let end =
        NaiveDate::from_ymd_opt(year.into(), 12, 31).filter(|_| (FIRST_YEAR..=this_year).contains(&year));
    let end = end.ok_or_else(|| {
        Problem::query(Violation::new(
            "/year",
            "year_out_of_range",
            format!("Năm phải từ {FIRST_YEAR} đến {this_year}."),
            format!("The year must be from {FIRST_YEAR} to {this_year}."),
        ))
    })?;
    let day = end.min(today);
    let export = Export::new(PtntOcop { year }, caller.scope(), unit, day);
    export
        .answer(caller.state, query.format.unwrap_or(FileFormat::Csv))
        .await
}

fn unit(
    code: Option<String>,
    level: Option<Level>,
    generation: Option<Generation>,
    caller: &Caller<ProductsRead>,
) -> ApiResult<Option<UnitRef>> {
    let Some(unit) = resolve_unit(code, level, generation)? else {
        return Ok(None);
    };
    let generation = unit.generation;
    let (level, code) = visible_unit(unit, caller.scope())?;
    Ok(Some(UnitRef::new(generation, level, code)))
}
