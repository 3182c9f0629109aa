//! What one thread has answered lately, by the query as it was written: a poll that repeats is neither parsed nor hashed
//! into a question again, and no lock is taken.

use super::answer::KeptAnswer;
use chrono::NaiveDate;
use shared::domain::access::Scope;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Scopes a thread remembers, and queries it remembers of each: beyond that it forgets all and begins again.
const SCOPES: usize = 64;
const QUERIES: usize = 64;

/// Lives in the application of each thread.
#[derive(Debug, Default)]
pub(crate) struct RecentPolls(RefCell<HashMap<Scope, HashMap<String, Recent>>>);

#[derive(Debug)]
struct Recent {
    /// The day on which it was asked: without `as_of` the answer is that day's.
    today: NaiveDate,
    answer: Arc<KeptAnswer>,
}

impl RecentPolls {
    /// The answer to `query` within `scope`, if it was given `today` at this `version`.
    pub(super) fn find(
        &self,
        scope: &Scope,
        query: &str,
        today: NaiveDate,
        version: i64,
    ) -> Option<Arc<KeptAnswer>> {
        let scopes = self.0.borrow();
        let recent = scopes.get(scope)?.get(query)?;
        (recent.today == today && recent.answer.version == version).then(|| Arc::clone(&recent.answer))
    }

    /// Remembers an answer in place of an older one.
    pub(super) fn keep(&self, scope: &Scope, query: &str, today: NaiveDate, answer: Arc<KeptAnswer>) {
        let mut scopes = self.0.borrow_mut();
        if scopes.len() >= SCOPES && !scopes.contains_key(scope) {
            scopes.clear();
        }
        let queries = scopes.entry(scope.clone()).or_default();
        if queries.len() >= QUERIES {
            queries.clear();
        }
        queries.insert(query.to_owned(), Recent { today, answer });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ETag;

    const QUERY: &str = "by=stars";

    fn kept(version: i64) -> Arc<KeptAnswer> {
        Arc::new(KeptAnswer {
            version,
            etag: ETag::of_text(&version.to_string()),
            body: bytes::Bytes::new(),
        })
    }

    #[test]
    fn an_answer_is_found_for_its_scope_query_day_and_version_only() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let recent = RecentPolls::default();
        recent.keep(&Scope::Nation, QUERY, today, kept(7));
        let find = |scope: &Scope, query, day, version| recent.find(scope, query, day, version).is_some();
        assert!(find(&Scope::Nation, QUERY, today, 7));
        assert!(!find(&Scope::Nation, QUERY, today, 8));
        assert!(!find(&Scope::Nation, QUERY, today.succ_opt().unwrap(), 7));
        assert!(!find(&Scope::Nation, "by=kind", today, 7));
        assert!(!find(&Scope::Province("25".to_owned()), QUERY, today, 7));
    }

    #[test]
    fn memory_stays_bounded() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let recent = RecentPolls::default();
        for number in 0..1000 {
            let scope = Scope::Province(number.to_string());
            recent.keep(&scope, QUERY, today, kept(1));
            recent.keep(&Scope::Nation, &number.to_string(), today, kept(1));
        }
        let scopes = recent.0.borrow();
        assert!(scopes.len() <= SCOPES);
        assert!(scopes.values().all(|queries| queries.len() <= QUERIES));
    }
}
