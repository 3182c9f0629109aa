//! The figures of scores as rows and columns: the cells, or the sheet from part to criterion where one product set is asked for.

use super::super::area::column;
use super::super::columns::{
    ColumnKind, category_called, columns, decimal, entries, headings, own_dimension, whole,
};
use super::view::{PointsView, ScoreFigures, ScoresView, SheetScores};
use crate::formats::Tabular;
use chrono::NaiveDate;
use shared::domain::statistics::Labels;
use shared::domain::statistics::scores::PARTS;
use shared::domain::statistics::table::{
    Category, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};

/// Stars that an evaluation can give.
const STARS: [u8; 5] = [1, 2, 3, 4, 5];

impl Tabular for ScoreFigures {
    fn day(&self) -> NaiveDate {
        self.area.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        match &self.sheet {
            Some(sheet) if self.by.is_none() => self.sheet_table(sheet, labels),
            _ => self.cell_table(labels),
        }
    }
}

impl ScoreFigures {
    fn title(&self, labels: &Labels<'_>) -> String {
        let title = labels.say("Kết quả đánh giá OCOP theo bộ tiêu chí", "OCOP evaluations under");
        format!("{title} {}", self.regime)
    }

    fn cell_table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let rows = self.cells.iter().map(|cell| TableRow {
            at: cell.at.category(self.by, self.area.generation, labels),
            entries: cell.scores.entries(),
        });
        StatisticsTable {
            title: self.title(labels),
            dimensions: column(self.by, labels),
            measures: measures(labels),
            rows: rows.collect(),
            totals: Some(self.totals.entries()),
        }
    }

    fn sheet_table(&self, sheet: &SheetScores, labels: &Labels<'_>) -> StatisticsTable {
        let dimension =
            |code: &str, vi: &str, en: &str| own_dimension(code, labels.say(vi, en), DimensionRole::Kind);
        let tier = |code: &str, vi: &str, en: &str| category_called(code, (vi, en), labels);
        let (part, section) = (tier("part", "Phần", "Part"), tier("section", "Mục", "Section"));
        let criterion = tier("criterion", "Tiêu chí", "Criterion");
        let row = |tier: &Category, code: &str, points: &PointsView, missed: TableEntry| TableRow {
            at: vec![tier.clone(), Category::plain(code)],
            entries: entries(POINTS, points).into_iter().chain([missed]).collect(),
        };
        let parts = self.totals.parts.iter();
        let sections = sheet.sections.iter();
        let criteria = sheet.criteria.iter();
        let rows = parts
            .map(|one| row(&part, one.code, &one.points, TableEntry::Missing))
            .chain(sections.map(|one| row(&section, &one.code, &one.points, TableEntry::Missing)))
            .chain(criteria.map(|one| row(&criterion, &one.code, &one.points, sheet.missed(&one.code))));
        let missed = labels.say("Số lần không đạt điểm tối thiểu", "Minimums missed");
        let missed = ColumnKind::Count.heading("missed", missed, labels);
        let totals = entries(POINTS, &self.totals.points).into_iter();
        StatisticsTable {
            title: self.title(labels),
            dimensions: vec![dimension("tier", "Cấp", "Tier"), dimension("code", "Mã", "Code")],
            measures: headings(POINTS, labels).into_iter().chain([missed]).collect(),
            rows: rows.collect(),
            totals: Some(totals.chain([TableEntry::Missing]).collect()),
        }
    }
}

columns! {
    /// Points over councils.
    POINTS of PointsView {
        Count "max", "Điểm tối đa", "Highest points", |points| whole(points.max);
        Count "councils", "Số lượt đánh giá", "Evaluations", |points| whole(points.councils);
        MeanPoints "mean", "Điểm trung bình", "Mean", |points| decimal(&points.mean);
    }
}

columns! {
    /// How evaluations end; before their stars.
    OUTCOMES of ScoresView {
        Count "evaluations", "Số lượt đánh giá", "Evaluations", |scores| whole(scores.evaluations);
        Count "evaluated", "Có kết quả", "With a result", |scores| whole(scores.evaluated);
        Count "recognised", "Được công nhận", "Recognised", |scores| whole(scores.recognised);
        Percent "success_rate", "Tỷ lệ đạt", "Success rate", |scores| decimal(&scores.success_rate);
    }
}

columns! {
    /// Points of the whole sheet; after the stars, before those of the parts.
    MEAN of ScoresView {
        MeanPoints "mean", "Điểm trung bình", "Mean", |scores| decimal(&scores.points.mean);
    }
}

fn measures(labels: &Labels<'_>) -> Vec<MeasureColumn> {
    let (star, part_mean) = (
        labels.say("sao", "stars"),
        labels.say("Điểm trung bình phần", "Mean of part"),
    );
    let stars = STARS.map(|stars| MeasureColumn::count(format!("stars_{stars}"), format!("{stars} {star}")));
    let of_part = |part: &str| {
        let code = format!("mean_{}", part.to_lowercase());
        ColumnKind::MeanPoints.heading(&code, format!("{part_mean} {part}"), labels)
    };
    let before = headings(OUTCOMES, labels).into_iter().chain(stars);
    let after = headings(MEAN, labels).into_iter().chain(PARTS.map(of_part));
    before.chain(after).collect()
}

impl ScoresView {
    /// In the order of [`measures`].
    fn entries(&self) -> Vec<TableEntry> {
        let stars = STARS.map(|stars| whole(self.stars.get(&stars).copied().unwrap_or_default()));
        let parts = self.parts.iter().map(|part| decimal(&part.points.mean));
        let before = entries(OUTCOMES, self).into_iter().chain(stars);
        before.chain(entries(MEAN, self)).chain(parts).collect()
    }
}

impl SheetScores {
    /// How often minimums of the criterion were missed, for whatever star.
    fn missed(&self, criterion: &str) -> TableEntry {
        let missed = self
            .unmet_minimums
            .iter()
            .filter(|one| one.criterion == criterion);
        whole(missed.map(|one| one.evaluations).sum::<u64>())
    }
}
