//! The recount: the definitions of `docs/STATISTICS.md` as one statement over `recognition_spans`, which is
//! `recognitions` cut where a recorded change gave other dimensions.

use super::conditions::{columns, scope_filter, unit_filter};
use crate::database::error::StoreResult;
use crate::database::last_day::{ENDS, TERM};
use crate::domain::access::Scope;
use crate::domain::statistics::{
    Cell, CellPosition, Counts, Dimension, Measure, MeasureSelection, POTENTIAL_FIVE, ProductFigures,
    ProductQuestion, UNKNOWN,
};
use crate::domain::units::Generation;
use chrono::{Days, NaiveDate};
use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::sync::Arc;

#[derive(QueryableByName)]
struct Row {
    /// None for the totals.
    #[diesel(sql_type = Nullable<Array<Nullable<Text>>>)]
    codes: Option<Vec<Option<String>>>,
    #[diesel(sql_type = BigInt)]
    products: i64,
    #[diesel(sql_type = BigInt)]
    producers: i64,
}

/// Answers `question` for `selection`, as far as `scope` reaches.
pub async fn recount(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    question: &ProductQuestion,
    selection: &MeasureSelection,
) -> StoreResult<ProductFigures> {
    let code = question.area.code();
    let (bound, reach) = scope_filter(scope);
    let mut query = diesel::sql_query(sql(bound, question, selection))
        .into_boxed::<Pg>()
        // $1 is no parameter of this statement, but of others that use `unit_filter`.
        .bind::<Nullable<Text>, _>(None::<String>)
        .bind::<Nullable<Text>, _>(code)
        .bind::<Nullable<Text>, _>(reach);
    for (_, codes) in question.filters.iter() {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        query = query.bind::<Array<Text>, _>(codes);
    }
    let rows: Vec<Row> = query.load(connection).await?;
    let mut totals = Counts::default();
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        let counts = Counts {
            products: row.products,
            producers: row.producers,
        };
        match row.codes {
            None => totals = counts,
            Some(codes) => {
                let codes = codes.into_iter().map(|code| code.map(Arc::from));
                cells.push((codes.collect(), counts));
            }
        }
    }
    let cells = CellPosition::listed(&question.by, cells).into_iter();
    let cells = cells.map(|(coordinates, counts)| Cell { coordinates, counts });
    Ok(ProductFigures::new(totals, cells.collect()))
}

/// The statement: one pass with a grouping set for the totals. Every fragment is one of ours; values are bound, and a day is
/// digits and hyphens, so it can stand in the text.
fn sql(scope: &str, question: &ProductQuestion, selection: &MeasureSelection) -> String {
    let generation = question.area.generation;
    let unit = question
        .area
        .unit
        .as_ref()
        .map_or("$2::text is null", |(level, _)| unit_filter(*level, generation));
    let filters: String = (FIRST_FILTER..)
        .zip(question.filters.iter())
        .map(|(number, (dimension, _))| {
            let code = code_of(dimension, generation);
            format!(" and coalesce({code}, '{UNKNOWN}') = any(${number})")
        })
        .collect();
    let codes: Vec<String> = question.by.iter().map(|one| code_of(*one, generation)).collect();
    let (told, sets) = if codes.is_empty() {
        ("null::text[]".to_owned(), "()".to_owned())
    } else {
        let codes = codes.join(", ");
        let told = format!("case when grouping({codes}) = 0 then array[{codes}] end");
        (told, format!("({codes}), ()"))
    };
    format!(
        "{intervals} select {told} as codes, count(*) as products, count(distinct producer_id) as producers \
         from intervals where {selected} and {unit} and {scope} and $1::text is null{filters} group by grouping sets ({sets})",
        intervals = intervals(selection.measure),
        selected = selected(selection),
    )
}

/// The filters come after the three parameters that every statement has.
const FIRST_FILTER: u8 = 4;

