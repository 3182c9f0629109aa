//! What every log line within a request says of it: looked up when a line is written, and for a request without lines never.
//!
//! A span of `tracing` would be written down at the beginning of each request, and nearly none logs a line.

use serde_json::{Map, Value};
use std::fmt;
use std::rc::Rc;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

/// Something that log lines belong to.
pub trait LogContext {
    /// What it is.
    fn name(&self) -> &'static str;

    /// Names and values that tell it from others of its kind.
    fn fields(&self) -> Vec<(&'static str, &str)>;
}

tokio::task_local! {
    static CURRENT: Rc<dyn LogContext>;
}

/// `work`, whose log lines belong to `context`.
pub fn within<T>(context: Rc<dyn LogContext>, work: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(context, work)
}

/// Lines of `F`, each ending in a line break, with the context added.
#[derive(Debug)]
pub(super) struct WithContext<F> {
    /// Writes the line.
    pub(super) format: F,
    /// Whether lines are JSON objects, to which the member `span` is added; otherwise the context stands before the line.
    pub(super) json: bool,
}

impl<S, N, F> FormatEvent<S, N> for WithContext<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let Ok(current) = CURRENT.try_with(Rc::clone) else {
            return self.format.format_event(context, writer, event);
        };
        if !self.json {
            for (name, value) in current.fields() {
                write!(writer, "{name}={value} ")?;
            }
            return self.format.format_event(context, writer, event);
        }
        let mut line = String::new();
        self.format.format_event(context, Writer::new(&mut line), event)?;
        match line.trim_end().strip_suffix('}') {
            Some(object) => writeln!(writer, "{object},\"span\":{}}}", member(&*current)),
            None => writer.write_str(&line),
        }
    }
}

fn member(context: &dyn LogContext) -> Value {
    let mut member = Map::new();
    member.insert("name".to_owned(), context.name().into());
    for (name, value) in context.fields() {
        member.insert(name.to_owned(), value.into());
    }
    Value::Object(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    struct Request;

    impl LogContext for Request {
        fn name(&self) -> &'static str {
            "request"
        }

        fn fields(&self) -> Vec<(&'static str, &str)> {
            vec![("request_id", "a-\"1\"")]
        }
    }

    /// The lines that one event without and one within a context leave.
    async fn lines(json: bool) -> Vec<String> {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let writer = move || Sink(Arc::clone(&sink));
        let builder = tracing_subscriber::fmt().with_ansi(false).with_writer(writer);
        let subscriber: Box<dyn Subscriber + Send + Sync> = if json {
            let builder = builder.json().flatten_event(true);
            Box::new(
                builder
                    .map_event_format(|format| WithContext { format, json })
                    .finish(),
            )
        } else {
            Box::new(
                builder
                    .map_event_format(|format| WithContext { format, json })
                    .finish(),
            )
        };
        let _guard = tracing::subscriber::set_default(subscriber);
        tracing::warn!(number = 7, "outside");
        within(Rc::new(Request), async { tracing::warn!(number = 7, "inside") }).await;
        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        text.lines().map(ToOwned::to_owned).collect()
    }

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_line_of_json_within_a_request_names_it() {
        let lines = lines(true).await;
        let parsed: Vec<Value> = lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(parsed[0].get("span"), None);
        assert_eq!(
            parsed[1]["span"],
            serde_json::json!({"name": "request", "request_id": "a-\"1\""})
        );
        assert_eq!(
            (&parsed[1]["message"], &parsed[1]["number"]),
            (&"inside".into(), &7.into())
        );
    }

    #[tokio::test]
    async fn a_line_for_people_within_a_request_begins_with_it() {
        let lines = lines(false).await;
        assert!(!lines[0].contains("request_id"), "{}", lines[0]);
        assert!(lines[1].starts_with("request_id=a-\"1\" "), "{}", lines[1]);
        assert!(lines[1].ends_with("inside number=7"), "{}", lines[1]);
    }
}
