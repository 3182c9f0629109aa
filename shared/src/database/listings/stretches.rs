//! Records in the order in which they came, looked for in stretches that grow until a page is full.
//!
//! The register is cut in blocks of three sizes, and the index over words tells in which of them a record came (`listing_blocks` of the
//! migrations). A stretch is the block of the record that the page begins after, and the next one of its size. If a short stretch does not
//! fill the page, few records fit in a longer one: at most some hundred are read for a page, whether one in two fits or one in a million.

use super::NameTable;
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

/// Binary digits of a number within a block of each size, the smallest first.
const BLOCKS: [u32; 3] = [10, 14, 18];

/// What finds the records, and so in which stretches they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretches {
    /// The whole register: the index over names has few.
    Whole,
    /// The smallest blocks, then the whole: the index over names tells their numbers without the records.
    Names,
    /// Blocks of each size, then the whole: the index over words.
    Words,
}

/// A record with its number in the order of registration and how well it fits.
#[derive(Clone, Copy, QueryableByName)]
pub(super) struct NumberedRow {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub(super) number: i64,
    #[diesel(sql_type = Integer)]
    pub(super) tier: i32,
}

/// The first `limit` records after the one with the number `after` that keep `conditions`; `tier` is the SQL of how well each fits.
pub(super) async fn told(
    connection: &mut AsyncPgConnection,
    names: &NameTable,
    mut conditions: Conditions,
    (stretches, tier): (Stretches, &str),
    (after, limit): (Option<i64>, i64),
) -> StoreResult<Vec<NumberedRow>> {
    let NameTable { table, id, .. } = names;
    let joined = if conditions.mentions("p.") {
        names.joined
    } else {
        ""
    };
    let kept = conditions.text();
    let limit = conditions.bind(Bound::Number(limit));
    let (mut parts, mut found): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (within, last) in stretches.conditions(&mut conditions, after.unwrap_or_default()) {
        let (name, before) = (format!("s{}", parts.len()), found.join(" union all "));
        // PostgreSQL asks this before it reads: the first stretch that fills the page is the last that is read.
        let wanted = if before.is_empty() {
            String::new()
        } else {
            format!("(select count(*) from ({before}) as f) < {limit} and ")
        };
        // The sum keeps it from reading in the order of numbers until enough records fit, which may be the whole table.
        parts.push(format!(
            "{name} as materialized (select l.{id} as id, l.number, {tier} as tier from {table} as l {joined}
             where {wanted}{within} and l.number > {last} and {kept} order by l.number + 0 limit {limit})"
        ));
        found.push(format!("select id, number, tier from {name}"));
    }
    let sql = format!(
        "with {} select id, number, tier from ({}) as f order by number limit {limit}",
        parts.join(", "),
        found.join(" union all ")
    );
    Ok(conditions.statement(sql).load(connection).await?)
}

impl Stretches {
    /// Those after the record with the number `last`: for each what its records fit, and the last number of the one before.
    fn conditions(self, conditions: &mut Conditions, mut last: i64) -> Vec<(String, i64)> {
        let mut all = Vec::new();
        for (level, digits) in (1..).zip(self.blocks()) {
            let block = last >> digits;
            let end = ((block + 2) << digits) - 1;
            let within = if self == Self::Words {
                let blocks = [block, block + 1].map(|block| format!("{level}:{block}"));
                format!("l.words && {}", conditions.bind(Bound::Texts(blocks.to_vec())))
            } else {
                format!("l.number <= {}", conditions.bind(Bound::Number(end)))
            };
            all.push((within, std::mem::replace(&mut last, end)));
        }
        all.push(("true".to_owned(), last));
        all
    }

    /// The sizes of blocks in which is looked before the whole register.
    fn blocks(self) -> impl Iterator<Item = u32> {
        let sizes = match self {
            Self::Whole => 0,
            Self::Names => 1,
            Self::Words => BLOCKS.len(),
        };
        BLOCKS.into_iter().take(sizes)
    }
}
