//! What a correction makes of the dimensions under which recognitions are counted. The days of a recognition stay, and it stays one:
//! where its dimensions change on a day, a part of it (table `recognition_parts`) is counted otherwise from there on.

use super::raise_version;
use crate::database::error::StoreResult;
use crate::database::last_day::ENDS;
use crate::database::producers::Producer;
use crate::domain::criteria::Regimes;
use crate::domain::producers::{Gender, ProducerKind};
use crate::domain::units::Place;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, Bool, Date, Nullable, SmallInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Whose recognitions are counted otherwise.
#[derive(Clone, Copy, Debug)]
pub enum DimensionOwner {
    /// Those of this product.
    Product(Uuid),
    /// Those of this producer's products, for the time in which they were its.
    Producer(Uuid),
    /// This one.
    Recognition(Uuid),
    /// This one, for the time in which its product was that producer's.
    RecognitionOf(Uuid, Uuid),
}

/// Under what they are counted.
#[derive(Clone, Debug)]
pub enum Restatement {
    /// Another product set.
    Set {
        /// 1 to 26.
        set: i16,
        /// Its group under each regime: the regime's id and the group.
        groups: Vec<(String, String)>,
    },
    /// Another place.
    Place(Place),
    /// Another producer.
    Holder {
        /// Its id.
        id: Uuid,
        /// Its kind.
        kind: ProducerKind,
        /// Sex of its representative.
        gender: Option<Gender>,
        /// Whether the representative belongs to an ethnic minority.
        ethnic_minority: Option<bool>,
    },
    /// Another kind of producer.
    Kind(ProducerKind),
}

/// Under what a recognition is counted, but for what it says itself.
const DIMENSIONS: &str = "producer_id, product_set, product_group, producer_type, sector, gender, ethnic_minority, \
    current_province_code, current_commune_code, legacy_province_code, legacy_district_code, legacy_commune_code";

type Statement<'a> = BoxedSqlQuery<'a, Pg, SqlQuery>;

/// Counts the recognitions of `record` under `dimension` from the day `from` on, or on all days. Returns the new version of the
/// statistics.
pub async fn restate(
    connection: &mut AsyncPgConnection,
    record: DimensionOwner,
    dimension: &Restatement,
    from: Option<NaiveDate>,
) -> StoreResult<i64> {
    if let Some(day) = from {
        part(connection, record, day).await?;
    }
    let (of_rows, of_parts) = (record.condition("r", "r"), record.condition("r", "p"));
    let values = dimension.assignments();
    let statements = [
        format!(
            "update recognitions as r set {values} where {of_rows} and ($2 is null or r.valid_from >= $2)"
        ),
        format!(
            "update recognition_parts as p set {values} from recognitions as r
             where r.id = p.recognition_id and {of_parts} and ($2 is null or p.from_day >= $2)"
        ),
    ];
    for statement in statements {
        let query = diesel::sql_query(statement)
            .into_boxed()
            .bind::<SqlUuid, _>(record.id())
            .bind::<Nullable<Date>, _>(from);
        dimension.bound(query).execute(connection).await?;
    }
    raise_version(connection).await
}

/// Cuts what holds on `day` and before it, so that it can be counted otherwise from there on.
async fn part(connection: &mut AsyncPgConnection, record: DimensionOwner, day: NaiveDate) -> StoreResult<()> {
    let own = record.condition("s", "s");
    diesel::sql_query(format!(
        "insert into recognition_parts (recognition_id, from_day, {DIMENSIONS})
         select id, $2, {DIMENSIONS} from recognition_spans as s where {own} and valid_from < $2 and $2 < {ENDS}"
    ))
    .bind::<SqlUuid, _>(record.id())
    .bind::<Date, _>(day)
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts the recognition `rest`, which is what is left of `whole`, as that was counted on each of its days.
pub(super) async fn follow(connection: &mut AsyncPgConnection, rest: Uuid, whole: Uuid) -> StoreResult<()> {
    let statements = [
        format!(
            "update recognitions as r set ({DIMENSIONS}) = (
                 select {DIMENSIONS} from recognition_parts where recognition_id = $2 and from_day <= r.valid_from
                 order by from_day desc limit 1)
             where r.id = $1 and exists (
                 select from recognition_parts where recognition_id = $2 and from_day <= r.valid_from)"
        ),
        format!(
            "insert into recognition_parts (recognition_id, from_day, {DIMENSIONS})
             select $1, from_day, {DIMENSIONS} from recognition_parts
             where recognition_id = $2 and from_day > (select valid_from from recognitions where id = $1)"
        ),
    ];
    for statement in statements {
        diesel::sql_query(statement)
            .bind::<SqlUuid, _>(rest)
            .bind::<SqlUuid, _>(whole)
            .execute(connection)
            .await?;
    }
    Ok(())
}

