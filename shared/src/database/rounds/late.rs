//! Dossiers that missed a date of their round.

use super::Round;
use crate::database::error::StoreResult;
use crate::domain::application_kind::ApplicationKind;
use crate::domain::workflow::DossierState;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

crate::text_enum! {
    /// Which date a dossier missed.
    pub enum MissedDate {
        /// It was not sent on in time (chuyển quá hạn).
        Sending = "sending",
        /// It was not decided in time (quá hạn công nhận).
        Decision = "decision",
    }
}

/// A dossier that missed a date of a round.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct LateDossier {
    /// The dossier.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Its product.
    #[diesel(sql_type = SqlUuid)]
    pub product_id: Uuid,
    /// Name of the product.
    #[diesel(sql_type = Text)]
    pub product_name: String,
    /// First, upgrade or renewal.
    #[diesel(sql_type = Text)]
    pub kind: ApplicationKind,
    /// Commune in today's boundaries.
    #[diesel(sql_type = Text)]
    pub commune_code: String,
    /// Where it stands.
    #[diesel(sql_type = Text)]
    pub state: DossierState,
    /// The date it missed.
    #[diesel(sql_type = Text)]
    pub missed: MissedDate,
    /// The day it was sent on, Vietnamese time, where it was.
    #[diesel(sql_type = Nullable<Date>)]
    pub sent_on: Option<NaiveDate>,
    /// The day the level was done with it, where it is.
    #[diesel(sql_type = Nullable<Date>)]
    pub decided_on: Option<NaiveDate>,
}

/// Up to `limit` dossiers after `after` that had missed a date of `round` by `today`, in the order of their ids.
///
/// Sending: handed in within the year before the round's day and not sent on before it, unless taken back. Decision: sent on for
/// the round or before one of its councils, and not decided when the round's day came; decided since then or not. What missed
/// both is told with the decision.
pub async fn late_dossiers(
    connection: &mut AsyncPgConnection,
    round: &Round,
    today: NaiveDate,
    after: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<LateDossier>> {
    Ok(diesel::sql_query(
        "select d.id, d.product_id, p.name as product_name, d.kind, d.current_commune_code as commune_code, d.state,
             case when undecided.late then 'decision' else 'sending' end as missed, sent.day as sent_on,
             own.decided_on
         from dossiers d
         join products p on p.id = d.product_id
         left join lateral (
             select min(e.occurred_at at time zone 'Asia/Ho_Chi_Minh')::date as day from dossier_events e
             where e.dossier_id = d.id and e.action = case $1 when 'province' then 'send_on' else 'propose' end
         ) as sent on true
         left join dossier_rounds own on own.dossier_id = d.id and own.round_id = $6
         cross join lateral (
             select $4 <= $5 and (
                 own.decided_on >= $4
                 or (own.round_id is not null and own.decided_on is null)
                 or (d.state in ('at_council', 'being_rated', 'scored', 'at_ministry_council', 'being_rated_by_ministry',
                         'scored_by_ministry')
                     and exists (select from council_dossiers cd join councils c on c.id = cd.council_id
                         where cd.dossier_id = d.id and c.round_id = $6))) as late
         ) as undecided
         where ($2::text is null or d.current_province_code = $2)
           and (coalesce(undecided.late, false)
             or ($3 <= $5 and d.state <> 'withdrawn' and d.handed_in_on < $3 and d.handed_in_on >= $3 - 365
                 and (sent.day >= $3
                   or (sent.day is null and $1 = 'province' and d.state in ('at_commune', 'returned'))
                   or (sent.day is null and $1 = 'central' and d.state = 'scored' and d.stars = 5))))
           and ($7::uuid is null or d.id > $7)
         order by d.id
         limit $8",
    )
    .bind::<Text, _>(round.level)
    .bind::<Nullable<Text>, _>(&round.province_code)
    .bind::<Date, _>(round.sent_before)
    .bind::<Date, _>(round.decided_before)
    .bind::<Date, _>(today)
    .bind::<SqlUuid, _>(round.id)
    .bind::<Nullable<SqlUuid>, _>(after)
    .bind::<BigInt, _>(limit)
    .load(connection)
    .await?)
}
