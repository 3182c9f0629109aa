//! What a test process saw, written down for the scripts: a file a process, a JSON object a line.

use super::WORKSPACE;
use super::document::ContractOperation;
use super::exchange::Exchange;
use super::violation::ContractViolation;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Records are kept where this folder is in the workspace; a script makes it before a run.
const FOLDER: &str = "target/contract";

/// The process's file, and the lines that it has.
struct Record {
    file: File,
    lines: HashSet<String>,
}

/// True where violations are written down and fail no test: for a list of all of them.
pub(super) fn only_told() -> bool {
    std::env::var_os("OCOP_CONTRACT_ONLY_TOLD").is_some()
}

/// An operation has been answered with `status`.
pub(super) fn seen(operation: &ContractOperation, status: StatusCode) {
    write(&json!({ "operation": operation.name(), "status": status.as_u16() }));
}

/// What the document does not allow.
pub(super) fn violations(operation: &str, exchange: &Exchange, violations: &[ContractViolation]) {
    for violation in violations {
        write(&json!({
            "operation": operation,
            "kind": format!("{:?}", violation.kind()),
            "violation": format!("{}: {violation}", exchange.status.as_u16()),
        }));
    }
}

/// An example of a request or an answer of an operation.
pub(super) fn example(operation: &ContractOperation, side: &str, status: StatusCode, value: &Value) {
    write(&json!({
        "operation": operation.name(),
        "id": operation.node.text("operationId"),
        "status": status.as_u16(),
        "side": side,
        "example": value,
    }));
}

/// Writes a line, once a process.
fn write(line: &Value) {
    static RECORD: OnceLock<Option<Mutex<Record>>> = OnceLock::new();
    let Some(record) = RECORD.get_or_init(open) else {
        return;
    };
    let mut record = record.lock().unwrap_or_else(PoisonError::into_inner);
    let line = format!("{line}\n");
    if record.lines.insert(line.clone()) {
        record.file.write_all(line.as_bytes()).expect("a record to write");
    }
}

fn open() -> Option<Mutex<Record>> {
    let folder = Path::new(WORKSPACE).join(FOLDER);
    if !folder.is_dir() {
        return None;
    }
    let path = folder.join(format!("{}.jsonl", std::process::id()));
    let file = OpenOptions::new().create(true).append(true).open(&path);
    Some(Mutex::new(Record {
        file: file.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        lines: HashSet::new(),
    }))
}
