//! Lists as people keep them (danh sách trên giấy tờ điện tử), read into checked rows: no database, no HTTP.
//!
//! ```text
//! columns(file, settings) -> Vec<PaperColumn>     where the table is, without its rows
//! read(file, settings, sink) -> PaperSummary      each row as a ListedEntry: what it says in the words of the programme, and remarks
//! write_report(file, settings, more, out)         the same as JSON, with what `more` says of each row
//! mark(file, settings, more, out)                 the same file with the faults marked
//! ```
//!
//! A file is a workbook (XLSX), delimited text or JSON lines; it is opened anew for each pass, and one row is in memory at a time. Nothing is
//! guessed for a person: what could mean several things is a question ([`Remark::question`]), which an answer settles for the whole file.

mod answers;
mod archive;
mod bounds;
mod cell;
mod column;
mod file;
mod gazetteer;
mod instructions;
mod layout;
mod list_summary;
mod listed;
mod mark;
mod reading;
mod remark;
mod report;
mod script;
mod segments;
mod settings;
mod source;
mod value;
mod xml;

pub use answers::{PaperAnswer, PaperAnswers};
pub use bounds::PaperBound;
pub use column::{ListKind, PaperColumn, PaperField};
pub use file::{PaperFile, ReadSeek, Unreadable};
pub use instructions::{ListInstructions, ListUnit};
pub use list_summary::{ListColumn, ListSummary, RuleCount};
pub use listed::{ListedContent, ListedEntry, ListedProducer, ListedProduct, ListedRecognition, ListedSheet};
pub use mark::mark;
pub use reading::{EntrySink, FurtherRemarks, PaperSummary, SkipReason, SkippedLine, columns, read};
pub use remark::{Candidate, OpenQuestion, Reason, Remark, RemarkColumn, Severity, Topic};
pub use report::write_report;
pub use settings::PaperSettings;
pub use value::WrittenStars;
