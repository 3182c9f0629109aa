//! Answers as they are kept and sent, and what they are kept by.

use crate::formats::Form;
use api_http::extract::ETag;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use shared::hex::short_hex;
use std::hash::{Hash, Hasher};

/// A question in a form, whatever type it is of: the digest of all that is hashed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AnswerKey([u8; 32]);

impl AnswerKey {
    /// The key of what is asked under `name`.
    pub(crate) fn of(name: &str, question: impl Hash, form: Form) -> Self {
        let mut digester = Digester(Sha256::new());
        (name, question, form).hash(&mut digester);
        Self(digester.0.finalize().into())
    }
}

/// `Hash` feeds it; unlike a hash of 64 bits its digest names the question, nobody finds two questions with the same.
struct Digester(Sha256);

impl Hasher for Digester {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Never asked for: the digest is taken whole.
    fn finish(&self) -> u64 {
        0
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct KeptAnswer {
    /// Name of the statistic, for the names of files.
    pub(crate) name: &'static str,
    /// The version of the statistics; 0 where it does not depend on that.
    pub(crate) version: i64,
    pub(crate) etag: ETag,
    pub(crate) body: Bytes,
    /// The cursor of the page that follows this one.
    pub(crate) next: Option<String>,
}

impl KeptAnswer {
    /// An answer that holds for `version`: its tag needs no look at the body, and every process gives the same one.
    pub(crate) fn of_version(name: &'static str, version: i64, key: AnswerKey, body: Bytes) -> Self {
        Self {
            name,
            version,
            etag: ETag::of_text(&format!("{version}-{}", short_hex(&key.0))),
            body,
            next: None,
        }
    }

    /// An answer that holds as long as counting again gives the same.
    pub(crate) fn of_content(name: &'static str, key: AnswerKey, body: Bytes) -> Self {
        let digest = Sha256::new().chain_update(key.0).chain_update(&body).finalize();
        Self {
            name,
            version: 0,
            etag: ETag::of_text(&short_hex(&digest)),
            body,
            next: None,
        }
    }

    /// The same in memory of its own: who sends it counts up and down who holds it, and threads that do so to the same count wait
    /// for each other.
    pub(crate) fn apart(&self) -> Self {
        Self {
            etag: self.etag.apart(),
            body: Bytes::copy_from_slice(&self.body),
            next: self.next.clone(),
            ..*self
        }
    }

    /// About what it takes in memory, for the bound of the cache.
    pub(crate) fn weight(&self) -> u32 {
        /// Key, tag and the cache's own.
        const OVERHEAD: usize = 512;
        u32::try_from(self.body.len().saturating_add(OVERHEAD)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Format;
    use shared::domain::language::Language;

    #[test]
    fn every_part_of_a_question_makes_another_key() {
        let form = |format, language| Form { format, language };
        let json = form(Format::Json, Language::Vi);
        let keys = [
            AnswerKey::of("products", ("ab", "c"), json),
            AnswerKey::of("products", ("a", "bc"), json),
            AnswerKey::of("series", ("ab", "c"), json),
            AnswerKey::of("products", ("ab", "c"), form(Format::Csv, Language::Vi)),
            AnswerKey::of("products", ("ab", "c"), form(Format::Json, Language::En)),
        ];
        let different: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert_eq!(keys[0], AnswerKey::of("products", ("ab", "c"), json));
    }

    #[test]
    fn the_tag_of_a_content_stays_while_the_content_does() {
        let key = AnswerKey::of("funnel", 1, Form::default());
        let tag = |body| KeptAnswer::of_content("funnel", key, Bytes::from_static(body)).etag;
        assert_eq!(tag(b"{}"), tag(b"{}"));
        assert_ne!(tag(b"{}"), tag(b"{1}"));
    }
}
