//! Units that a client names.

use super::registry;
use api_http::problem::{ApiResult, Code, Problem};
use serde::Deserialize;
use shared::domain::access::Scope;
use shared::domain::units::{Generation, Level, NoPlace, OtherName, Place, Registry, Unit, UnitRef};
use shared::domain::violation::Violation;
use std::iter;
use utoipa::ToSchema;
use uuid::Uuid;

/// A commune by code and generation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommuneInput {
    /// Side of the reform of 1 July 2025 on which the code is meant; `current` by default.
    pub(crate) generation: Option<Generation>,
    /// Code of 5 digits.
    #[schema(example = "08782")]
    pub(crate) code: String,
    /// Its name, where the sender has it: refused where the code is another's. 3,316 codes are of both generations.
    #[schema(example = "Xã Hải Lựu", max_length = 200, pattern = r"\S")]
    pub(crate) name: Option<String>,
    /// Code of today's commune, where the one of `code` was split at the reform: which part is meant.
    pub(crate) successor: Option<String>,
}

/// The place that a body names, as `commune` or shorter as `commune_code` with `commune_generation`; none where it names
/// none.
///
/// # Errors
/// The broken rule: both forms at once, a generation without a code, a code that no commune has or that is not of the name
/// sent along, or one of a commune that was split without the successor that is meant.
pub(crate) fn resolve_commune(
    commune: Option<CommuneInput>,
    code: Option<String>,
    generation: Option<Generation>,
) -> ApiResult<Result<Option<Place>, Violation>> {
    let (pointer, commune) = match (commune, code, generation) {
        (None, None, None) => return Ok(Ok(None)),
        (Some(commune), None, None) => ("/commune/code", commune),
        (None, Some(code), generation) => (
            "/commune_code",
            CommuneInput {
                generation,
                code,
                name: None,
                successor: None,
            },
        ),
        (None, None, Some(_)) => {
            return Ok(Err(Violation::new(
                "/commune_generation",
                "missing_commune_code",
                "commune_generation cần đi cùng commune_code",
                "commune_generation needs commune_code",
            )));
        }
        (Some(_), _, _) => {
            return Ok(Err(Violation::new(
                "/commune",
                "commune_given_twice",
                "chỉ gửi commune hoặc commune_code, không gửi cả hai",
                "send either commune or commune_code, not both",
            )));
        }
    };
    let (code, name) = (&commune.code, commune.name.as_deref());
    let generation = match registry()?.meant(commune.generation, Level::Commune, code, name) {
        Ok(generation) => generation,
        Err(other) => return Ok(Err(name_of_another("/commune/name", code, &other)?)),
    };
    let successor = commune.successor.as_deref();
    let place = registry()?.place_in(generation, code, successor);
    Ok(place
        .map(Some)
        .map_err(|reason| no_place(pointer, "commune", generation, code, &reason)))
}

/// That the name at `pointer` is not that of `code`, and what the code means.
pub(crate) fn name_of_another(pointer: &str, code: &str, other: &OtherName<'_>) -> ApiResult<Violation> {
    let registry = registry()?;
    let meaning = |unit: Option<&Unit>, nobody: &str| {
        unit.map_or_else(|| nobody.to_owned(), |unit| with_units_above(registry, unit))
    };
    Ok(Violation::new(
        pointer,
        "name_of_another_unit",
        format!(
            "tên không phải của mã {code}: từ 1/7/2025 mã này là {}, trước đó là {}; hãy sửa tên, mã hoặc gửi generation",
            meaning(other.current, "không của đơn vị nào"),
            meaning(other.legacy, "không của đơn vị nào"),
        ),
        format!(
            "the name is not that of the code {code}: since 1 July 2025 it is {}, before that {}; correct the name or the code, or send generation",
            meaning(other.current, "nobody's"),
            meaning(other.legacy, "nobody's"),
        ),
    ))
}

/// `Xã Đại Thịnh, Huyện Mê Linh, Thành phố Hà Nội`.
pub(crate) fn with_units_above(registry: &Registry, unit: &Unit) -> String {
    let names: Vec<&str> = iter::successors(Some(unit), |unit| registry.parent(unit))
        .map(|unit| unit.name.as_str())
        .collect();
    names.join(", ")
}

