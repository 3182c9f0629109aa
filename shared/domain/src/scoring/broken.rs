//! The rules a request can break: pointer, code, and what to say in both languages.

use crate::criteria::{ProductSet, Regime, Regimes};
use crate::violation::Violation;

pub(super) fn unknown_regime(regimes: &Regimes, id: &str) -> Violation {
    let known: Vec<&str> = regimes
        .iter()
        .filter(|one| !one.recorded_only)
        .map(|one| one.id.as_str())
        .collect();
    let known = known.join(", ");
    Violation::new(
        "/regime",
        "unknown_regime",
        format!("regime: không có bộ tiêu chí \"{id}\"; có: {known}"),
        format!("regime: there is no regime \"{id}\"; known: {known}"),
    )
}

pub(super) fn regime_not_scorable(regime: &Regime) -> Violation {
    let id = &regime.id;
    Violation::new(
        "/regime",
        "regime_not_scorable",
        format!("regime: kết quả theo bộ tiêu chí {id} chỉ được ghi nhận, không chấm điểm"),
        format!("regime: results under {id} are recorded only, not computed"),
    )
}

pub(super) fn unknown_product_set(regime: &Regime, no: u32) -> Violation {
    let (id, count) = (&regime.id, regime.sets.len());
    Violation::new(
        "/product_set",
        "unknown_product_set",
        format!("product_set: bộ tiêu chí {id} không có bộ sản phẩm {no}; có {count} bộ, từ 1"),
        format!("product_set: regime {id} has no product set {no}; it has {count}, from 1"),
    )
}

pub(super) fn set_not_scorable(regime: &Regime, set: &ProductSet) -> Violation {
    let (id, no) = (&regime.id, set.no);
    let vi: Vec<&str> = set.doubts.iter().map(|doubt| doubt.vi.as_str()).collect();
    let en: Vec<&str> = set.doubts.iter().map(|doubt| doubt.en.as_str()).collect();
    let (vi, en) = (vi.join("; "), en.join("; "));
    Violation::new(
        "/product_set",
        "set_not_scorable",
        format!(
            "product_set: bộ sản phẩm {no} của {id} không chấm điểm được vì điểm in ra không khớp ({vi})"
        ),
        format!("product_set: set {no} of {id} cannot be scored, its printed sums do not close ({en})"),
    )
}

pub(super) fn unknown_elimination(index: usize, code: &str, set: &ProductSet) -> Violation {
    let known: Vec<&str> = set
        .eliminations
        .iter()
        .map(|ground| ground.code.as_str())
        .collect();
    let (no, known) = (set.no, known.join(", "));
    Violation::new(
        format!("/eliminations/{index}"),
        "unknown_elimination",
        format!("eliminations: bộ sản phẩm {no} không có trường hợp loại \"{code}\"; có: [{known}]"),
        format!("eliminations: product set {no} has no ground \"{code}\"; it has: [{known}]"),
    )
}

pub(super) fn duplicate_elimination(index: usize, code: &str) -> Violation {
    Violation::new(
        format!("/eliminations/{index}"),
        "duplicate_elimination",
        format!("eliminations: \"{code}\" được nêu hai lần"),
        format!("eliminations: \"{code}\" is named twice"),
    )
}

pub(super) fn no_members() -> Violation {
    Violation::new(
        "/council/members",
        "no_members",
        "members: hội đồng phải có ít nhất 1 thành viên",
        "members: a council has at least 1 member",
    )
}

pub(super) fn invalid_quorum(text: &str) -> Violation {
    Violation::new(
        "/council/quorum",
        "invalid_quorum",
        format!("quorum: \"{text}\" không phải phân số như \"3/4\", lớn hơn 0 và không quá 1"),
        format!("quorum: \"{text}\" is not a fraction such as \"3/4\", above 0 and at most 1"),
    )
}

