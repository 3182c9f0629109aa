//! Lines of an archive as they are read.

use super::super::remark::RegisterRemark;
use super::rules;
use paper::{PaperField, Reason, Remark};
use shared::database::archive::{
    ArchiveDecision, ArchiveHistory, ArchiveLine, ArchiveProducer, ArchiveProduct, ArchiveReach,
};
use shared::domain::archive::{ArchiveCheck, ArchiveMember};
use shared::domain::criteria::Regimes;
use shared::domain::units::Registry;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinePlace {
    /// Its number over all files of the archive, from 1.
    pub(super) row: u32,
    /// Its file.
    pub(super) member: ArchiveMember,
    /// Its number there, from 1.
    pub(super) line: u32,
}

/// What a line says.
#[derive(Clone, Debug)]
pub(super) enum LineContent {
    Producer(Box<ArchiveProducer>),
    Product(Box<ArchiveProduct>),
    Decision(Box<ArchiveDecision>),
    History(Box<ArchiveHistory>),
}

/// A line of an archive.
#[derive(Clone, Debug)]
pub(in super::super) struct ArchiveRow {
    pub(super) place: LinePlace,
    /// None where it breaks a rule.
    pub(super) content: Option<LineContent>,
    remarks: Vec<Remark>,
}

/// By what lines are checked, and the last id of the file so far.
pub(super) struct LineReader<'a> {
    pub(super) units: &'a Registry,
    pub(super) regimes: &'a Regimes,
    pub(super) reach: &'a ArchiveReach,
    /// Producers elsewhere may come in.
    pub(super) anywhere: bool,
    pub(super) last: Option<Uuid>,
}

impl LinePlace {
    /// What is said of the line, naming its file.
    pub(super) fn remark(self, violation: Violation) -> RegisterRemark {
        RegisterRemark::new(self.row, PaperField::Product, self.reason(violation))
    }

    fn reason(self, violation: Violation) -> Reason {
        let Self { member, line, .. } = self;
        let Violation {
            pointer,
            code,
            message,
        } = violation;
        let (vi, en) = (message.vi, message.en);
        let field = if pointer.is_empty() {
            pointer
        } else {
            format!(", {pointer}")
        };
        Reason::error(
            code,
            format!("{member}, dòng {line}{field}: {vi}"),
            format!("{member}, line {line}{field}: {en}"),
        )
    }
}

impl ArchiveRow {
    /// Its number over all files of the archive.
    pub(in super::super) const fn number(&self) -> u32 {
        self.place.row
    }

    /// What is wrong with it.
    pub(in super::super) fn remarks(&self) -> &[Remark] {
        &self.remarks
    }
}

impl LineReader<'_> {
    /// The line with the text `bytes`.
    pub(super) fn row(&mut self, place: LinePlace, bytes: &[u8]) -> ArchiveRow {
        let content = match place.member {
            ArchiveMember::Producers => self.line(bytes).map(|line| LineContent::Producer(Box::new(line))),
            ArchiveMember::Products => self.line(bytes).map(|line| LineContent::Product(Box::new(line))),
            ArchiveMember::Decisions => self.line(bytes).map(|line| LineContent::Decision(Box::new(line))),
            ArchiveMember::Recognitions => self.line(bytes).map(|line| LineContent::History(Box::new(line))),
        };
        let content = content.and_then(|content| {
            let broken = self.broken(&content);
            if broken.is_empty() {
                Ok(content)
            } else {
                Err(broken)
            }
        });
        let (content, broken) = match content {
            Ok(content) => (Some(content), Vec::new()),
            Err(broken) => (None, broken),
        };
        let remark =
            |one| Remark::of_field(place.row, &[], (PaperField::Product, 0), None, place.reason(one));
        ArchiveRow {
            place,
            content,
            remarks: broken.into_iter().map(remark).collect(),
        }
    }

    /// Reads a line; its id must come after those before.
    fn line<Line: ArchiveLine>(&mut self, bytes: &[u8]) -> Result<Line, Vec<Violation>> {
        let line: Line = serde_json::from_slice(bytes).map_err(|error| {
            vec![Violation::new(
                "",
                "bad_line",
                format!("dòng không đúng định dạng: {error}"),
                format!("the line is not of the format: {error}"),
            )]
        })?;
        if self.last.is_some_and(|last| line.id() <= last) {
            return Err(vec![rules::not_in_order("/id")]);
        }
        self.last = Some(line.id());
        Ok(line)
    }

    fn broken(&self, content: &LineContent) -> Vec<Violation> {
        let mut check = ArchiveCheck::new(self.units, &self.reach.province);
        let mut more = match content {
            LineContent::Producer(line) => {
                check.place(&line.producer.place(), self.anywhere);
                let mut more = line.producer.draft().check();
                more.extend(rules::keys(&line.keys, self.reach, "/keys"));
                more
            }
            LineContent::Product(line) => rules::product(&mut check, line, self.reach),
            LineContent::Decision(line) => {
                rules::decision(&mut check, line);
                Vec::new()
            }
            LineContent::History(line) => {
                rules::history(&mut check, line, self.regimes);
                let keys = line.recognitions.iter();
                keys.flat_map(|one| rules::keys(&one.keys, self.reach, "/recognitions"))
                    .collect()
            }
        };
        more.append(&mut check.finish());
        more
    }
}
