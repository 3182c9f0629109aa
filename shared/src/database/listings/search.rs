//! The search for records by the words of their names, of products also by those of their producers' names, the best first.
//!
//! What is found is told in tiers, each in the order of registration, so that a page begins where the one before ended: names that are what
//! is asked, names that begin so, names with all words, products with all words in both names together, and those with words that begin or are
//! spelt a little otherwise. Where all of these are empty, every word may be misspelt.
//!
//! Few findings are told by one look at the index. Of many, a tier is looked for in stretches of the register that grow until the page is full (`stretches.rs`): common words fill it in a short
//! one, rare ones have few records in a long one. So neither reads much, however many there are.

use super::NameTable;
use super::position::{ListedRow, Position};
use super::stretches::{NumberedRow, Stretches, told};
use crate::database::conditions::{Bound, Conditions};
use crate::database::error::StoreResult;
use crate::domain::search::{looked_up, may_mean, neighbourhood, respaced, slips, trigrams};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashSet;

/// Findings that are put in order at once; of more, each tier is asked for.
const FEW: i64 = 200;

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
    /// Whatever a search finds, in another order.
    pub(super) const ANY: Option<Self> = None;

    /// Its place in the order, as cursors have it.
    const fn number(self) -> i32 {
        match self {
            Self::Same => 0,
            Self::Beginning => 1,
            Self::Named => 2,
            Self::Both => 3,
            Self::Similar => 4,
            Self::Misspelt => 5,
        }
    }
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
        // The last word may not be written to its end yet; of the others only what nobody has may be cut off.
        let cut_off = |row: &KnownWord| asked.last() == Some(&row.asked) || unknown.contains(&row.asked);
        others.extend(begun.into_iter().filter(cut_off));
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
            Some((tier.parse().ok()?, number.parse().ok()?))
        });
        let mut found = self.rows(connection, conditions, from, limit).await?;
        if from.map_or(found.is_empty(), |(tier, _)| {
            tier == SearchTier::Misspelt.number()
        }) {
            found = self.misspelt(connection, conditions.clone(), from, limit).await?;
        }
        let listed = found.into_iter().map(|row| ListedRow {
            id: row.id,
            value: format!("{} {}", row.tier, row.number),
        });
        Ok(listed.collect())
    }

    /// Those in all tiers but the last, after the tier and number `from`.
    async fn rows(
        &self,
        connection: &mut AsyncPgConnection,
        conditions: &Conditions,
        from: Option<(i32, i64)>,
        limit: i64,
    ) -> StoreResult<Vec<NumberedRow>> {
        let of_names = [SearchTier::Same, SearchTier::Beginning];
        let mut found = self.tiers(connection, conditions, &of_names, from, limit).await?;
        let wanted = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(limit));
        if wanted == 0 {
            return Ok(found);
        }
        if let Some(few) = self.few(connection, conditions.clone()).await? {
            let later = |row: &NumberedRow| from.is_none_or(|from| (row.tier, row.number) > from);
            found.extend(
                few.into_iter()
                    .filter(later)
                    .take(usize::try_from(wanted).unwrap_or_default()),
            );
            return Ok(found);
        }
        let of_words = [SearchTier::Named, SearchTier::Both, SearchTier::Similar];
        found.extend(
            self.tiers(connection, conditions, &of_words, from, wanted)
                .await?,
        );
        Ok(found)
    }

    /// Those in `tiers`, one after the other, after the tier and number `from`.
    async fn tiers(
        &self,
        connection: &mut AsyncPgConnection,
        conditions: &Conditions,
        tiers: &[SearchTier],
        from: Option<(i32, i64)>,
        limit: i64,
    ) -> StoreResult<Vec<NumberedRow>> {
        let mut found: Vec<NumberedRow> = Vec::new();
        for tier in tiers
            .iter()
            .filter(|tier| from.is_none_or(|(first, _)| first <= tier.number()))
        {
            let wanted = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(limit));
            if wanted == 0 {
                break;
            }
            let after = from
                .filter(|(first, _)| *first == tier.number())
                .map(|(_, last)| last);
            let mut conditions = conditions.clone();
            self.require(&mut conditions, Some(*tier));
            let stretches = match tier {
                SearchTier::Same => Stretches::Whole,
                SearchTier::Beginning => Stretches::Names,
                _ => Stretches::Words,
            };
            let number = tier.number().to_string();
            found.extend(
                told(
                    connection,
                    self.names,
                    conditions,
                    (stretches, &number),
                    (after, wanted),
                )
                .await?,
            );
        }
        Ok(found)
    }

    /// All that is found by the index over words, the best first, where it is little: so one look at the index tells all tiers.
    async fn few(
        &self,
        connection: &mut AsyncPgConnection,
        mut conditions: Conditions,
    ) -> StoreResult<Option<Vec<NumberedRow>>> {
        let all = if self.asked.len() == 1 {
            each(&mut conditions, &self.similar)
        } else {
            self.any_tier(&mut conditions)
        };
        let begins = self.begins(&mut conditions);
        let same = self.same(&mut conditions);
        conditions.require(format!("{all} and not {begins} and not {same}"));
        let named = any(&mut conditions, &self.asked, "=");
        let both = any(&mut conditions, &self.asked, "");
        let [in_name, in_both, other] =
            [SearchTier::Named, SearchTier::Both, SearchTier::Similar].map(SearchTier::number);
        let tier = format!("case when {named} then {in_name} when {both} then {in_both} else {other} end");
        let mut rows = told(
            connection,
            self.names,
            conditions,
            (Stretches::Words, &tier),
            (None, FEW),
        )
        .await?;
        rows.sort_by_key(|row| (row.tier, row.number));
        Ok(i64::try_from(rows.len())
            .is_ok_and(|found| found < FEW)
            .then_some(rows))
    }

    /// Those of the last tier, after the tier and number `from`.
    async fn misspelt(
        &self,
        connection: &mut AsyncPgConnection,
        mut conditions: Conditions,
        from: Option<(i32, i64)>,
        limit: i64,
    ) -> StoreResult<Vec<NumberedRow>> {
        let asked = self.words();
        let others = slips_of(connection, asked).await?;
        let any = each(&mut conditions, &meanings(asked, &others));
        conditions.require(any);
        let tier = SearchTier::Misspelt.number().to_string();
        let after = from.map(|(_, last)| last);
        told(
            connection,
            self.names,
            conditions,
            (Stretches::Words, &tier),
            (after, limit),
        )
        .await
    }

    /// Adds that products are found in `tier`; in any, where none is named.
    pub(super) fn require(&self, conditions: &mut Conditions, tier: Option<SearchTier>) {
        let text = match tier {
            Some(SearchTier::Same) => self.same(conditions),
            Some(SearchTier::Beginning) => {
                format!("{} and not {}", self.begins(conditions), self.same(conditions))
            }
            Some(SearchTier::Named) => format!(
                "{} and not {} and not {}",
                any(conditions, &self.asked, "="),
                self.begins(conditions),
                self.same(conditions)
            ),
            Some(SearchTier::Both) => format!(
                "{} and not {} and not {}",
                any(conditions, &self.asked, ""),
                any(conditions, &self.asked, "="),
                self.begins(conditions)
            ),
            Some(SearchTier::Similar) => format!(
                "{} and not {} and not {}",
                each(conditions, &self.similar),
                any(conditions, &self.asked, ""),
                self.begins(conditions)
            ),
            Some(SearchTier::Misspelt) | None => self.any_tier(conditions),
        };
        conditions.require(text);
    }

    /// That all words are found, or others in their place.
    fn any_tier(&self, conditions: &mut Conditions) -> String {
        let both = any(conditions, &self.asked, "");
        format!("({both} or {})", each(conditions, &self.similar))
    }

    /// The words as they were asked.
    fn words(&self) -> &[String] {
        self.asked
            .as_slice()
            .first()
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// That the name begins as asked.
    fn begins(&self, conditions: &mut Conditions) -> String {
        let name = self.words().join(" ");
        let from = conditions.bind(Bound::Text(name.clone()));
        let to = conditions.bind(Bound::Text(name + "{"));
        format!("(l.name >= {from} and l.name < {to})")
    }

    /// That the name is what is asked.
    fn same(&self, conditions: &mut Conditions) -> String {
        let names = self.asked.iter().map(|words| words.join(" ")).collect();
        format!("l.name = any({})", conditions.bind(Bound::Texts(names)))
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

/// That a record has all words of one of `sets`, each after `before`.
fn any(conditions: &mut Conditions, sets: &[Vec<String>], before: &str) -> String {
    let texts: Vec<String> = sets.iter().map(|words| all(conditions, words, before)).collect();
    format!("({})", texts.join(" or "))
}

/// That a record has all of `words`, each after `before`. Those that others stand for are checked in the records that are found.
fn all(conditions: &mut Conditions, words: &[String], before: &str) -> String {
    let mut bind = |words: Vec<String>| {
        let words = words.iter().map(|word| format!("{before}{word}")).collect();
        conditions.bind(Bound::Texts(words))
    };
    let (looked, checked) = looked_up(words);
    let looked = format!("l.words @> {}", bind(looked));
    if checked.is_empty() {
        return looked;
    }
    // Joined to nothing, the column is none that the index knows.
    format!("({looked} and (l.words || '{{}}') @> {})", bind(checked))
}

/// That there is a word of each of `sets`.
fn each(conditions: &mut Conditions, sets: &[Vec<String>]) -> String {
    let (sure, open): (Vec<_>, Vec<_>) = sets.iter().partition(|words| words.len() == 1);
    let mut texts: Vec<String> = open
        .into_iter()
        .map(|words| format!("l.words && {}", conditions.bind(Bound::Texts(words.clone()))))
        .collect();
    if !sure.is_empty() {
        let sure: Vec<String> = sure.into_iter().flatten().cloned().collect();
        texts.push(all(conditions, &sure, ""));
    }
    format!("({})", texts.join(" and "))
}