/// Why there is no such place: `pointer` is where the code stands, `member` the object with its `successor`.
pub(crate) fn no_place(
    pointer: &str,
    member: &str,
    generation: Generation,
    code: &str,
    reason: &NoPlace<'_>,
) -> Violation {
    let list = |candidates: &[&Unit]| {
        let names = candidates
            .iter()
            .map(|unit| format!("{} ({})", unit.unit.code, unit.name));
        names.collect::<Vec<_>>().join(", ")
    };
    match reason {
        NoPlace::Unknown => Violation::new(
            pointer,
            "unknown_commune",
            format!("không có xã, phường, đặc khu nào mang mã {code} ở thế hệ {generation}"),
            format!("no commune has the code {code} in the {generation} generation"),
        ),
        NoPlace::SuccessorNeeded(candidates) => Violation::new(
            pointer,
            "successor_needed",
            format!(
                "xã {code} đã được chia khi sắp xếp; hãy gửi {member} với successor là một trong: {}",
                list(candidates)
            ),
            format!(
                "the commune {code} was split at the reform; send {member} with successor, one of: {}",
                list(candidates)
            ),
        ),
        NoPlace::OtherSuccessor(candidates) => Violation::new(
            format!("/{member}/successor"),
            "unknown_successor",
            format!("đơn vị kế tiếp của {code} là: {}", list(candidates)),
            format!("the successors of {code} are: {}", list(candidates)),
        ),
    }
}

/// The unit that a query asks for with `unit`, `level` and `generation`; none where it asks for none. The level may be
/// left out, as 2, 3 and 5 digits tell it; the generation is today's by default.
///
/// # Errors
/// 400 for a unit that does not exist, and for a level or generation without a unit.
pub(crate) fn resolve_unit(
    code: Option<String>,
    level: Option<Level>,
    generation: Option<Generation>,
) -> ApiResult<Option<UnitRef>> {
    let Some(code) = code else {
        return match (level, generation) {
            (None, None) => Ok(None),
            _ => Err(invalid(
                "level và generation cần đi cùng unit",
                "level and generation need unit",
            )),
        };
    };
    let generation = generation.unwrap_or(Generation::Current);
    let level = level.unwrap_or(match code.len() {
        2 => Level::Province,
        3 => Level::District,
        _ => Level::Commune,
    });
    let unit = UnitRef::new(generation, level, code);
    if registry()?.find(&unit).is_none() {
        let UnitRef {
            generation,
            level,
            code,
        } = unit;
        return Err(invalid(
            &format!("không có đơn vị {generation}/{level}/{code}"),
            &format!("there is no unit {generation}/{level}/{code}"),
        ));
    }
    Ok(Some(unit))
}

fn invalid(vi: &str, en: &str) -> Problem {
    Problem::query(Violation::new("/unit", "unknown_unit", vi, en))
}

/// The unit as far as `scope` reaches. Units of the old boundaries are open to all: the counts themselves are bounded by the
/// scope.
///
/// # Errors
/// 404 for a unit that is not there or not for this caller.
pub(crate) fn visible_unit(unit: UnitRef, scope: &Scope) -> Result<(Level, String), Problem> {
    let known = registry()?.find(&unit).ok_or_else(Problem::not_found)?;
    let visible = match (unit.generation, scope) {
        (Generation::Legacy, _)
        | (_, Scope::Nation | Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing) => true,
        (Generation::Current, Scope::Province(own)) => known.province_code == *own,
        (Generation::Current, Scope::Commune(own)) => unit.level == Level::Commune && unit.code == *own,
    };
    if visible {
        Ok((unit.level, unit.code))
    } else {
        Err(Problem::not_found())
    }
}

/// Refuses to put a record at `place` where that is out of the caller's reach.
pub(crate) fn require_reach(scope: &Scope, place: &Place, producer: Option<Uuid>) -> Result<(), Problem> {
    if scope.covers(place, producer) {
        Ok(())
    } else {
        Err(outside_reach())
    }
}

/// The unit lies outside the caller's, or above it.
pub(crate) fn outside_reach() -> Problem {
    Problem::new(Code::OutsideReach).detail(
        "Đơn vị này nằm ngoài địa bàn phụ trách của tài khoản.",
        "This unit lies outside the unit of the account.",
    )
}
