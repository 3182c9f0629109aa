//! Results of councils for the statistics of scores. What counts, and how it is added up, is
//! [`crate::domain::statistics::scores`].

use super::Area;
use super::bounds::{bound, key, within};
use crate::database::JsonText;
use crate::database::error::{StoreError, StoreResult};
use crate::domain::access::Scope;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::evaluation::EvaluationLevel;
use crate::domain::scoring::{ScoringOutcome, SheetTotal};
use crate::domain::statistics::Dimension;
use crate::domain::statistics::scores::{CouncilPoints, EvaluationOutcome};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Date, Integer, Json, Nullable, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::TryStreamExt;

/// Which evaluations are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScoresFilter {
    /// Under this regime.
    pub regime: String,
    /// Of this product set; only then are the sheets read.
    pub product_set: Option<i16>,
    /// By councils of this level.
    pub council: Option<EvaluationLevel>,
    /// For applications of this kind.
    pub kind: Option<ApplicationKind>,
    /// Of this programme year: the year of the council's round, without one that of the day of the result.
    pub programme_year: Option<i16>,
    /// Whose result came on this day or later.
    pub from: Option<NaiveDate>,
    /// Whose result came on this day or earlier.
    pub to: Option<NaiveDate>,
}

/// An evaluation with a result.
#[derive(Clone, Debug)]
pub struct EvaluationRow {
    /// Where it stands in the breakdown; empty where that is not recorded.
    pub key: String,
    /// Whether a later one of the same dossier and level has a result too: then it does not count.
    pub superseded: bool,
    /// How it ended.
    pub evaluated: EvaluationOutcome,
    /// The scoring request with the sheets and the result's unmet minimums, where they were asked for.
    pub sheets: Option<(JsonText, JsonText)>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Bool)]
    superseded: bool,
    #[diesel(sql_type = Text)]
    outcome: ScoringOutcome,
    #[diesel(sql_type = Nullable<SmallInt>)]
    stars: Option<i16>,
    #[diesel(sql_type = Bool)]
    recognised: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    sheets: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    points_a: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    points_b: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    points_c: Option<i32>,
    /// The sheets of a result from before the columns of points.
    #[diesel(sql_type = Nullable<Json>)]
    older: Option<JsonText>,
    #[diesel(sql_type = Nullable<Json>)]
    request: Option<JsonText>,
    #[diesel(sql_type = Nullable<Json>)]
    unmet: Option<JsonText>,
}

/// Gives every evaluation in `area` and within `scope` that `filter` asks for to `each`, one after another: a nation's sheets
/// never lie in memory together.
///
/// # Errors
/// See [`crate::database::StoreError`], and what `each` fails with.
pub async fn evaluated(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    area: &Area,
    filter: &ScoresFilter,
    by: Option<Dimension>,
    mut each: impl FnMut(EvaluationRow) -> StoreResult<()>,
) -> StoreResult<()> {
    let rows = diesel::sql_query(sql(scope, area, filter, by))
        .bind::<Nullable<Text>, _>(area.code())
        .bind::<Nullable<Text>, _>(bound(scope))
        .bind::<Text, _>(&filter.regime)
        .bind::<Nullable<SmallInt>, _>(filter.product_set)
        .bind::<Nullable<Text>, _>(filter.council)
        .bind::<Nullable<Text>, _>(filter.kind)
        .bind::<Nullable<Date>, _>(filter.from)
        .bind::<Nullable<Date>, _>(filter.to)
        .bind::<Nullable<SmallInt>, _>(filter.programme_year)
        .load_stream::<Row>(connection)
        .await?;
    let mut rows = std::pin::pin!(rows);
    while let Some(row) = rows.try_next().await? {
        each(row.read()?)?;
    }
    Ok(())
}

/// Every fragment is one of ours; values are bound. The sheets of a nation are only read for one product set.
fn sql(scope: &Scope, area: &Area, filter: &ScoresFilter, by: Option<Dimension>) -> String {
    let sheets = if filter.product_set.is_some() {
        "e.request, r.result -> 'unmet_minimums' as unmet"
    } else {
        "null::json as request, null::json as unmet"
    };
    let key = key("p", by, area.generation, "e.kind");
    let within = within("p", "p.producer_id", area, scope);
    format!(
        "select {key} as key, r.outcome, r.stars, {RECOGNISED} as recognised, {SUPERSEDED} as superseded,
             r.sheets, r.points_a, r.points_b, r.points_c,
             case when r.sheets is null then r.result -> 'sheets' end as older, {sheets}
         from evaluations e
         join evaluation_results r on r.evaluation_id = e.id
         left join recognitions n on n.evaluation_id = e.id
         join products p on p.id = e.product_id
         where {within} and e.regime = $3
             and ($4::smallint is null or e.product_set = $4)
             and ($5::text is null or e.level = $5)
             and ($6::text is null or e.kind = $6)
             and ($7::date is null or r.evaluated_at >= $7::timestamp at time zone 'Asia/Ho_Chi_Minh')
             and ($8::date is null or r.evaluated_at < ($8 + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
             and ($9::smallint is null or $9 = {PROGRAMME_YEAR})"
    )
}

/// A dossier is recognised by the decision of the authority whose council evaluated it; other evaluations by themselves.
const RECOGNISED: &str = "case when e.dossier_id is null then n.id is not null
        when e.level = 'central' then e.dossier_id in (select i.dossier_id from decision_items i
            join decisions d on d.id = i.decision_id
            where d.kind = 'recognition' and d.authority = 'ministry' and i.dossier_id is not null)
        else e.dossier_id in (select i.dossier_id from decision_items i join decisions d on d.id = i.decision_id
            where d.kind = 'recognition' and d.authority = 'province' and i.dossier_id is not null)
        end";

/// Ids are in the order in which evaluations were asked for.
const SUPERSEDED: &str = "(e.dossier_id is not null and exists (
        select from evaluations l join evaluation_results lr on lr.evaluation_id = l.id
        where l.dossier_id = e.dossier_id and l.level = e.level and l.id > e.id))";

/// As [`crate::domain::recognition::programme_year`] where no round says it.
const PROGRAMME_YEAR: &str = "coalesce(
        (select o.year from scoring_turns t join councils c on c.id = t.council_id join rounds o on o.id = c.round_id
            where t.dossier_id = e.dossier_id and t.turn = e.turn),
        extract(year from (r.evaluated_at at time zone 'Asia/Ho_Chi_Minh') - interval '3 months'))";

impl Row {
    fn read(self) -> StoreResult<EvaluationRow> {
        Ok(EvaluationRow {
            superseded: self.superseded,
            evaluated: EvaluationOutcome {
                outcome: self.outcome,
                stars: self.stars.and_then(|stars| u8::try_from(stars).ok()),
                recognised: self.recognised,
                points: self.points()?,
            },
            key: self.key,
            sheets: self.request.zip(self.unmet),
        })
    }

    /// From the columns, or from the document where it is older than they are.
    fn points(&self) -> StoreResult<Option<CouncilPoints>> {
        if let Some(older) = &self.older {
            let sheets: Vec<SheetTotal> = older
                .parse()
                .map_err(|error| StoreError::Internal(error.to_string()))?;
            return Ok(CouncilPoints::of(&sheets));
        }
        let number = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
        let of_parts = || {
            Some([
                number(self.points_a)?,
                number(self.points_b)?,
                number(self.points_c)?,
            ])
        };
        let sheets = number(self.sheets);
        Ok(sheets
            .zip(of_parts())
            .map(|(sheets, parts)| CouncilPoints { sheets, parts }))
    }
}
