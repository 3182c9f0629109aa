//! The figures of scores as rows and columns: the cells, or the sheet from part to criterion where one product set is asked for.

use super::super::area::{category, column};
use super::view::{PointsView, ScoreFigures, ScoresView, SheetScores};
use crate::formats::Tabular;
use shared::domain::statistics::Labels;
use shared::domain::statistics::table::{
    Category, DimensionColumn, DimensionRole, MeasureColumn, StatisticsTable, TableEntry, TableRow,
};

/// Stars that an evaluation can give.
const STARS: [u8; 5] = [1, 2, 3, 4, 5];

impl Tabular for ScoreFigures {
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
            at: category(self.by, &cell.value, self.generation, labels),
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
        let dimension = |code: &str, vi: &str, en: &str| DimensionColumn {
            code: code.to_owned(),
            label: labels.say(vi, en),
            role: DimensionRole::Kind,
        };
        let tier = |code: &str, vi: &str, en: &str| Category {
            code: code.to_owned(),
            label: labels.say(vi, en),
        };
        let (part, section) = (tier("part", "Phần", "Part"), tier("section", "Mục", "Section"));
        let criterion = tier("criterion", "Tiêu chí", "Criterion");
        let row = |tier: &Category, code: &str, points: &PointsView, missed: TableEntry| TableRow {
            at: vec![tier.clone(), Category::plain(code)],
            entries: points.entries().into_iter().chain([missed]).collect(),
        };
        let parts = self.totals.parts.iter();
        let sections = sheet.sections.iter();
        let criteria = sheet.criteria.iter();
        let rows = parts
            .map(|one| row(&part, one.code, &one.points, TableEntry::Missing))
            .chain(sections.map(|one| row(&section, &one.code, &one.points, TableEntry::Missing)))
            .chain(criteria.map(|one| row(&criterion, &one.code, &one.points, sheet.missed(&one.code))));
        let totals = self.totals.points.entries();
        StatisticsTable {
            title: self.title(labels),
            dimensions: vec![dimension("tier", "Cấp", "Tier"), dimension("code", "Mã", "Code")],
            measures: vec![
                MeasureColumn::count("max", labels.say("Điểm tối đa", "Highest points")),
                MeasureColumn::count("councils", labels.say("Số lượt đánh giá", "Evaluations")),
                mean("mean", labels.say("Điểm trung bình", "Mean")),
                MeasureColumn::count(
                    "missed",
                    labels.say("Số lần không đạt điểm tối thiểu", "Minimums missed"),
                ),
            ],
            rows: rows.collect(),
            totals: Some(totals.into_iter().chain([TableEntry::Missing]).collect()),
        }
    }
}

fn measures(labels: &Labels<'_>) -> Vec<MeasureColumn> {
    let count = |code: &str, vi: &str, en: &str| MeasureColumn::count(code, labels.say(vi, en));
    let stars = STARS.map(|stars| {
        let word = labels.say("sao", "stars");
        MeasureColumn::count(format!("stars_{stars}"), format!("{stars} {word}"))
    });
    let of_part = |part: &str| {
        let word = labels.say("Điểm trung bình phần", "Mean of part");
        mean(&format!("mean_{}", part.to_lowercase()), format!("{word} {part}"))
    };
    let mut measures = vec![
        count("evaluations", "Số lượt đánh giá", "Evaluations"),
        count("evaluated", "Có kết quả", "With a result"),
        count("recognised", "Được công nhận", "Recognised"),
        MeasureColumn::percent("success_rate", labels.say("Tỷ lệ đạt", "Success rate")),
    ];
    measures.extend(stars);
    measures.push(mean("mean", labels.say("Điểm trung bình", "Mean")));
    measures.extend(shared::domain::statistics::scores::PARTS.map(of_part));
    measures
}

fn mean(code: &str, label: String) -> MeasureColumn {
    MeasureColumn {
        code: code.to_owned(),
        label,
        unit: None,
        decimals: 2,
    }
}

impl ScoresView {
    /// In the order of [`measures`].
    fn entries(&self) -> Vec<TableEntry> {
        let mut entries = vec![
            whole(self.evaluations),
            whole(self.evaluated),
            whole(self.recognised),
            TableEntry::decimal(self.success_rate.clone()),
        ];
        entries.extend(STARS.map(|stars| whole(self.stars.get(&stars).copied().unwrap_or_default())));
        entries.push(TableEntry::decimal(self.points.mean.clone()));
        entries.extend(
            self.parts
                .iter()
                .map(|part| TableEntry::decimal(part.points.mean.clone())),
        );
        entries
    }
}

impl PointsView {
    fn entries(&self) -> Vec<TableEntry> {
        vec![
            TableEntry::Count(i64::from(self.max)),
            whole(self.councils),
            TableEntry::decimal(self.mean.clone()),
        ]
    }
}

impl SheetScores {
    /// How often minimums of the criterion were missed, for whatever star.
    fn missed(&self, criterion: &str) -> TableEntry {
        let missed = self
            .unmet_minimums
            .iter()
            .filter(|one| one.criterion == criterion);
        whole(missed.map(|one| one.evaluations).sum())
    }
}

fn whole(number: u64) -> TableEntry {
    TableEntry::Count(i64::try_from(number).unwrap_or(i64::MAX))
}
