//! The message of jobs: CloudEvents 1.0 in JSON. It carries ids and the attempt only; everything else is in the table.
//! Version 1 names one job, version 2 many; both are written and read.

use super::kind::JobKind;
use super::version::MessageVersion;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use uuid::Uuid;

/// The `specversion` of CloudEvents written and understood.
const SPEC_VERSION: &str = "1.0";
/// The `source` of our messages.
const SOURCE: &str = "/ocop/jobs";
/// The `datacontenttype` of our messages.
const CONTENT_TYPE: &str = "application/json";

/// The jobs that a message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobRefs {
    /// Version 1.
    One {
        /// The job's row.
        job_id: Uuid,
        /// What the job is about, e.g. an evaluation; also the CloudEvents `subject`.
        subject_id: Uuid,
    },
    /// Version 2: the rows of jobs that were asked for together, at least one.
    Many(Vec<Uuid>),
}

impl JobRefs {
    /// The jobs' rows.
    #[must_use]
    pub fn ids(&self) -> &[Uuid] {
        match self {
            Self::One { job_id, .. } => std::slice::from_ref(job_id),
            Self::Many(ids) => ids,
        }
    }
}

/// One message: "these jobs are to be done".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// What is to be done; on the wire the CloudEvents `type`.
    pub kind: JobKind,
    /// Which jobs.
    pub jobs: JobRefs,
    /// The attempt asked for, from 1; only for the reader of logs, the table counts.
    pub attempt: i32,
    /// When it was asked for.
    pub time: DateTime<Utc>,
    /// W3C trace context of the request that began it.
    pub traceparent: Option<String>,
}

/// A message that cannot be understood; no retry will help, it belongs into the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// No JSON, or a field missing, unknown within `data` or of the wrong type.
    #[error("the message is not a CloudEvent of ours: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Another version of CloudEvents.
    #[error("CloudEvents specversion `{0}` is not {SPEC_VERSION}")]
    SpecVersion(String),
    /// A type that no job kind has.
    #[error("no job kind has the message type `{0}`")]
    UnknownType(String),
    /// An attempt that cannot be.
    #[error("attempt {0} is below 1")]
    Attempt(i32),
    /// A message for nothing.
    #[error("the message names no job")]
    NoJob,
}

/// The shape on the wire. Unknown extension attributes beside `data` are allowed, as CloudEvents asks.
#[derive(Serialize, Deserialize)]
struct Wire<D> {
    specversion: String,
    id: String,
    #[serde(rename = "type")]
    message_type: String,
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Uuid>,
    time: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    data: D,
}

/// `data` of version 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneJob {
    job_id: Uuid,
    subject_id: Uuid,
    attempt: i32,
}

/// `data` of version 2.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManyJobs<'a> {
    job_ids: Cow<'a, [Uuid]>,
    attempt: i32,
}

