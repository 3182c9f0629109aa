//! Bodies of many lines, each a JSON object (NDJSON).

use super::body::parse_line;
use crate::problem::Problem;
use serde::de::DeserializeOwned;
use shared::domain::violation::Violation;

/// Lines one call may have: their check and their transaction take about a second.
pub const MOST_LINES: usize = 10_000;

/// A line that is not empty: its number, from 1, and what it says or which rule it breaks.
pub type ReadLine<T> = (usize, Result<T, Violation>);

/// The lines that are not empty, each parsed for itself, with their numbers from 1; empty lines count.
///
/// # Errors
/// 422 without any line or with too many.
pub fn read_lines<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<ReadLine<T>>, Problem> {
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let filled = lines.filter(|(line, _)| !line.trim_ascii().is_empty());
    let taken: Vec<(&[u8], usize)> = filled.take(MOST_LINES + 1).collect();
    match taken.len() {
        0 => Err(refusal("no_lines", "Không có dòng nào.", "There is no line.")),
        1..=MOST_LINES => Ok(taken
            .into_iter()
            .map(|(line, number)| (number, parse_line(line)))
            .collect()),
        _ => Err(refusal(
            "too_many_lines",
            format!("Tối đa {MOST_LINES} dòng một lần gửi."),
            format!("At most {MOST_LINES} lines a call."),
        )),
    }
}

fn refusal(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::violation(Violation::new("", code, vi, en))
}
