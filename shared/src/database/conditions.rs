//! Conditions of a statement that is put together from what is asked, with the values they are bound to.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{Array, BigInt, Date, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// A value in the place of `$1`, `$2` and so on.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Text(String),
    Texts(Vec<String>),
    Id(Uuid),
    Small(i16),
    Number(i64),
    Day(NaiveDate),
    Moment(DateTime<Utc>),
}

/// Conditions, all of which hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    texts: Vec<String>,
    bounds: Vec<Bound>,
}

/// A statement whose values are not bound yet.
pub(super) type Statement<'a> = BoxedSqlQuery<'a, Pg, diesel::query_builder::SqlQuery>;

impl Conditions {
    /// The place of `bound` in the statement.
    pub(super) fn bind(&mut self, bound: Bound) -> String {
        self.bounds.push(bound);
        format!("${}", self.bounds.len())
    }

    /// Adds a condition.
    pub(super) fn require(&mut self, text: String) {
        self.texts.push(text);
    }

    /// Adds the condition `text`, in which `{}` stands for `bound`.
    pub(super) fn compare(&mut self, text: &str, bound: Bound) {
        let place = self.bind(bound);
        self.require(text.replace("{}", &place));
    }

    /// Adds one condition around all that `add` adds: `text`, in which `{}` stands for those.
    pub(super) fn nest(&mut self, text: &str, add: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.texts);
        add(self);
        let nested = text.replace("{}", &self.text());
        self.texts = before;
        self.require(nested);
    }

    /// All of them.
    pub(super) fn text(&self) -> String {
        if self.texts.is_empty() {
            return "true".to_owned();
        }
        self.texts.join(" and ")
    }

    /// Whether one of them speaks of the table that goes by `name`, such as `p.`.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.texts.iter().any(|text| text.contains(name))
    }

    /// `sql` with its values.
    pub(super) fn statement<'a>(self, sql: String) -> Statement<'a> {
        let statement = diesel::sql_query(sql).into_boxed::<Pg>();
        self.bounds
            .into_iter()
            .fold(statement, |statement, bound| match bound {
                Bound::Text(value) => statement.bind::<Text, _>(value),
                Bound::Texts(value) => statement.bind::<Array<Text>, _>(value),
                Bound::Id(value) => statement.bind::<SqlUuid, _>(value),
                Bound::Small(value) => statement.bind::<SmallInt, _>(value),
                Bound::Number(value) => statement.bind::<BigInt, _>(value),
                Bound::Day(value) => statement.bind::<Date, _>(value),
                Bound::Moment(value) => statement.bind::<Timestamptz, _>(value),
            })
    }
}
