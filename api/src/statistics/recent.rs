//! What one thread has answered lately, by the query as it was written: a poll that repeats is neither parsed nor hashed
//! into a question again, and no lock is taken.

use crate::formats::Form;
use crate::memory::kept::KeptAnswer;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use shared::domain::access::Scope;
use std::cell::RefCell;
use std::rc::Rc;

/// Scopes a thread remembers, and queries it remembers of each: beyond that it forgets all and begins again.
const SCOPES: usize = 64;
const QUERIES: usize = 64;
/// The largest answer a thread remembers, in bytes; larger ones are in the memory that all threads share.
const LARGEST: usize = 16 * 1024;

/// Lives in the application of each thread. So few are kept that a hash which an attacker foresees costs nothing.
#[derive(Debug, Default)]
pub(crate) struct RecentPolls(RefCell<FxHashMap<Scope, FxHashMap<String, Vec<Recent>>>>);

/// What is asked beside the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PollKey<'a> {
    /// The statistic, as its path has it: the folder and the name.
    path: (&'a str, &'a str),
    /// Its format and language.
    form: Form,
    /// The day on which it is asked: without `as_of` the answer is that day's.
    today: NaiveDate,
    /// The size below which numbers are hidden from who asks; 0 where none are.
    below: u32,
}

/// The same query may go to several statistics and be answered in several forms: a few.
#[derive(Debug)]
struct Recent {
    asked: PollKey<'static>,
    answer: Rc<KeptAnswer>,
}

impl<'a> PollKey<'a> {
    /// The statistic at `path` in `form`, asked `today`.
    pub(super) const fn new(path: (&'a str, &'a str), form: Form, today: NaiveDate, below: u32) -> Self {
        Self {
            path,
            form,
            today,
            below,
        }
    }
}

impl RecentPolls {
    /// The answer to `query` within `scope`, if it was given to what is `asked` at this `version`.
    pub(super) fn find(
        &self,
        scope: &Scope,
        query: &str,
        asked: PollKey<'_>,
        version: i64,
    ) -> Option<Rc<KeptAnswer>> {
        let scopes = self.0.borrow();
        let recent = scopes.get(scope)?.get(query)?;
        let found = recent.iter().find(|one| one.asked == asked)?;
        (found.answer.version == version).then(|| Rc::clone(&found.answer))
    }

    /// Remembers an answer in place of an older one.
    pub(super) fn keep(&self, scope: &Scope, query: &str, asked: PollKey<'static>, answer: &KeptAnswer) {
        if answer.body.len() > LARGEST {
            return;
        }
        let mut scopes = self.0.borrow_mut();
        if scopes.len() >= SCOPES && !scopes.contains_key(scope) {
            scopes.clear();
        }
        let queries = scopes.entry(scope.clone()).or_default();
        if queries.len() >= QUERIES {
            queries.clear();
        }
        let recent = queries.entry(query.to_owned()).or_default();
        // Yesterday's go too, so that what is left is a form of a statistic each.
        recent.retain(|one| {
            one.asked.today == asked.today && (one.asked.path, one.asked.form) != (asked.path, asked.form)
        });
        recent.push(Recent {
            asked,
            answer: Rc::new(answer.apart()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Format;
    use crate::memory::kept::AnswerKey;
    use shared::domain::language::Language;

    const QUERY: &str = "by=stars";

    fn kept(version: i64) -> KeptAnswer {
        let key = AnswerKey::of("products", version, Form::default());
        KeptAnswer::of_version("products", version, key, bytes::Bytes::new())
    }

    fn asked(day: u32, format: Format) -> PollKey<'static> {
        let language = Language::Vi;
        PollKey {
            path: ("/api/v1/statistics/", "products"),
            form: Form { format, language },
            today: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
            below: 0,
        }
    }

    #[test]
    fn an_answer_is_found_for_its_scope_query_day_form_and_version_only() {
        let today = asked(24, Format::Json);
        let recent = RecentPolls::default();
        recent.keep(&Scope::Nation, QUERY, today, &kept(7));
        let find = |scope: &Scope, query, asked, version| recent.find(scope, query, asked, version).is_some();
        assert!(find(&Scope::Nation, QUERY, today, 7));
        assert!(!find(&Scope::Nation, QUERY, today, 8));
        assert!(!find(&Scope::Nation, QUERY, asked(25, Format::Json), 7));
        assert!(!find(&Scope::Nation, QUERY, asked(24, Format::Csv), 7));
        for path in [("/api/v1/statistics/", "series"), ("/api/v1/ntm/", "products")] {
            assert!(!find(&Scope::Nation, QUERY, PollKey { path, ..today }, 7));
        }
        assert!(!find(&Scope::Nation, "by=kind", today, 7));
        assert!(!find(&Scope::Province("25".to_owned()), QUERY, today, 7));
    }

    #[test]
    fn memory_stays_bounded() {
        let recent = RecentPolls::default();
        for number in 0..1000 {
            let today = asked(number % 30 + 1, Format::Json);
            let scope = Scope::Province(number.to_string());
            recent.keep(&scope, QUERY, today, &kept(1));
            recent.keep(&Scope::Nation, QUERY, today, &kept(1));
            recent.keep(&Scope::Nation, &number.to_string(), today, &kept(1));
        }
        let large = KeptAnswer {
            body: vec![0; LARGEST + 1].into(),
            ..kept(1)
        };
        recent.keep(&Scope::Nation, "large", asked(1, Format::Json), &large);
        let scopes = recent.0.borrow();
        assert!(scopes.len() <= SCOPES);
        assert!(scopes.values().all(|queries| queries.len() <= QUERIES));
        let lists = || scopes.values().flat_map(FxHashMap::values);
        assert!(lists().all(|recent| recent.len() == 1));
        assert!(lists().flatten().all(|one| one.answer.body.len() <= LARGEST));
    }
}
