//! Reading the recognised intervals, all or those of products that have changed, for who keeps them in memory.

use super::recount::code_of;
use crate::database::error::StoreResult;
use crate::database::merges;
use crate::database::recognitions;
use crate::domain::recognition::RecognitionEndReason;
use crate::domain::statistics::Dimension;
use crate::domain::units::Generation;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Rows read at once: some megabytes.
const PORTION: u32 = 20_000;

/// What stands between the codes of a row's dimensions: no code has it.
pub const BETWEEN: char = '|';

/// Dimensions that say something about the recognition.
pub const OF_THE_EVENT: [Dimension; 6] = [
    Dimension::Stars,
    Dimension::Kind,
    Dimension::Year,
    Dimension::DecisionYear,
    Dimension::Authority,
    Dimension::AuthorityUnit,
];

/// Dimensions that say something about product and producer.
pub const OF_THE_HOLDER: [Dimension; 6] = [
    Dimension::ProductSet,
    Dimension::ProductGroup,
    Dimension::ProducerType,
    Dimension::Sector,
    Dimension::Gender,
    Dimension::EthnicMinority,
];

/// Dimensions that say where it is, each in its boundaries.
pub const OF_THE_PLACE: [(Dimension, Generation); 5] = [
    (Dimension::Province, Generation::Current),
    (Dimension::Commune, Generation::Current),
    (Dimension::Province, Generation::Legacy),
    (Dimension::District, Generation::Legacy),
    (Dimension::Commune, Generation::Legacy),
];

/// A recognised interval. Its dimensions are codes with [`BETWEEN`] them, empty where nothing is known: few texts are on many rows.
#[derive(Debug, QueryableByName)]
pub struct IntervalRow {
    /// Of the interval; intervals that begin on one day come in the order of their ids.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// The product.
    #[diesel(sql_type = SqlUuid)]
    pub product_id: Uuid,
    /// The producer.
    #[diesel(sql_type = SqlUuid)]
    pub producer_id: Uuid,
    /// [`OF_THE_EVENT`].
    #[diesel(sql_type = Text)]
    pub event: String,
    /// [`OF_THE_HOLDER`].
    #[diesel(sql_type = Text)]
    pub holder: String,
    /// [`OF_THE_PLACE`].
    #[diesel(sql_type = Text)]
    pub place: String,
    /// First day.
    #[diesel(sql_type = Date)]
    pub valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    #[diesel(sql_type = Date)]
    pub valid_to: NaiveDate,
    /// Last day of a carry-over.
    #[diesel(sql_type = Nullable<Date>)]
    pub extended_to: Option<NaiveDate>,
    /// The day from which something replaced or revoked it.
    #[diesel(sql_type = Nullable<Date>)]
    pub ended_on: Option<NaiveDate>,
    /// What that was.
    #[diesel(sql_type = Nullable<Text>)]
    pub end_reason: Option<RecognitionEndReason>,
    /// Number of the decision, where one is recorded.
    #[diesel(sql_type = Nullable<Text>)]
    pub decision_number: Option<String>,
    /// It is the rest of the recognition before it, whose product or producer has changed.
    #[diesel(sql_type = Bool)]
    pub continues: bool,
}

/// Gives `each` portion of the intervals of one moment, in no order: all, or whole histories of the products of which one has changed
/// since the version `since`. Returns the version of the statistics at that moment, and the twins that are not counted any more since then.
pub async fn read(
    connection: &mut AsyncPgConnection,
    since: Option<i64>,
    mut each: impl FnMut(Vec<IntervalRow>) + Send,
) -> StoreResult<(i64, Vec<Uuid>)> {
    let statement = declaration(since);
    connection
        .build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |snapshot| {
            let version = recognitions::version(snapshot).await?;
            let twins = match since {
                Some(since) => merges::twins_since(snapshot, since).await?,
                None => Vec::new(),
            };
            diesel::sql_query(statement).execute(snapshot).await?;
            loop {
                let fetch = format!("fetch forward {PORTION} from intervals");
                let rows: Vec<IntervalRow> = diesel::sql_query(fetch).load(snapshot).await?;
                if rows.is_empty() {
                    return Ok((version, twins));
                }
                each(rows);
            }
        })
        .await
}

fn declaration(since: Option<i64>) -> String {
    let event = OF_THE_EVENT.map(|one| code_of(one, Generation::Current));
    let holder = OF_THE_HOLDER.map(|one| code_of(one, Generation::Current));
    let place = OF_THE_PLACE.map(|(one, generation)| code_of(one, generation));
    let joined = |codes: &[String]| format!("concat({})", codes.join(&format!(", '{BETWEEN}', ")));
    let changed = since.map_or_else(String::new, |version| {
        // An array, which goes down to the tables of the view; a subquery would read all of them.
        format!(" where product_id = any (array(select product_id from recognitions where changed_in > {version}))")
    });
    format!(
        "declare intervals no scroll cursor for select id, product_id, producer_id, {} as event, {} as holder, {} as place, \
         valid_from, valid_to, extended_to, ended_on, end_reason, decision_number, continues from recognition_spans{changed}",
        joined(&event),
        joined(&holder),
        joined(&place),
    )
}
