//! The register of recognised products as files: `/api/v1/exports/products` as provinces keep it, `/api/v1/exports/ptnt-ocop` as the
//! ministry takes it, with the catalogues that its keys refer to, `/api/v1/exports/register` and
//! `/exports/producers` as imports read them back, and `/api/v1/exports/archive` for another instance.

mod archive;
mod catalogues;
mod field;
mod file_format;
mod lines;
mod product_list;
mod ptnt_ocop;
mod register_list;
mod sheet;
mod written;

use crate::caller::{Caller, ProducersRead, ProductsRead};
use crate::places::{resolve_unit, visible_unit};
use api_http::answer::{Media, Spreadsheet};
use api_http::extract::{PathOf, QueryOf, day_in_range};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use catalogues::{PeriodCatalogue, ProducerCatalogue, ProductCatalogue, UnitCatalogue};
use chrono::{Datelike, NaiveDate};
use endpoint::endpoint;
use file_format::FileFormat;
use lines::ProductLines;
use product_list::ProductList;
use ptnt_ocop::PtntOcop;
use register_list::{ProducerList, RegisterList};
use serde::Deserialize;
use shared::domain::access::Permission;
use shared::domain::products::MinistryCatalogue;
use shared::domain::units::{Generation, Level, UnitRef};
use shared::domain::violation::Violation;
use utoipa::IntoParams;
use written::answer;

/// The programme began in 2018.
const FIRST_YEAR: i16 = 2018;

api_http::routes! { products, register, producers, ptnt_ocop_table, ptnt_ocop_catalogue, archive::archive }

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

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListBackQuery {
    /// Code of a unit; left out: all that the caller may see.
    #[param(example = "25")]
    unit: Option<String>,
    /// Level of the unit; left out: told by the length of its code.
    level: Option<Level>,
    /// Boundaries of the unit: `current` (default) or `legacy`, those before 1 July 2025.
    generation: Option<Generation>,
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
    let lines = ProductLines::new(list, caller.scope(), unit, day);
    answer(lines, caller.state, query.format.unwrap_or(FileFormat::Csv)).await
}

/// All products with their producers and their recognitions, a row a recognition, as `POST /imports` reads them back (kind `products`):
/// into the register that they are of without a question and without a change, into an empty one as the same records. What a list cannot
/// say is not in it: that a recognition was revoked or carried over, and its regime; the archive has it. Needs `producers:read` as well.
#[endpoint(get "/exports/register", tag = "exports", problems(InvalidFields, NotFound))]
async fn register(
    caller: Caller<ProductsRead>,
    QueryOf(query): QueryOf<ListBackQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    caller.require(Permission::ProducersRead)?;
    let list = RegisterList {
        unit: unit(query.unit, query.level, query.generation, &caller)?,
        scope: caller.scope().clone(),
    };
    answer(list, caller.state, query.format.unwrap_or(FileFormat::Csv)).await
}

/// All producers, as `POST /imports` reads them back (kind `producers`).
#[endpoint(get "/exports/producers", tag = "exports", problems(InvalidFields, NotFound))]
async fn producers(
    caller: Caller<ProducersRead>,
    QueryOf(query): QueryOf<ListBackQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    let list = ProducerList {
        unit: unit(query.unit, query.level, query.generation, &caller)?,
        scope: caller.scope().clone(),
    };
    answer(list, caller.state, query.format.unwrap_or(FileFormat::Csv)).await
}

/// The ministry's table PTNT_OCOP (Decision 5277/QĐ-BNNMT): one line a product recognised until the end of the year, with its star, the
/// revenue that it reported for the year, in million đồng with two decimals, and how it stands. Potential five stars are no star yet.
/// Its keys refer to the catalogues of the same year.
#[endpoint(get "/exports/ptnt-ocop", tag = "exports", problems(InvalidFields, NotFound))]
async fn ptnt_ocop_table(
    caller: Caller<ProductsRead>,
    QueryOf(query): QueryOf<PtntOcopQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    let unit = unit(query.unit, query.level, query.generation, &caller)?;
    let (year, day) = year_and_day(query.year, caller.state.clock.today())?;
    let table = PtntOcop {
        year,
        format: caller.state.ministry.clone(),
    };
    let lines = ProductLines::new(table, caller.scope(), unit, day);
    answer(lines, caller.state, query.format.unwrap_or(FileFormat::Csv)).await
}

/// A catalogue of the ministry's table: its products (DM_SanPham), the producers of products in reach (DM_CoSo), today's units by their
/// names at the end of the year (DM_DonViHanhChinh, all of them) or the years (DM_KhoangThoiGian).
#[endpoint(get "/exports/ptnt-ocop/{catalogue}", tag = "exports", problems(InvalidFields, NotFound))]
async fn ptnt_ocop_catalogue(
    caller: Caller<ProductsRead>,
    PathOf(catalogue): PathOf<MinistryCatalogue>,
    QueryOf(query): QueryOf<PtntOcopQuery>,
) -> ApiResult<Media<Spreadsheet>> {
    let unit = unit(query.unit, query.level, query.generation, &caller)?;
    let (year, day) = year_and_day(query.year, caller.state.clock.today())?;
    let (file, format) = (
        query.format.unwrap_or(FileFormat::Csv),
        caller.state.ministry.clone(),
    );
    let scope = caller.scope().clone();
    match catalogue {
        MinistryCatalogue::Products => {
            let lines = ProductLines::new(ProductCatalogue { format }, &scope, unit, day);
            answer(lines, caller.state, file).await
        }
        MinistryCatalogue::Producers => {
            let table = ProducerCatalogue {
                format,
                scope,
                unit,
                day,
            };
            answer(table, caller.state, file).await
        }
        MinistryCatalogue::Units => answer(UnitCatalogue { format, day }, caller.state, file).await,
        MinistryCatalogue::Periods => {
            let years = PeriodCatalogue {
                first: FIRST_YEAR,
                last: year,
            };
            answer(years, caller.state, file).await
        }
    }
}

/// The year asked for, this one where none is, and the day at which products stand so: its end or today.
fn year_and_day(year: Option<i16>, today: NaiveDate) -> ApiResult<(i16, NaiveDate)> {
    let this_year = i16::try_from(today.year()).unwrap_or(i16::MAX);
    let year = year.unwrap_or(this_year);
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
    Ok((year, end.min(today)))
}

fn unit<R>(
    code: Option<String>,
    level: Option<Level>,
    generation: Option<Generation>,
    caller: &Caller<R>,
) -> ApiResult<Option<UnitRef>> {
    let Some(unit) = resolve_unit(code, level, generation)? else {
        return Ok(None);
    };
    let generation = unit.generation;
    let (level, code) = visible_unit(unit, caller.scope())?;
    Ok(Some(UnitRef::new(generation, level, code)))
}
