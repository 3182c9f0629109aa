//! The messages of jobs, written into the outbox in the transaction that makes them true.

use crate::database::error::StoreResult;
use crate::database::outbox::{self, NewOutboxMessage};
use crate::job::{Envelope, JobKind, JobRefs, Lane};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

/// What a message needs to know of a job.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct JobAnnouncement {
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) kind: JobKind,
    #[diesel(sql_type = Text)]
    pub(super) lane: Lane,
    #[diesel(sql_type = SqlUuid)]
    pub(super) subject_id: Uuid,
    /// Attempts begun.
    #[diesel(sql_type = Integer)]
    pub(super) attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) traceparent: Option<String>,
}

impl JobAnnouncement {
    /// What jobs of one message have in common.
    fn shared(&self) -> (Lane, JobKind, i32, Option<&str>) {
        (self.lane, self.kind, self.attempts, self.traceparent.as_deref())
    }

    fn envelope(&self, jobs: JobRefs, time: DateTime<Utc>) -> Envelope {
        Envelope {
            kind: self.kind,
            jobs,
            attempt: self.attempts.saturating_add(1),
            time,
            traceparent: self.traceparent.clone(),
        }
    }
}

/// Writes the messages for the next attempts of `jobs`: one for each single job, and one for up to
/// [`Lane::jobs_per_message`] jobs of a batch that come from one request. `retry_step` gives the step of a job by its attempts.
pub(super) async fn announce(
    connection: &mut AsyncPgConnection,
    mut jobs: Vec<JobAnnouncement>,
    retry_step: fn(i32) -> i16,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    jobs.sort_by(|one, other| (one.shared(), one.id).cmp(&(other.shared(), other.id)));
    let mut messages = Vec::new();
    for alike in jobs.chunk_by(|one, other| one.shared() == other.shared()) {
        for part in alike.chunks(alike.first().map_or(1, |job| job.lane.jobs_per_message())) {
            let Some(first) = part.first() else { continue };
            let jobs = match first.lane {
                Lane::Single => JobRefs::One {
                    job_id: first.id,
                    subject_id: first.subject_id,
                },
                Lane::Bulk => JobRefs::Many(part.iter().map(|job| job.id).collect()),
            };
            messages.push(NewOutboxMessage {
                envelope: first.envelope(jobs, now),
                lane: first.lane,
                retry_step: retry_step(first.attempts),
            });
        }
    }
    outbox::insert(connection, &messages).await
}
