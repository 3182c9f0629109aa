//! The chain of the audit log: its head, its entries as they were hashed, and the check that none was cut out or changed.

use crate::database::error::StoreResult;
use crate::database::schema::{audit_head, audit_log};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Entries checked with one statement: an entry may be of a hundred rows, and others want the connection too.
pub const PIECE: i64 = 1_000;

/// The hash before the first entry.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An end of the chain: who keeps one elsewhere can tell later that nothing before it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_head, check_for_backend(diesel::pg::Pg))]
pub struct ChainHead {
    /// The last position; 0 where the log is empty.
    pub position: i64,
    /// Hash of the last entry.
    pub hash: String,
}

/// An entry as it was hashed: `hash` is sha256 of `previous_hash` followed by `entry`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_log, check_for_backend(diesel::pg::Pg))]
pub struct ChainLink {
    /// From 1 without a gap.
    pub position: i64,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// In hex.
    pub hash: String,
    /// The text that was hashed: JSON.
    pub entry: String,
}

crate::text_enum! {
    /// How the chain is broken at a position.
    pub enum ChainBreach {
        /// The entry is gone.
        Missing = "missing",
        /// What the log shows is not what was hashed.
        Altered = "altered",
        /// It does not follow the entry before.
        Detached = "detached",
        /// The chain does not end here as its head says.
        WrongHead = "wrong_head",
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainCheck {
    /// The last position that was looked at.
    pub to: i64,
    /// Hash of the entry there, where there is one.
    pub hash: Option<String>,
    /// The first break, with its position.
    pub breach: Option<(i64, ChainBreach)>,
    /// The head of the chain at that moment.
    pub head: ChainHead,
}

impl ChainCheck {
    /// Where the check goes on, up to position `to`; none at the end and behind a break.
    #[must_use]
    pub fn next(&self, to: i64) -> Option<i64> {
        let more = self.breach.is_none() && self.to < to.min(self.head.position);
        more.then(|| self.to.saturating_add(1))
    }
}

/// The head of the chain.
pub async fn head(connection: &mut AsyncPgConnection) -> StoreResult<ChainHead> {
    Ok(audit_head::table
        .select(ChainHead::as_select())
        .first(connection)
        .await?)
}

/// Up to `limit` entries from position `from` to `to`, in order.
pub async fn links(
    connection: &mut AsyncPgConnection,
    from: i64,
    to: i64,
    limit: i64,
) -> StoreResult<Vec<ChainLink>> {
    Ok(audit_log::table
        .filter(audit_log::position.between(from, to))
        .order(audit_log::position)
        .limit(limit)
        .select(ChainLink::as_select())
        .load(connection)
        .await?)
}

#[derive(QueryableByName)]
struct ChainFault {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Nullable<Text>)]
    breach: Option<ChainBreach>,
    #[diesel(sql_type = Nullable<Text>)]
    hash: Option<String>,
}

/// Each position of a piece, judged; broken ones first, then from the last one down.
const JUDGE: &str = "
    with piece as (
        select numbers.position, log.hash, log.entry, log.previous_hash, log.position is null as missing,
            audit_entry(log) as shown, lag(log.hash) over (order by numbers.position) as hash_before
        from generate_series($1 - 1, $2) as numbers (position)
        left join audit_log as log on log.position = numbers.position
    ), judged as (
        select position, hash, case
            when missing then 'missing'
            when entry <> shown or hash <> audit_hash(previous_hash, entry) then 'altered'
            when previous_hash is distinct from case position when 1 then $3 else hash_before end then 'detached'
        end as breach
        from piece where position >= $1
    )
    select position, breach, hash from judged
    order by breach is null, case when breach is null then -position else position end
    limit 1";

/// Computes the hashes of positions `from` to `to` anew, up to [`PIECE`] of them, and compares them with what is stored, the
/// link to the entry before `from` included, and the head where the piece reaches it.
pub async fn check(connection: &mut AsyncPgConnection, from: i64, to: i64) -> StoreResult<ChainCheck> {
    let head = head(connection).await?;
    let from = from.max(1);
    let most = from.saturating_add(PIECE).saturating_sub(1);
    let to = to.min(head.position).min(most);
    let found: Option<ChainFault> = diesel::sql_query(JUDGE)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .bind::<Text, _>(BEGINNING)
        .get_result(connection)
        .await
        .optional()?;
    let looked = found.is_some();
    let (position, breach, hash) = found.map_or((to, None, None), |found| {
        (found.position, found.breach, found.hash)
    });
    let mut breach = breach.map(|breach| (position, breach));
    if breach.is_none() && to == head.position {
        let last: Option<i64> = audit_log::table
            .select(diesel::dsl::max(audit_log::position))
            .first(connection)
            .await?;
        let differs = looked && hash.as_ref() != Some(&head.hash);
        if differs || last.unwrap_or(0) > head.position {
            breach = Some((head.position, ChainBreach::WrongHead));
        }
    }
    Ok(ChainCheck {
        to,
        hash,
        breach,
        head,
    })
}
