//! Enums whose values are words of the contract: the same word in JSON, in the database, in queries and in the OpenAPI document.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Declares an enum with one word a variant: `as_str`, `FromStr`, `Display`, serde, OpenAPI schema. An unknown word is an error
/// that lists the known ones.
// The schema is not derived: a derive gets `$word` wrapped by the macro, and utoipa then takes the variant's name for the word.
#[macro_export]
macro_rules! word_enum {
    (@doc doc = $text:literal) => { $text };
    (@doc $($other:tt)+) => { "" };
    ($(#[$($meta:tt)+])* $vis:vis enum $name:ident {
        $($(#[$($vmeta:tt)+])* $variant:ident = $word:literal),+ $(,)?
    }) => {
        $(#[$($meta)+])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$($vmeta)+])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the contract for this value.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::text_enum::Word for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let meaning: &[&str] = &[$($crate::word_enum!(@doc $($meta)+)),*];
                let words: &[(&str, &[&str])] = &[$(($word, &[$($crate::word_enum!(@doc $($vmeta)+)),*])),+];
                $crate::text_enum::schema_of(meaning, words).into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text_enum::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::text_enum::UnknownWord { word: word.to_owned(), known: &[$($word),+] }),
                }
            }
        }

    };
}

/// A [`word_enum!`](crate::word_enum) that, with the feature `diesel`, is also a `text` column in the database.
#[macro_export]
macro_rules! text_enum {
    ($(#[$($meta:tt)+])* $vis:vis enum $name:ident { $($variants:tt)* }) => {
        $crate::word_enum! { $(#[$($meta)+])* $vis enum $name { $($variants)* } }
        $crate::text_column!($name);
    };
}

/// The enum `$name` as a column of the type `text`.
#[cfg(feature = "diesel")]
#[doc(hidden)]
#[macro_export]
macro_rules! text_column {
    ($name:ident) => {
        const _: () = {
            // Diesel's derives want a declaration: this one stands for the enum.
            #[derive(diesel::AsExpression, diesel::FromSqlRow)]
            #[diesel(foreign_derive)]
            #[diesel(sql_type = diesel::sql_types::Text)]
            #[expect(dead_code)]
            struct Column($name);
        };

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(
                    self.as_str(),
                    out,
                )
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let word = <String as diesel::deserialize::FromSql<
                    diesel::sql_types::Text,
                    diesel::pg::Pg,
                >>::from_sql(bytes)?;
                Ok(word.parse()?)
            }
        }
    };
}

/// Nobody asks for columns.
#[cfg(not(feature = "diesel"))]
#[doc(hidden)]
#[macro_export]
macro_rules! text_column {
    ($name:ident) => {};
}

/// An enum that was declared with [`text_enum!`](crate::text_enum!), for what holds of all of them.
pub trait Word: Copy + 'static {
    /// Every value, in the order of declaration.
    const ALL: &'static [Self];

    /// The word of the contract for this value.
    fn word(self) -> &'static str;
}

/// The schema of an enum: its words, and what it and each of them means, from the lines of their doc comments.
#[must_use]
pub fn schema_of(meaning: &[&str], words: &[(&str, &[&str])]) -> Schema {
    let mut description = text(meaning);
    description.push('\n');
    for (word, meaning) in words {
        description.push_str(&format!("\n* `{word}`: {}", text(meaning).replace('\n', " ")));
    }
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().map(|(word, _)| *word)))
        .description(Some(description))
        .into()
}

/// The lines of a doc comment as one text.
fn text(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// A word that is none of an enum's values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is none of {}", known.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// The words that are known.
    pub known: &'static [&'static str],
}

#[cfg(test)]
// What the macro makes is public, whoever sees the enum.
#[expect(unreachable_pub)]
mod tests {
    use super::Word;

    crate::text_enum! {
        /// Whether a shop
        /// is open.
        #[derive(Default)]
        enum Shop {
            /// Come in.
            #[default]
            OpenNow = "open_now",
            /// Come back
            /// tomorrow.
            Closed = "closed",
        }
    }

    #[test]
    fn the_schema_says_the_words_that_json_says_and_what_they_mean() {
        let schema = serde_json::to_value(<Shop as utoipa::PartialSchema>::schema()).unwrap();
        let words: Vec<_> = Shop::ALL
            .iter()
            .map(|shop| serde_json::to_value(shop).unwrap())
            .collect();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], serde_json::Value::Array(words));
        assert_eq!(
            schema["description"],
            "Whether a shop\nis open.\n\n* `open_now`: Come in.\n* `closed`: Come back tomorrow."
        );
        assert_eq!(Shop::default().word(), "open_now");
        assert_eq!("closed".parse(), Ok(Shop::Closed));
    }
}