pub(super) fn no_sheets() -> Violation {
    Violation::new(
        "/sheets",
        "no_sheets",
        "sheets: cần ít nhất một phiếu chấm, hoặc số thành viên hội đồng, hoặc một trường hợp loại",
        "sheets: at least one sheet is needed, or the council's members, or an elimination",
    )
}

pub(super) fn too_many_sheets(sheets: usize, members: u32) -> Violation {
    Violation::new(
        "/sheets",
        "too_many_sheets",
        format!("sheets: có {sheets} phiếu chấm nhưng hội đồng chỉ có {members} thành viên"),
        format!("sheets: {sheets} sheets, but the council has {members} members"),
    )
}

pub(super) fn blank_assessor(sheet: usize) -> Violation {
    Violation::new(
        format!("/sheets/{sheet}/assessor"),
        "blank_assessor",
        "assessor: phải nêu người chấm",
        "assessor: must name who scored",
    )
}

pub(super) fn duplicate_assessor(sheet: usize, assessor: &str) -> Violation {
    Violation::new(
        format!("/sheets/{sheet}/assessor"),
        "duplicate_assessor",
        format!("assessor: \"{assessor}\" có hai phiếu chấm; mỗi thành viên một phiếu"),
        format!("assessor: \"{assessor}\" has two sheets; each member has one"),
    )
}

pub(super) fn second_chair(sheet: usize, first: usize) -> Violation {
    Violation::new(
        format!("/sheets/{sheet}/chair"),
        "second_chair",
        format!("chair: phiếu {first} đã là của chủ tịch; hội đồng chỉ có một chủ tịch"),
        format!("chair: sheet {first} is the chair's already; a council has one chair"),
    )
}

pub(super) fn unknown_criterion(sheet: usize, code: &str) -> Violation {
    Violation::new(
        answer(sheet, code),
        "unknown_criterion",
        format!("answers: phiếu của bộ sản phẩm này không có tiêu chí \"{code}\""),
        format!("answers: the sheet of this product set has no criterion \"{code}\""),
    )
}

pub(super) fn parent_criterion(sheet: usize, code: &str) -> Violation {
    Violation::new(
        answer(sheet, code),
        "parent_criterion",
        format!("answers: {code} gồm các tiêu chí con; hãy chấm từng tiêu chí con"),
        format!("answers: {code} is made of sub-criteria; answer those"),
    )
}

pub(super) fn unknown_option(sheet: usize, code: &str, option: i64, options: usize) -> Violation {
    Violation::new(
        answer(sheet, code),
        "unknown_option",
        format!("answers: {code} không có mức {option}; các mức từ 1 đến {options}"),
        format!("answers: {code} has no option {option}; its options are 1 to {options}"),
    )
}

pub(super) fn duplicate_answer(sheet: usize, code: &str) -> Violation {
    Violation::new(
        answer(sheet, code),
        "duplicate_answer",
        format!("answers: {code} được chấm hai lần"),
        format!("answers: {code} is answered twice"),
    )
}

pub(super) fn both_cases(sheet: usize, code: &str, other: &str) -> Violation {
    Violation::new(
        answer(sheet, code),
        "both_cases",
        format!("answers: {code} và {other} là hai trường hợp thay thế nhau; chỉ chấm một"),
        format!("answers: {code} and {other} are two cases of one choice; answer one of them"),
    )
}

pub(super) fn condition_unmet(sheet: usize, code: &str, other: &str, above: u32) -> Violation {
    Violation::new(
        answer(sheet, code),
        "condition_unmet",
        format!("answers: {code} chỉ được chấm điểm khi {other} đạt trên {above} điểm"),
        format!("answers: {code} has points only where {other} has more than {above}"),
    )
}

/// RFC 6901 pointer to an answer; the key comes from outside and is escaped.
fn answer(sheet: usize, code: &str) -> String {
    let code = code.replace('~', "~0").replace('/', "~1");
    format!("/sheets/{sheet}/answers/{code}")
}
