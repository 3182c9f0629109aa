//! The forms of a dossier (Mẫu 01, 02, 03) filled in.

use serde_json::{Value, json};
use shared::domain::criteria::Regimes;

/// A form 01 with all that handing in needs.
#[must_use]
pub fn registration(kind: &str) -> Value {
    let mut form = json!({
        "producer_name": "Hợp tác xã Sông Lô Xanh", "representative": "Nguyễn Thị Hoa",
        "address": "Thôn Đôn Nhân, xã Sông Lô", "phone": "0211 3838 123", "email": "htx@songlo.vn",
        "product_name": "Ổi Đôn Nhân", "description": "Ổi lê ruột trắng, giòn, ngọt mát.",
        "capacity": {"per_year": 120_000, "unit": "kg"}, "producing_since": 2018,
        "material_areas": [{"place": "Xã Sông Lô", "square_metres": 150_000, "material": "ổi lê"}],
        "local_material_percent": 100, "labour": {"total": 24, "local": 22, "women": 15},
        "revenue": [{"year": 2025, "million_vnd": 850}],
        "distribution": [{"kind": "supermarkets", "name": "Co.op", "percent": 40}],
        "certificates": [{"kind": "gap", "name": "VietGAP", "number": "VG-01", "issued_on": "2025-02-01"}],
        "declarations": {"truthful": true, "law_abiding": true},
    });
    if kind != "first" {
        form["changes"] = json!({"production": "Mở rộng vùng trồng thêm 5 ha."});
    }
    form
}

/// A form 02 that answers every criterion of `set` under `regime` with its first option.
#[must_use]
pub fn self_assessment(regime: &str, set: u32) -> Value {
    let regimes = Regimes::embedded().expect("the regimes");
    let regime = regimes.get(regime).expect("the regime");
    let sheet = regime
        .product_set(set)
        .expect("a product set")
        .sheet()
        .expect("a sheet");
    let answers: serde_json::Map<String, Value> = sheet
        .groups()
        .iter()
        .map(|group| (sheet.leaves()[group.start].code.clone(), json!({"option": 1})))
        .collect();
    json!({"answers": answers})
}

/// A form 03.
#[must_use]
pub fn report() -> Value {
    let finding = json!({"text": "Đúng như hồ sơ.", "verdict": "confirmed"});
    json!({
        "local_material": finding, "local_labour": finding, "origin_of_idea": finding, "local_identity": finding,
        "conclusion": "Đề nghị tỉnh đánh giá.",
    })
}
