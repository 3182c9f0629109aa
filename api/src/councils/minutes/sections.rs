//! The sections of the minutes about what was scored.

use super::scored::TurnResult;
use pdf::{Block, Paragraph, PdfTable};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::councils::{CouncilRole, MinutesSeat, StatementKind};
use shared::domain::scoring::{ScoringOutcome, ScoringResult};

/// A cell of a table.
pub(super) fn cell(text: impl Into<String>) -> Paragraph {
    Paragraph::new(text).size(11)
}

/// What a member is, in words.
pub(super) const fn role(role: CouncilRole) -> &'static str {
    match role {
        CouncilRole::Chair => "Chủ tịch",
        CouncilRole::ViceChair => "Phó Chủ tịch",
        CouncilRole::Member => "Ủy viên",
        CouncilRole::Secretary => "Thư ký",
        CouncilRole::Expert => "Chuyên gia",
    }
}

/// A dossier's turn: totals by member and part, mean, spread, result, unmet minimums, who stayed away.
pub(super) fn scored(number: u32, scored: &TurnResult) -> Vec<Block> {
    let result = &scored.result;
    let kind = match scored.kind {
        ApplicationKind::First => "đánh giá lần đầu",
        ApplicationKind::Upgrade => "nâng hạng",
        ApplicationKind::Renewal => "đánh giá lại",
    };
    let title = format!(
        "{number}. {} (mã {}) – {}",
        scored.product_name, scored.product_code, scored.producer_name
    );
    let about = format!(
        "Hồ sơ {kind}; bộ sản phẩm số {}; bộ tiêu chí {}; lượt chấm {}.",
        result.product_set, result.regime, scored.turn
    );
    let mut blocks: Vec<Block> = vec![Paragraph::new(title).bold().into(), Paragraph::new(about).into()];
    blocks.extend(said(scored));
    if !result.sheets.is_empty() {
        blocks.push(totals(result, &scored.sitting).into());
    }
    if let Some(mean) = &result.mean {
        let mean = format!("Điểm trung bình: {} điểm", decimal(mean));
        let text = match result.spread {
            Some(spread) => format!("{mean}; chênh lệch giữa phiếu cao nhất và thấp nhất: {spread} điểm."),
            // A 0 ended every sheet.
            None => format!("{mean}."),
        };
        blocks.push(Paragraph::new(text).into());
    }
    blocks.push(
        Paragraph::new(format!("Kết quả: {}.", outcome(result)))
            .bold()
            .into(),
    );
    if !result.unmet_minimums.is_empty() {
        blocks.push(Paragraph::new("Tiêu chí tối thiểu chưa đạt:").into());
        blocks.push(unmet(scored).into());
    }
    blocks.extend(away(&scored.sitting));
    blocks
}

/// What was said in the turn.
fn said(scored: &TurnResult) -> impl Iterator<Item = Block> {
    scored.statements.iter().map(|(said, label)| {
        let criterion = said.criterion.as_deref();
        let about = criterion
            .map(|code| format!(" tiêu chí {code} ({label})"))
            .unwrap_or_default();
        let head = match said.kind {
            StatementKind::Explanation if criterion.is_some() => "Giải trình của chủ thể về",
            StatementKind::Explanation => "Giải trình của chủ thể",
            StatementKind::Reading => "Hội đồng thống nhất cách hiểu",
            StatementKind::Rescoring => "Lý do chấm lại",
        };
        Paragraph::new(format!("{head}{about}: {}", said.statement)).into()
    })
}

/// The results together.
pub(super) fn conclusion(all: &[TurnResult]) -> Vec<Block> {
    let rows = (1..).zip(all).map(|(number, scored)| {
        let mean = scored.result.mean.as_deref().map(decimal).unwrap_or_default();
        vec![
            cell(i32::to_string(&number)).centred(),
            cell(&scored.product_name),
            cell(&scored.producer_name),
            cell(mean).centred(),
            cell(outcome(&scored.result)),
        ]
    });
    let head = ["TT", "Sản phẩm", "Chủ thể", "Điểm", "Kết quả"];
    let table = PdfTable {
        columns: vec![1, 5, 5, 2, 5],
        head: head.map(|text| cell(text).bold().centred()).into(),
        rows: rows.collect(),
        ruled: true,
    };
    let text = "Hội đồng thống nhất kết quả chấm điểm, phân hạng dưới đây và trình cấp có thẩm quyền xem xét, quyết định.";
    vec![
        Paragraph::new("III. KẾT LUẬN").bold().into(),
        Paragraph::new(text).into(),
        table.into(),
    ]
}