impl DimensionOwner {
    const fn id(self) -> Uuid {
        match self {
            Self::Product(id) | Self::Producer(id) | Self::Recognition(id) | Self::RecognitionOf(id, _) => id,
        }
    }

    /// The condition that what is counted is its own: `whole` is the recognition, `counted` has the producer; the id is `$1`.
    fn condition(self, whole: &str, counted: &str) -> String {
        match self {
            Self::Product(_) => format!("{whole}.product_id = $1"),
            Self::Producer(_) => format!("{counted}.producer_id = $1"),
            Self::Recognition(_) => format!("{whole}.id = $1"),
            Self::RecognitionOf(_, producer) => {
                format!("{whole}.id = $1 and {counted}.producer_id = '{producer}'")
            }
        }
    }
}

impl Restatement {
    /// The set `set` with its group under each regime.
    #[must_use]
    pub fn set(regimes: &Regimes, set: i16) -> Self {
        let group = |id: &str| regimes.group_of(id, set).unwrap_or_default();
        let groups = regimes
            .iter()
            .map(|regime| (regime.id.clone(), group(&regime.id)));
        Self::Set {
            set,
            groups: groups.collect(),
        }
    }

    /// `producer` as it is now.
    #[must_use]
    pub fn holder(producer: &Producer) -> Self {
        Self::Holder {
            id: producer.id,
            kind: producer.kind,
            gender: producer.representative_gender,
            ethnic_minority: producer.representative_ethnic_minority,
        }
    }

    /// The columns with their new values; `r` is the recognition, `$1` and `$2` are taken.
    const fn assignments(&self) -> &'static str {
        match self {
            Self::Set { .. } => {
                "product_set = $3, product_group = coalesce(
                     (select name from unnest($4, $5) as groups (regime, name) where groups.regime = r.regime), '')"
            }
            Self::Place(_) => {
                "current_province_code = $3, current_commune_code = $4, legacy_province_code = $5, \
                 legacy_district_code = $6, legacy_commune_code = $7"
            }
            Self::Holder { .. } => {
                "producer_type = $3, sector = $4, producer_id = $5, gender = $6, ethnic_minority = $7"
            }
            Self::Kind(_) => "producer_type = $3, sector = $4",
        }
    }

    fn bound<'a>(&'a self, query: Statement<'a>) -> Statement<'a> {
        match self {
            Self::Set { set, groups } => {
                let (regimes, names): (Vec<&str>, Vec<&str>) = groups
                    .iter()
                    .map(|(regime, name)| (regime.as_str(), name.as_str()))
                    .unzip();
                query
                    .bind::<SmallInt, _>(*set)
                    .bind::<Array<Text>, _>(regimes)
                    .bind::<Array<Text>, _>(names)
            }
            Self::Place(place) => query
                .bind::<Text, _>(&place.current_province)
                .bind::<Text, _>(&place.current_commune)
                .bind::<Text, _>(&place.legacy_province)
                .bind::<Text, _>(&place.legacy_district)
                .bind::<Nullable<Text>, _>(place.legacy_commune.as_deref()),
            Self::Holder {
                id,
                kind,
                gender,
                ethnic_minority,
            } => query
                .bind::<Text, _>(*kind)
                .bind::<Text, _>(kind.sector())
                .bind::<SqlUuid, _>(*id)
                .bind::<Nullable<Text>, _>(*gender)
                .bind::<Nullable<Bool>, _>(*ethnic_minority),
            Self::Kind(kind) => query.bind::<Text, _>(*kind).bind::<Text, _>(kind.sector()),
        }
    }
}
