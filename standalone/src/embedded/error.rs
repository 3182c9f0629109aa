//! What can be wrong with the data folder or the database in it: each one clear line for a terminal.

use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Longest piece of a foreign message that is shown; the rest is stack and paths inside pglite.
const DETAIL_LIMIT: usize = 300;

/// Why the embedded database cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EmbeddedPostgresError {
    /// The folder cannot be made, read or written: a missing right, a full disk, a file in its place.
    #[error("cannot use {}: {cause}; choose another folder with --data-dir", .path.display())]
    Folder {
        /// The file or folder that failed.
        path: PathBuf,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// Another process holds the folder.
    #[error("the data folder {} is in use by {holder}: stop it first or choose another with --data-dir", .path.display())]
    Locked {
        /// The data folder.
        path: PathBuf,
        /// Who holds it.
        holder: String,
    },
    /// The folder was made by a release with another layout.
    #[error("the data folder {} has the layout {found}, this program knows {known}: choose another with --data-dir", .path.display())]
    Layout {
        /// The data folder.
        path: PathBuf,
        /// The layout in the folder.
        found: String,
        /// The layout of this program.
        known: &'static str,
    },
    /// PostgreSQL does not accept what is in the folder.
    #[error("the database in {} is damaged ({detail}): bring the folder back from a copy or choose another with --data-dir", .path.display())]
    Damaged {
        /// The data folder.
        path: PathBuf,
        /// What PostgreSQL says, in one line.
        detail: String,
    },
    /// The embedded PostgreSQL itself does not start or stop.
    #[error("the embedded PostgreSQL failed: {0}")]
    Engine(String),
}

impl EmbeddedPostgresError {
    pub(super) fn folder(path: &Path, cause: std::io::Error) -> Self {
        Self::Folder {
            path: path.to_owned(),
            cause,
        }
    }

    pub(super) fn damaged(path: &Path, cause: &dyn Display) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            detail: postgresql_line(&format!("{cause:#}")).unwrap_or_else(|| one_line(cause)),
        }
    }

    pub(super) fn engine(cause: &dyn Display) -> Self {
        Self::Engine(one_line(cause))
    }
}

/// What PostgreSQL itself said last before it gave up, out of a report of many lines.
fn postgresql_line(report: &str) -> Option<String> {
    let said = |line: &str| {
        let (_, words) = line
            .split_once("PANIC: ")
            .or_else(|| line.split_once("FATAL: "))?;
        Some(one_line(&words))
    };
    report.lines().rev().find_map(said)
}

/// A message of any length as one short line; the alternate form keeps the causes of an error.
fn one_line(cause: &dyn Display) -> String {
    let text = format!("{cause:#}");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(DETAIL_LIMIT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{one_line, postgresql_line};

    #[test]
    fn the_word_of_postgresql_is_found_in_a_report() {
        let report =
            "could not start\nWASIX stderr tail:\n2026-11-24 UTC [1] PANIC:  could not read file\nAborted";
        assert_eq!(postgresql_line(report).as_deref(), Some("could not read file"));
        assert_eq!(postgresql_line("connection refused"), None);
    }

    #[test]
    fn a_long_message_of_many_lines_becomes_one_short_line() {
        let text = format!("đầu\n  second\tline {}", "ữ".repeat(1000));
        let line = one_line(&text);
        assert!(line.starts_with("đầu second line ữ"));
        assert!(line.ends_with('…') && !line.contains('\n'));
        assert_eq!(line.chars().count(), 301);
    }
}