impl Envelope {
    /// The CloudEvents `id`: a message sent twice for the same attempt has the same one.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.jobs {
            JobRefs::One { job_id, .. } => format!("{job_id}/{}", self.attempt),
            JobRefs::Many(ids) => {
                let first = ids.first().copied().unwrap_or_default();
                format!("{first}/{}+{}", self.attempt, ids.len().saturating_sub(1))
            }
        }
    }

    /// The JSON text.
    ///
    /// # Errors
    /// None in practice: every field has a JSON form.
    pub fn to_json(&self) -> Result<String, EnvelopeError> {
        let attempt = self.attempt;
        match &self.jobs {
            JobRefs::One { job_id, subject_id } => {
                let data = OneJob {
                    job_id: *job_id,
                    subject_id: *subject_id,
                    attempt,
                };
                self.write(MessageVersion::V1, Some(*subject_id), data)
            }
            JobRefs::Many(ids) => {
                let job_ids = Cow::Borrowed(ids.as_slice());
                self.write(MessageVersion::V2, None, ManyJobs { job_ids, attempt })
            }
        }
    }

    fn write(
        &self,
        version: MessageVersion,
        subject: Option<Uuid>,
        data: impl Serialize,
    ) -> Result<String, EnvelopeError> {
        Ok(serde_json::to_string(&Wire {
            specversion: SPEC_VERSION.to_owned(),
            id: self.id(),
            message_type: self.kind.message_type(version).to_owned(),
            source: SOURCE.to_owned(),
            subject,
            time: self.time,
            datacontenttype: Some(CONTENT_TYPE.to_owned()),
            traceparent: self.traceparent.clone(),
            data,
        })?)
    }

    /// Reads a message strictly.
    ///
    /// # Errors
    /// [`EnvelopeError`] for anything that is not exactly such a message.
    pub fn parse(body: &[u8]) -> Result<Self, EnvelopeError> {
        // `data` is read once its shape is known.
        let wire: Wire<Box<RawValue>> = serde_json::from_slice(body)?;
        if wire.specversion != SPEC_VERSION {
            return Err(EnvelopeError::SpecVersion(wire.specversion));
        }
        let (kind, version) = JobKind::of_message_type(&wire.message_type)
            .ok_or(EnvelopeError::UnknownType(wire.message_type))?;
        let (jobs, attempt) = match version {
            MessageVersion::V1 => {
                let data: OneJob = serde_json::from_str(wire.data.get())?;
                let (job_id, subject_id) = (data.job_id, data.subject_id);
                (JobRefs::One { job_id, subject_id }, data.attempt)
            }
            MessageVersion::V2 => {
                let data: ManyJobs<'_> = serde_json::from_str(wire.data.get())?;
                (JobRefs::Many(data.job_ids.into_owned()), data.attempt)
            }
        };
        if attempt < 1 {
            return Err(EnvelopeError::Attempt(attempt));
        }
        if jobs.ids().is_empty() {
            return Err(EnvelopeError::NoJob);
        }
        Ok(Self {
            kind,
            jobs,
            attempt,
            time: wire.time,
            traceparent: wire.traceparent,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope {
            kind: JobKind::Evaluation,
            jobs: JobRefs::One {
                job_id: Uuid::from_u128(1),
                subject_id: Uuid::from_u128(2),
            },
            attempt: 1,
            time: "2026-11-24T01:02:03Z".parse().unwrap(),
            traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        }
    }

    #[test]
    fn the_wire_form_is_the_contract() {
        let value: serde_json::Value = serde_json::from_str(&envelope().to_json().unwrap()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "specversion": "1.0",
                "id": "00000000-0000-0000-0000-000000000001/1",
                "type": "vn.ocop.evaluation.requested.v1",
                "source": "/ocop/jobs",
                "subject": "00000000-0000-0000-0000-000000000002",
                "time": "2026-11-24T01:02:03Z",
                "datacontenttype": "application/json",
                "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "data": {
                    "job_id": "00000000-0000-0000-0000-000000000001",
                    "subject_id": "00000000-0000-0000-0000-000000000002",
                    "attempt": 1
                }
            })
        );
    }

    fn of_a_batch() -> Envelope {
        Envelope {
            jobs: JobRefs::Many([1, 2, 3].map(Uuid::from_u128).to_vec()),
            ..envelope()
        }
    }

    #[test]
    fn the_second_version_names_many_jobs_and_no_subject() {
        let value: serde_json::Value = serde_json::from_str(&of_a_batch().to_json().unwrap()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "specversion": "1.0",
                "id": "00000000-0000-0000-0000-000000000001/1+2",
                "type": "vn.ocop.evaluation.requested.v2",
                "source": "/ocop/jobs",
                "time": "2026-11-24T01:02:03Z",
                "datacontenttype": "application/json",
                "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "data": {
                    "job_ids": [
                        "00000000-0000-0000-0000-000000000001",
                        "00000000-0000-0000-0000-000000000002",
                        "00000000-0000-0000-0000-000000000003"
                    ],
                    "attempt": 1
                }
            })
        );
    }

    #[test]
    fn what_is_written_is_read() {
        for written in [envelope(), of_a_batch()] {
            let json = written.to_json().unwrap();
            assert_eq!(Envelope::parse(json.as_bytes()).unwrap(), written);
        }
    }

    #[test]
    fn a_version_with_the_data_of_another_is_refused() {
        let (one, many) = (envelope().to_json().unwrap(), of_a_batch().to_json().unwrap());
        let empty = Envelope {
            jobs: JobRefs::Many(Vec::new()),
            ..envelope()
        };
        for bad in [
            one.replace("requested.v1", "requested.v2"),
            many.replace("requested.v2", "requested.v1"),
            empty.to_json().unwrap(),
        ] {
            assert!(Envelope::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let good = envelope().to_json().unwrap();
        for (from, to) in [
            ("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\""),
            ("evaluation.requested.v1", "evaluation.requested.v9"),
            ("\"attempt\":1", "\"attempt\":0"),
            ("\"attempt\":1", "\"attempt\":1,\"sheets\":[]"),
            ("\"attempt\":1", "\"attempt\":\"1\""),
            ("\"subject\":\"0", "\"subject\":\"x"),
            ("{\"specversion\"", "[{\"specversion\""),
        ] {
            assert!(good.contains(from), "{from}");
            let bad = good.replace(from, to);
            assert!(Envelope::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Envelope::parse(b"\xff\xfe").is_err());
    }
}