fn totals(result: &ScoringResult, sitting: &[MinutesSeat]) -> PdfTable {
    let name = |id: &str| {
        let seat = sitting.iter().find(|seat| seat.member.to_string() == id);
        seat.map_or_else(|| id.to_owned(), |seat| seat.name.clone())
    };
    let mut head = vec![cell("TT"), cell("Thành viên")];
    head.extend(
        result
            .parts
            .iter()
            .map(|part| cell(format!("Phần {} ({})", part.code, part.max))),
    );
    head.push(cell("Tổng"));
    let mut rows: Vec<Vec<Paragraph>> = (1..)
        .zip(&result.sheets)
        .map(|(number, sheet)| {
            let mut row = vec![
                cell(i32::to_string(&number)).centred(),
                cell(name(&sheet.assessor)),
            ];
            row.extend(result.parts.iter().map(|part| {
                let points = sheet.parts.get(&part.code).copied().unwrap_or_default();
                cell(points.to_string()).centred()
            }));
            row.push(cell(sheet.total.to_string()).centred());
            row
        })
        .collect();
    let mut mean = vec![cell(""), cell("Trung bình").bold()];
    mean.extend(
        result
            .parts
            .iter()
            .map(|part| cell(decimal(&part.mean)).centred()),
    );
    mean.push(
        cell(result.mean.as_deref().map(decimal).unwrap_or_default())
            .bold()
            .centred(),
    );
    rows.push(mean);
    let mut columns = vec![1, 5];
    columns.extend(result.parts.iter().map(|_| 2));
    columns.push(2);
    PdfTable {
        columns,
        head: head.into_iter().map(|cell| cell.bold().centred()).collect(),
        rows,
        ruled: true,
    }
}

fn unmet(scored: &TurnResult) -> PdfTable {
    let rows = scored
        .result
        .unmet_minimums
        .iter()
        .zip(&scored.labels)
        .map(|(unmet, label)| {
            vec![
                cell(format!("{} sao", unmet.stars)).centred(),
                cell(format!("{} {label}", unmet.criterion)),
                cell(unmet.minimum.to_string()).centred(),
                cell(format!("{}/{}", unmet.reached_by, unmet.of)).centred(),
            ]
        });
    let head = ["Hạng", "Tiêu chí", "Điểm tối thiểu", "Số phiếu đạt"];
    PdfTable {
        columns: vec![2, 8, 3, 3],
        head: head.map(|text| cell(text).bold().centred()).into(),
        rows: rows.collect(),
        ruled: true,
    }
}

/// Who did not score, and why.
fn away(sitting: &[MinutesSeat]) -> Vec<Block> {
    let absent: Vec<&str> = sitting
        .iter()
        .filter(|seat| seat.voting && seat.recusal.is_none() && !seat.handed_in)
        .map(|seat| seat.name.as_str())
        .collect();
    let recused: Vec<String> = sitting
        .iter()
        .filter_map(|seat| Some(format!("{} ({})", seat.name, seat.recusal.as_ref()?)))
        .collect();
    let mut blocks = Vec::new();
    if !absent.is_empty() {
        blocks.push(Paragraph::new(format!("Vắng, không có phiếu: {}.", absent.join(", "))).into());
    }
    if !recused.is_empty() {
        let text = format!("Không tham gia do xung đột lợi ích: {}.", recused.join(", "));
        blocks.push(Paragraph::new(text).into());
    }
    blocks
}

fn outcome(result: &ScoringResult) -> String {
    match (result.outcome, result.stars) {
        (ScoringOutcome::Eliminated, _) => {
            let grounds: Vec<&str> = result
                .eliminations
                .iter()
                .map(|ground| ground.label.as_str())
                .collect();
            format!("Bị loại: {}", grounds.join("; "))
        }
        (ScoringOutcome::NeedsRescoring, _) => "Chênh lệch vượt quy định, chấm lại".to_owned(),
        (ScoringOutcome::NoQuorum, _) => "Không đủ số phiếu".to_owned(),
        (ScoringOutcome::Rated, Some(stars @ 3..)) => format!("Đạt {stars} sao"),
        (ScoringOutcome::Rated, Some(stars)) => format!("{stars} sao, không đủ điều kiện công nhận"),
        (ScoringOutcome::Rated, None) => "Chưa phân hạng".to_owned(),
    }
}

/// Points as they are written in Vietnamese: with a comma.
fn decimal(points: &str) -> String {
    points.replace('.', ",")
}
