//! JSON that is carried and not looked into: kept as its text, read where somebody needs it.

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Json;
use diesel::{AsExpression, FromSqlRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::io::Write;

/// A JSON document in a column of type `json`; a tree of values would cost ten times its size.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Json)]
pub struct JsonText(Box<RawValue>);

impl JsonText {
    /// The text of `value`.
    ///
    /// # Errors
    /// Where it has no JSON form.
    pub fn of(value: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// What it says.
    ///
    /// # Errors
    /// Where it says something else.
    pub fn parse<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.0.get())
    }

    /// Its text to the byte, as the database keeps it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// The document as it is, to be written into another one.
    #[must_use]
    pub fn into_raw(self) -> Box<RawValue> {
        self.0
    }
}

impl ToSql<Json, Pg> for JsonText {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.get().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Json, Pg> for JsonText {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let text = std::str::from_utf8(value.as_bytes())?.to_owned();
        Ok(Self(RawValue::from_string(text)?))
    }
}
