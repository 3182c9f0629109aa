//! The search for records by the words of their names, of products also by those of their producers' names, the best first.
//!
//! What is found is told in tiers, each in the order of registration, so that a page begins where the one before ended: names that are what
//! is asked, names that begin so, names with all words, products with all words in both names together, and those with words that begin or are
//! spelt a little otherwise. Where all of these are empty, every word may be misspelt.
//!
//! A tier is looked for in two ways. Common words are met soon in the first [`NEAR`] records; rare ones have few in the
//! index. So neither reads much, however many there are.

use super::NameTable;
use super::position::{ListedRow, Position};
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use crate::domain::search::{may_mean, neighbourhood, respaced, slips, trigrams};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashSet;

/// Records that are looked through for common words.
const NEAR: i64 = 5_000;

/// How well what is found fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SearchTier {
    /// The name is what is asked.
    Same,
    /// It begins so.
    Beginning,
    /// It has all words.
    Named,
    /// They are in both names together.
    Both,
    /// Some words are longer, or are spelt otherwise and nobody's as they are asked.
    Similar,
    /// Any word may be spelt otherwise.
    Misspelt,
}

impl SearchTier {
    /// All but the last, which counts where these are empty.
    const ALL: [Self; 5] = [
        Self::Same,
        Self::Beginning,
        Self::Named,
        Self::Both,
        Self::Similar,
    ];
    /// Whatever a search finds, in another order.
    pub(super) const ANY: Option<Self> = None;
}

/// What is asked, with the words of names that it may mean.
pub(super) struct WordSearch {
    /// Where it searches.
    names: &'static NameTable,
    /// The words in each way of setting blanks; first as they were asked.
    asked: Vec<Vec<String>>,
    /// For each word as asked: itself, words that begin so, and those it may be a slip for where nobody has it.
    similar: Vec<Vec<String>>,
}

/// A word of names, beside the word of the search that it is found by.
#[derive(QueryableByName)]
struct KnownWord {
    #[diesel(sql_type = Text)]
    asked: String,
    #[diesel(sql_type = Text)]
    word: String,
}

impl WordSearch {
    /// What `asked`, words as they are folded, may mean.
    pub(super) async fn of(
        connection: &mut AsyncPgConnection,
        names: &'static NameTable,
        asked: &[String],
    ) -> StoreResult<Self> {
        let rows: Vec<KnownWord> = diesel::sql_query(
            "select '' as asked, word from search_words where word = any($2)
             union all
             select q.word, w.word from unnest($1) as q (word) cross join lateral (
                 select word from search_words where length(q.word) > 1 and word > q.word collate \"C\"
                    and word < (q.word || '{') collate \"C\" order by word limit 30) as w",
        )
        .bind::<Array<Text>, _>(asked)
        .bind::<Array<Text>, _>(neighbourhood(asked))
        .load(connection)
        .await?;
        let (known, begun): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.asked.is_empty());
        let known: HashSet<String> = known.into_iter().map(|row| row.word).collect();
        let unknown: Vec<String> = asked
            .iter()
            .filter(|word| !known.contains(*word))
            .cloned()
            .collect();
        let mut others = slips_of(connection, &unknown).await?;
        others.extend(begun);
        let mut ways = vec![asked.to_vec()];
        ways.extend(respaced(asked, &known));
        Ok(Self {
            names,
            similar: meanings(asked, &others),
            asked: ways,
        })
    }