/// The intervals with what decides whether `measure` selects them: the later ones of their product only where that is asked for, as
/// it means sorting the whole table.
fn intervals(measure: Measure) -> String {
    let own = format!("select *, {TERM} as term, {ENDS} as ends from recognition_spans");
    match measure {
        Measure::Valid | Measure::Extended | Measure::Expiring => format!("with intervals as ({own})"),
        Measure::EverCertified | Measure::StruckOff | Measure::Expired | Measure::Declined => format!(
            "with intervals as (select *, lead(valid_from) over (partition by product_id order by valid_from, id) as next_from \
             from ({own}) as own)"
        ),
        Measure::Undated => format!(
            "with intervals as (select *, lead(valid_from) over later as next_from,
                 max(ends) over (later rows between unbounded preceding and 1 preceding) as free_from
             from ({own}) as own window later as (partition by product_id order by valid_from, id))"
        ),
        Measure::New | Measure::Upgraded | Measure::Renewed => format!(
            "with placed as (
                 select *, lag(stars) over earlier as previous_stars, lag(potential) over earlier as previous_potential,
                     lag(ends) over earlier as previous_ends,
                     row_number() over (partition by product_id, decision_number, valid_to order by valid_from, id) as turn
                 from ({own}) as own window earlier as (partition by product_id order by valid_from, id)),
             opened as (
                 select *, case
                     when continues or decision_number is not null and turn > 1 then 'continued'
                     when previous_stars is null
                         then case kind when 'first' then 'new' when 'upgrade' then 'upgraded' else 'renewed' end
                     when previous_ends >= valid_from and (previous_potential or kind <> 'renewal')
                         then case when (stars, not potential) > (previous_stars, not previous_potential)
                             then 'upgraded' else 'continued' end
                     else 'renewed' end as opening
                 from placed),
             intervals as (
                 select *, lead(valid_from) over (partition by product_id, opening order by valid_from, id) as next_alike
                 from opened)"
        ),
    }
}

/// The condition that an interval is selected.
fn selected(selection: &MeasureSelection) -> String {
    let MeasureSelection {
        measure,
        from,
        to: day,
        within_days,
    } = selection;
    let holds = format!("valid_from <= date '{day}' and date '{day}' < ends");
    let over = |how: &str| {
        format!(
            "valid_from <= date '{day}' and (next_from is null or date '{day}' < next_from) and ends <= date '{day}' \
             and case when ended_on <= term then end_reason in ('revoked', 'declined', 'not_recorded') else false end {how}"
        )
    };
    match measure {
        Measure::Valid => holds,
        Measure::EverCertified => {
            format!("valid_from <= date '{day}' and (next_from is null or date '{day}' < next_from)")
        }
        Measure::StruckOff => over("and end_reason = 'revoked'"),
        Measure::Declined => over("and end_reason = 'declined'"),
        Measure::Expired => over("is not true"),
        Measure::Undated => format!(
            "end_reason = 'not_recorded' and valid_from <= date '{day}' and (next_from is null or date '{day}' < next_from) \
             and (free_from is null or free_from <= date '{day}')"
        ),
        Measure::Extended => format!("{holds} and date '{day}' > valid_to"),
        Measure::Expiring => {
            let last = day.checked_add_days(Days::new((*within_days).into()));
            format!(
                "{holds} and term - 1 <= date '{}'",
                last.unwrap_or(NaiveDate::MAX)
            )
        }
        Measure::New | Measure::Upgraded | Measure::Renewed => format!(
            "opening = '{measure}' and valid_from between date '{from}' and date '{day}' \
             and (next_alike is null or next_alike > date '{day}')"
        ),
    }
}

/// The code of `dimension`, as text.
pub(super) fn code_of(dimension: Dimension, generation: Generation) -> String {
    match (dimension, columns(dimension, generation)) {
        (Dimension::Stars, _) => format!("case when potential then '{POTENTIAL_FIVE}' else stars::text end"),
        (_, [column, ..]) => format!("({column})::text"),
        (_, []) => "null::text".to_owned(),
    }
}
