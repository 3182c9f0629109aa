//! The message of a job: CloudEvents 1.0 in JSON. It carries ids and the attempt only; everything else is in the table.

use super::kind::JobKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The `specversion` of CloudEvents written and understood.
const SPEC_VERSION: &str = "1.0";
/// The `source` of our messages.
const SOURCE: &str = "/ocop/jobs";
/// The `datacontenttype` of our messages.
const CONTENT_TYPE: &str = "application/json";

/// One message: "this job is to be done".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// What is to be done; on the wire the CloudEvents `type`.
    pub kind: JobKind,
    /// The job's row.
    pub job_id: Uuid,
    /// What the job is about, e.g. an evaluation; also the CloudEvents `subject`.
    pub subject_id: Uuid,
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
}

/// The shape on the wire. Unknown extension attributes beside `data` are allowed, as CloudEvents asks.
#[derive(Serialize, Deserialize)]
struct Wire {
    specversion: String,
    id: String,
    #[serde(rename = "type")]
    message_type: String,
    source: String,
    subject: Uuid,
    time: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    data: Data,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    job_id: Uuid,
    subject_id: Uuid,
    attempt: i32,
}

impl Envelope {
    /// The CloudEvents `id`: a message sent twice for the same attempt has the same one.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.job_id, self.attempt)
    }

    /// The JSON text.
    ///
    /// # Errors
    /// None in practice: every field has a JSON form.
    pub fn to_json(&self) -> Result<String, EnvelopeError> {
        Ok(serde_json::to_string(&Wire {
            specversion: SPEC_VERSION.to_owned(),
            id: self.id(),
            message_type: self.kind.message_type().to_owned(),
            source: SOURCE.to_owned(),
            subject: self.subject_id,
            time: self.time,
            datacontenttype: Some(CONTENT_TYPE.to_owned()),
            traceparent: self.traceparent.clone(),
            data: Data {
                job_id: self.job_id,
                subject_id: self.subject_id,
                attempt: self.attempt,
            },
        })?)
    }

    /// Reads a message strictly.
    ///
    /// # Errors
    /// [`EnvelopeError`] for anything that is not exactly such a message.
    pub fn parse(body: &[u8]) -> Result<Self, EnvelopeError> {
        let wire: Wire = serde_json::from_slice(body)?;
        if wire.specversion != SPEC_VERSION {
            return Err(EnvelopeError::SpecVersion(wire.specversion));
        }
        if wire.data.attempt < 1 {
            return Err(EnvelopeError::Attempt(wire.data.attempt));
        }
        let kind = JobKind::of_message_type(&wire.message_type)
            .ok_or(EnvelopeError::UnknownType(wire.message_type))?;
        Ok(Self {
            kind,
            job_id: wire.data.job_id,
            subject_id: wire.data.subject_id,
            attempt: wire.data.attempt,
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
            job_id: Uuid::from_u128(1),
            subject_id: Uuid::from_u128(2),
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

    #[test]
    fn what_is_written_is_read() {
        let json = envelope().to_json().unwrap();
        assert_eq!(Envelope::parse(json.as_bytes()).unwrap(), envelope());
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