    /// Up to `limit` products that keep `conditions`, the best first.
    pub(super) async fn ranked(
        &self,
        connection: &mut AsyncPgConnection,
        conditions: &Conditions,
        after: Option<Position>,
        limit: i64,
    ) -> StoreResult<Vec<ListedRow>> {
        let from = after.and_then(|(value, _)| {
            let (tier, number) = value.split_once(' ')?;
            Some((tier.parse::<usize>().ok()?, number.parse::<i64>().ok()?))
        });
        let first = from.map_or(0, |(tier, _)| tier);
        let mut found = Vec::new();
        let tiers = SearchTier::ALL
            .into_iter()
            .chain([SearchTier::Misspelt])
            .enumerate()
            .skip(first);
        for (number, tier) in tiers {
            let wanted = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(limit));
            let alone = from.map_or(found.is_empty(), |(of, _)| of == number);
            if wanted == 0 || tier == SearchTier::Misspelt && !alone {
                break;
            }
            let after = from.filter(|(of, _)| *of == number).map(|(_, last)| last);
            let mut conditions = conditions.clone();
            match (tier, self.asked.as_slice().first()) {
                (SearchTier::Misspelt, Some(asked)) => {
                    let others = slips_of(connection, asked).await?;
                    let any = each(&mut conditions, &meanings(asked, &others));
                    conditions.require(any);
                }
                _ => self.require(&mut conditions, Some(tier)),
            }
            found.extend(
                self.tell(connection, conditions, (number, tier), after, wanted)
                    .await?,
            );
        }
        Ok(found)
    }

    /// Adds that products are found in `tier`; in any, where none is named.
    pub(super) fn require(&self, conditions: &mut Conditions, tier: Option<SearchTier>) {
        let both = |conditions: &mut Conditions| any(conditions, "l.words @> {}", &self.asked);
        let named =
            |conditions: &mut Conditions| any(conditions, "string_to_array(l.name, ' ') @> {}", &self.asked);
        let begins = |conditions: &mut Conditions| {
            let words = self.asked.as_slice().first();
            let name = words.map(|words| words.join(" ")).unwrap_or_default();
            let (from, to) = (
                conditions.bind(Bound::Text(name.clone())),
                conditions.bind(Bound::Text(name + "{")),
            );
            format!("(l.name >= {from} and l.name < {to})")
        };
        let same = |conditions: &mut Conditions| {
            let names = self.asked.iter().map(|words| words.join(" ")).collect();
            format!("l.name = any({})", conditions.bind(Bound::Texts(names)))
        };
        let text = match tier {
            Some(SearchTier::Same) => same(conditions),
            Some(SearchTier::Beginning) => {
                format!("{} and not {}", begins(conditions), same(conditions))
            }
            Some(SearchTier::Named) => format!(
                "{} and not {} and not {}",
                named(conditions),
                begins(conditions),
                same(conditions)
            ),
            Some(SearchTier::Both) => format!(
                "{} and not {} and not {}",
                both(conditions),
                named(conditions),
                begins(conditions)
            ),
            Some(SearchTier::Similar) => {
                let similar = each(conditions, &self.similar);
                format!(
                    "{similar} and not {} and not {}",
                    both(conditions),
                    begins(conditions)
                )
            }
            Some(SearchTier::Misspelt) | None => {
                format!("({} or {})", both(conditions), each(conditions, &self.similar))
            }
        };
        conditions.require(text);
    }

    /// The records of a tier after the one with the number `after`.
    async fn tell(
        &self,
        connection: &mut AsyncPgConnection,
        mut conditions: Conditions,
        (tier, fits): (usize, SearchTier),
        after: Option<i64>,
        limit: i64,
    ) -> StoreResult<Vec<ListedRow>> {
        let after = conditions.bind(Bound::Number(after.unwrap_or_default()));
        let place = conditions.bind(Bound::Number(limit));
        let all = conditions.text();
        let joined = if conditions.mentions("p.") {
            self.names.joined
        } else {
            ""
        };
        let NameTable { table, id, .. } = self.names;
        let shown = format!("{id} as id, '{tier} ' || number as value");
        if fits > SearchTier::Same {
            let sql = format!(
                "select l.{shown} from (select * from {table} where number > {after} order by number limit {NEAR}) as l
                 {joined} where {all} order by number limit {place}"
            );
            let rows: Vec<ListedRow> = conditions.clone().statement(sql).load(connection).await?;
            if i64::try_from(rows.len()).is_ok_and(|found| found >= limit) {
                return Ok(rows);
            }
        }
        let sql = format!(
            "with hits as materialized (select l.{id}, l.number from {table} as l {joined} where {all})
             select {shown} from hits where number > {after} order by number limit {place}"
        );
        Ok(conditions.statement(sql).load(connection).await?)
    }
}

/// For each word that is asked: itself and those of `others` that are found by it.
fn meanings(asked: &[String], others: &[KnownWord]) -> Vec<Vec<String>> {
    let meant = |word: &String| {
        let found = others.iter().filter(|row| row.asked == *word);
        let mut words: Vec<String> = found.map(|row| row.word.clone()).collect();
        words.push(word.clone());
        words
    };
    asked.iter().map(meant).collect()
}

/// Words of names that each of `asked` may be a slip for.
async fn slips_of(connection: &mut AsyncPgConnection, asked: &[String]) -> StoreResult<Vec<KnownWord>> {
    let mut found = Vec::new();
    // Numbers are no words: each is as near to the next as a slip.
    let numbered = |word: &String| word.contains(|letter: char| letter.is_ascii_digit());
    for word in asked.iter().filter(|word| slips(word) > 0 && !numbered(word)) {
        let near: Vec<KnownWord> = diesel::sql_query(
            "select $1 as asked, word from search_words
             where trigrams && $2 and length(word) between length($1) - 2 and length($1) + 2
             order by cardinality(array(select unnest(trigrams) intersect select unnest($2))) desc, word limit 50",
        )
        .bind::<Text, _>(word)
        .bind::<Array<Text>, _>(trigrams(word))
        .load(connection)
        .await?;
        found.extend(near.into_iter().filter(|row| may_mean(word, &row.word)));
    }
    Ok(found)
}

/// That one of `sets` keeps `condition`.
fn any(conditions: &mut Conditions, condition: &str, sets: &[Vec<String>]) -> String {
    let texts: Vec<String> = sets
        .iter()
        .map(|words| condition.replace("{}", &conditions.bind(Bound::Texts(words.clone()))))
        .collect();
    format!("({})", texts.join(" or "))
}

/// That there is a word of each of `sets`.
fn each(conditions: &mut Conditions, sets: &[Vec<String>]) -> String {
    let texts: Vec<String> = sets
        .iter()
        .map(|words| format!("l.words && {}", conditions.bind(Bound::Texts(words.clone()))))
        .collect();
    format!("({})", texts.join(" and "))
}
