//! Words and widths of the ministry's tables: the JSON file of `OCOP_PTNT_OCOP_FILE`.
//!
//! ```json
//! {"widths": {"PTNT_OCOP.TrangThai": 20}, "in_force": "CONHIEULUC", "ended": "HETHIEULUC", "stars": "{stars} sao",
//!  "product_prefix": "OP", "producer_prefix": "CS"}
//! ```

use shared::config::Environment;
use shared::domain::products::MinistryFormat;

/// Name of the variable.
const VARIABLE: &str = "OCOP_PTNT_OCOP_FILE";

/// What the file says that `OCOP_PTNT_OCOP_FILE` names, as built in by default; problems are collected in `environment`.
pub(super) fn read(environment: &mut Environment) -> MinistryFormat {
    let Some(path) = environment.get(VARIABLE) else {
        return MinistryFormat::default();
    };
    let read = std::fs::read_to_string(&path).map_err(|error| format!("{path} cannot be read: {error}"));
    let parsed = read.and_then(|text| {
        serde_json::from_str::<MinistryFormat>(&text).map_err(|error| format!("{path}: {error}"))
    });
    match parsed {
        Ok(format) => {
            for problem in format.problems() {
                environment.problem(format!("{VARIABLE}: {problem}"));
            }
            format
        }
        Err(problem) => {
            environment.problem(format!("{VARIABLE}: {problem}"));
            MinistryFormat::default()
        }
    }
}
