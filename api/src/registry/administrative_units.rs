//! Administrative units of both generations: `GET /api/v1/administrative-units` and the way across the reform of 1 July
//! 2025. Answered from memory; the data changes only with the program, so its fingerprint and the day are the `ETag` of all.

mod view;

use crate::caller::AnyCaller;
use crate::places::registry;
use crate::state::AppState;
use actix_web::web;
use api_http::answer::{Reply, Resource};
use api_http::extract::{
    ETag, IfNoneMatch, ListAnswer, PageKey, PageOf, PathOf, QueryOf, TaggedList, day_in_range,
};
use api_http::problem::{ApiResult, Problem};
use chrono::NaiveDate;
use endpoint::endpoint;
use serde::Deserialize;
use shared::domain::units::{Generation, Level, Relation, Unit, UnitFilter, UnitRef, fingerprint};
use utoipa::IntoParams;
use view::{RelationView, UnitView};

api_http::routes! { list, show, successors, predecessors }

/// Which units a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UnitQuery {
    /// Side of the reform of 1 July 2025; `current` by default.
    generation: Option<Generation>,
    /// One level.
    level: Option<Level>,
    /// Code of the unit directly above; with `level` also of the province above.
    parent: Option<String>,
    /// Part of the newest name or of a former one, with or without diacritics.
    q: Option<String>,
    /// The day whose names are told, Vietnamese time; left out: today.
    as_of: Option<NaiveDate>,
}

/// By the names of which day units are told.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NamesQuery {
    /// The day whose names are told, Vietnamese time; left out: today.
    as_of: Option<NaiveDate>,
}

/// Lists are ordered by level and code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct UnitKey(Level, String);

impl PageKey for UnitKey {
    fn to_bytes(&self) -> Vec<u8> {
        format!("{}:{}", self.0, self.1).into_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (level, code) = std::str::from_utf8(bytes).ok()?.split_once(':')?;
        Some(Self(level.parse().ok()?, code.to_owned()))
    }
}

/// Units of one generation, by level and code.
#[endpoint(get "/administrative-units", tag = "administrative-units")]
async fn list(
    _: AnyCaller,
    state: web::Data<AppState>,
    if_none_match: IfNoneMatch,
    PageOf { page, query }: PageOf<UnitQuery, UnitKey>,
) -> ApiResult<TaggedList<UnitView<'static>>> {
    let day = day(query.as_of, &state)?;
    let tag = tag(day);
    if let Some(unchanged) = if_none_match.not_modified(&tag) {
        return Ok(Reply::of(unchanged));
    }
    let key = |unit: &Unit| UnitKey(unit.unit.level, unit.unit.code.clone());
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let filter = UnitFilter {
        generation: query.generation.unwrap_or(Generation::Current),
        level: query.level,
        parent: query.parent,
        name: query.q,
    };
    let units: Vec<&'static Unit> = registry()?
        .search(&filter)
        .skip_while(|unit| page.after.as_ref().is_some_and(|after| key(unit) <= *after))
        .take(limit)
        .collect();
    Ok(page.answer_tagged(&tag, units, |unit| key(unit), |unit| UnitView::of(unit, day)))
}

/// One unit.
#[endpoint(get "/administrative-units/{generation}/{level}/{code}", tag = "administrative-units")]
async fn show(
    _: AnyCaller,
    state: web::Data<AppState>,
    PathOf(unit): PathOf<(Generation, Level, String)>,
    QueryOf(query): QueryOf<NamesQuery>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<UnitView<'static>>> {
    let (unit, day) = (find(unit)?, day(query.as_of, &state)?);
    Ok(if_none_match.answer(&tag(day), &UnitView::of(unit, day)))
}

/// The current units that a legacy unit went to; `is_default` marks the one in which its records are counted. A legacy
/// district has those of its communes.
#[endpoint(get "/administrative-units/{generation}/{level}/{code}/successors", tag = "administrative-units")]
async fn successors(
    _: AnyCaller,
    state: web::Data<AppState>,
    PathOf(unit): PathOf<(Generation, Level, String)>,
    QueryOf(query): QueryOf<NamesQuery>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ListAnswer<RelationView<'static>>>> {
    let (unit, day) = (find(unit)?, day(query.as_of, &state)?);
    Ok(relations(&if_none_match, registry()?.successors(&unit.unit), day))
}

/// The legacy units that went to a current one, whole or in part; `is_default` marks those whose records are counted in
/// it.
#[endpoint(get "/administrative-units/{generation}/{level}/{code}/predecessors", tag = "administrative-units")]
async fn predecessors(
    _: AnyCaller,
    state: web::Data<AppState>,
    PathOf(unit): PathOf<(Generation, Level, String)>,
    QueryOf(query): QueryOf<NamesQuery>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ListAnswer<RelationView<'static>>>> {
    let (unit, day) = (find(unit)?, day(query.as_of, &state)?);
    Ok(relations(
        &if_none_match,
        registry()?.predecessors(&unit.unit),
        day,
    ))
}

fn find((generation, level, code): (Generation, Level, String)) -> ApiResult<&'static Unit> {
    registry()?
        .find(&UnitRef::new(generation, level, code))
        .ok_or_else(Problem::not_found)
}

/// A unit has few relations: they come in one page.
fn relations<'a>(
    if_none_match: &IfNoneMatch,
    relations: Vec<Relation<'a>>,
    day: NaiveDate,
) -> Resource<ListAnswer<RelationView<'a>>> {
    let items = relations
        .into_iter()
        .map(|one| RelationView::of(one, day))
        .collect();
    if_none_match.answer(&tag(day), &ListAnswer::whole(items))
}

/// The day whose names are told.
fn day(as_of: Option<NaiveDate>, state: &AppState) -> ApiResult<NaiveDate> {
    day_in_range("/as_of", as_of.unwrap_or(state.clock.today()))
}

fn tag(day: NaiveDate) -> ETag {
    ETag::of_text(&format!("{}-{day}", fingerprint()))
}
