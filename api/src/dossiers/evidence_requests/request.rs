//! What clients send about requests for evidence.

use crate::dossiers::act::REASON_LENGTH;
use crate::dossiers::documents::{has_criterion, unknown_criterion};
use api_http::problem::{Problem, refuse, text_length};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use shared::database::dossiers::Dossier;
use shared::database::evidence_requests::{EvidenceRequest, EvidenceRequestItem, EvidenceRequestRecord};
use shared::domain::criteria::Regimes;
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most characters of what is wanted.
const WANTED_LENGTH: usize = 1000;
/// Most items of a request.
const MOST_ITEMS: usize = 100;
/// The longest time to supply, in days: more would carry the dossier past every round of the year.
const LONGEST_DAYS: i64 = 366;

/// Evidence to ask for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRequest {
    /// What is asked for, 1 to 100 items; they are numbered from 1 in this order.
    items: Vec<NewItem>,
    /// Last day to supply, today or later.
    due_on: NaiveDate,
    /// Why.
    #[schema(max_length = 5000, pattern = r"\S")]
    reason: String,
}

/// One piece of evidence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItem {
    /// The criterion it is for.
    #[schema(example = "A.1.1")]
    criterion: Option<String>,
    /// What is wanted.
    #[schema(max_length = 1000, pattern = r"\S")]
    wanted: String,
}

/// Why the office goes on without.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Closure {
    /// Needed.
    #[schema(max_length = 5000)]
    pub(super) reason: Option<String>,
}

impl NewRequest {
    /// Passes where the request keeps the rules for `dossier` on the day `today`.
    pub(super) fn check(
        &self,
        regimes: &Regimes,
        dossier: &Dossier,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        let mut violations = Vec::new();
        if !(1..=MOST_ITEMS).contains(&self.items.len()) {
            violations.push(Violation::new(
                "/items",
                "invalid_length",
                format!("Cần 1–{MOST_ITEMS} mục."),
                format!("1–{MOST_ITEMS} items are needed."),
            ));
        }
        for (index, item) in self.items.iter().enumerate() {
            let pointer = format!("/items/{index}/wanted");
            violations.extend(text_length(&pointer, &item.wanted, WANTED_LENGTH));
            if let Some(code) = &item.criterion
                && !has_criterion(regimes, dossier, code)
            {
                violations.push(unknown_criterion(&format!("/items/{index}/criterion"), code));
            }
        }
        let days = self.due_on - today;
        if !(TimeDelta::zero()..=TimeDelta::days(LONGEST_DAYS)).contains(&days) {
            violations.push(Violation::new(
                "/due_on",
                "date_out_of_range",
                format!("Hạn bổ sung phải từ {today}, nhiều nhất {LONGEST_DAYS} ngày."),
                format!("The last day must be from {today} on, at most {LONGEST_DAYS} days away."),
            ));
        }
        violations.extend(text_length("/reason", &self.reason, REASON_LENGTH));
        refuse(violations)
    }

    /// The rows to write.
    pub(super) fn record(
        &self,
        dossier: &Dossier,
        asked_by: String,
        now: DateTime<Utc>,
    ) -> EvidenceRequestRecord {
        let request = EvidenceRequest {
            id: Uuid::now_v7(),
            dossier_id: dossier.id,
            asked_by,
            asked_at: now,
            reason: self.reason.trim().to_owned(),
            due_on: self.due_on,
            outcome: None,
            ended_by: None,
            ended_at: None,
        };
        let items = (1..).zip(&self.items).map(|(number, item)| EvidenceRequestItem {
            request_id: request.id,
            number,
            criterion: item.criterion.clone(),
            wanted: item.wanted.trim().to_owned(),
            answer: None,
        });
        let items = items.collect();
        (request, items)
    }
}
