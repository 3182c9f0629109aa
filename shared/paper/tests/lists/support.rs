//! What the tests of lists share.

use chrono::NaiveDate;
use domain::criteria::Regimes;
use domain::units::Registry;
use paper::{
    ListKind, ListedContent, ListedEntry, ListedProduct, PaperAnswer, PaperAnswers, PaperFile, PaperSettings,
    PaperSummary, Topic,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

pub(crate) fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

pub(crate) fn units() -> &'static Registry {
    domain::units::registry().unwrap()
}

pub(crate) fn settings(kind: ListKind) -> PaperSettings<'static> {
    static REGIMES: LazyLock<Regimes> = LazyLock::new(|| Regimes::embedded().unwrap());
    PaperSettings {
        kind,
        today: on("2026-11-30"),
        sheet: None,
        scope: None,
        generation: None,
        mapping: BTreeMap::new(),
        answers: PaperAnswers::default(),
        units: units(),
        regimes: &REGIMES,
        regime: None,
        authority: None,
    }
}

pub(crate) fn answer(kind: Topic, written: &str, value: &str) -> PaperAnswer {
    PaperAnswer {
        kind,
        written: written.to_owned(),
        value: value.to_owned(),
    }
}

pub(crate) fn answers(answers: Vec<PaperAnswer>) -> PaperAnswers {
    PaperAnswers::new(answers).unwrap()
}

pub(crate) fn read_all(
    file: &dyn PaperFile,
    settings: &PaperSettings<'_>,
) -> (Vec<ListedEntry>, PaperSummary) {
    let mut entries = Vec::new();
    let summary = paper::read(file, settings, &mut |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    });
    (entries, summary.unwrap())
}

pub(crate) fn product(entry: &ListedEntry) -> &ListedProduct {
    match &entry.content {
        Some(ListedContent::Product(product)) => product,
        other => panic!("row {}: {other:?}", entry.row),
    }
}

pub(crate) fn rules(entry: &ListedEntry) -> Vec<&'static str> {
    let own = |remark: &paper::Remark| match remark.rule {
        Cow::Borrowed(rule) => rule,
        Cow::Owned(_) => panic!("{remark:?}"),
    };
    entry.remarks.iter().map(own).collect()
}
