//! Whose a record is, from what it says and from who makes it.

use crate::places::{name_of_another, no_place, outside_reach, registry, require_reach};
use api_http::problem::{ApiResult, Problem};
use diesel_async::AsyncPgConnection;
use shared::database::programme_records::{self, ProgrammeRecord, Sight};
use shared::database::{producers, products};
use shared::domain::access::Scope;
use shared::domain::cycle::review::ReviewState;
use shared::domain::cycle::{OwnerClaim, OwnerLevel, OwnerUnit, RecordKind, RecordOwner};
use shared::domain::units::{Generation, Level, NoPlace, Place, UnitRef};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// The owner's columns of a record.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) level: OwnerLevel,
    pub(super) generation: Generation,
    pub(super) code: String,
    pub(super) current_province: Option<String>,
    /// Below the provinces.
    pub(super) place: Option<Place>,
    pub(super) producer_id: Option<Uuid>,
    pub(super) earlier_id: Option<Uuid>,
    pub(super) product_id: Option<Uuid>,
}

impl Owner {
    fn of_nation() -> Self {
        Self {
            level: OwnerLevel::National,
            generation: Generation::Current,
            code: String::new(),
            current_province: None,
            place: None,
            producer_id: None,
            earlier_id: None,
            product_id: None,
        }
    }

    fn of_province(code: &str) -> Self {
        Self {
            level: OwnerLevel::Province,
            code: code.to_owned(),
            current_province: Some(code.to_owned()),
            ..Self::of_nation()
        }
    }

    fn of_place(place: Place, producer_id: Option<Uuid>) -> Self {
        let given = place.given();
        Self {
            level: OwnerLevel::Commune,
            generation: given.generation,
            code: given.code,
            current_province: Some(place.current_province.clone()),
            producer_id,
            place: Some(place),
            ..Self::of_nation()
        }
    }

    /// The owner of a record of an earlier step.
    fn of_record(record: &ProgrammeRecord) -> ApiResult<Self> {
        let place = record.place();
        let place = place.ok_or_else(|| Problem::internal(&"a record lies in no commune"))?;
        Ok(Self {
            earlier_id: Some(record.id),
            ..Self::of_place(place, record.producer_id)
        })
    }

    /// Whose the record is, for its content.
    pub(super) fn settled(&self) -> RecordOwner {
        let national = self.level == OwnerLevel::National;
        RecordOwner {
            unit: OwnerUnit {
                level: self.level,
                code: (!national).then(|| self.code.clone()),
                name: None,
                generation: (!national).then_some(self.generation),
                successor: None,
            },
            commune: self.place.as_ref().map(|place| place.current_commune.clone()),
            producer: self.producer_id,
        }
    }
}

/// The owner that a caller with `sight` names.
///
/// # Errors
/// 422 for what is not there or out of reach, 403 for a unit out of reach, 404 for the product of a path.
pub(super) async fn owner(
    connection: &mut AsyncPgConnection,
    sight: &Sight,
    named: OwnerClaim,
) -> ApiResult<Owner> {
    let scope = &sight.scope;
    match named {
        OwnerClaim::Unit(None) => own_unit(scope),
        OwnerClaim::Unit(Some(unit)) => unit_in_reach(scope, unit),
        OwnerClaim::Idea { producer, commune } => of_idea(connection, scope, producer, commune).await,
        OwnerClaim::Product(id) => product(connection, scope, id)
            .await?
            .ok_or_else(Problem::not_found),
        OwnerClaim::Follows {
            product: Some(id), ..
        } => product(connection, scope, id).await?.ok_or_else(|| {
            unknown(
                "/product_id",
                "unknown_product",
                "không có sản phẩm này",
                "there is no such product",
            )
        }),
        OwnerClaim::Follows { kind, earlier, .. } => {
            let id = earlier.unwrap_or_default();
            let found = programme_records::find(connection, kind, sight, id).await?;
            follows(kind, found.as_ref())
        }
    }
}

fn own_unit(scope: &Scope) -> ApiResult<Owner> {
    match scope {
        Scope::Nation => Ok(Owner::of_nation()),
        Scope::Province(code) => Ok(Owner::of_province(code)),
        Scope::Commune(code) => {
            let place = registry()?.place(Generation::Current, code);
            let place = place.ok_or_else(|| Problem::internal(&"an account of an unknown commune"))?;
            Ok(Owner::of_place(place, None))
        }
        Scope::Producer(_) | Scope::Seat(_) | Scope::Nothing => Err(outside_reach()),
    }
}

fn unit_in_reach(scope: &Scope, unit: OwnerUnit) -> ApiResult<Owner> {
    let OwnerUnit {
        level,
        code,
        name,
        generation,
        successor,
    } = unit;
    let code = code.unwrap_or_default();
    let generation = match level.unit_level() {
        None => Generation::Current,
        Some(level) => registry()?
            .meant(generation, level, &code, name.as_deref())
            .or_else(|other| Err(Problem::violation(name_of_another("/unit/name", &code, &other)?)))?,
    };
    match level {
        OwnerLevel::National if *scope == Scope::Nation => Ok(Owner::of_nation()),
        OwnerLevel::National => Err(outside_reach()),
        OwnerLevel::Province => {
            let known = generation == Generation::Current
                && registry()?
                    .find(&UnitRef::new(generation, Level::Province, &code))
                    .is_some();
            if !known {
                return Err(unknown_unit("/unit/code", &code));
            }
            if *scope == Scope::Nation || *scope == Scope::Province(code.clone()) {
                Ok(Owner::of_province(&code))
            } else {
                Err(outside_reach())
            }
        }
        OwnerLevel::Commune => commune(scope, "/unit/code", (generation, &code, successor.as_deref())),
    }
}

/// The commune whose code stands at `pointer`, in a generation and, of one that was split, the part that is meant.
fn commune(
    scope: &Scope,
    pointer: &str,
    (generation, code, successor): (Generation, &str, Option<&str>),
) -> ApiResult<Owner> {
    let place = registry()?.place_in(generation, code, successor);
    let place = place.map_err(|reason| match reason {
        NoPlace::Unknown => unknown_unit(pointer, code),
        reason => Problem::violation(no_place(pointer, "unit", generation, code, &reason)),
    })?;
    require_reach(scope, &place, None)?;
    Ok(Owner::of_place(place, None))
}

async fn of_idea(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    producer: Option<Uuid>,
    code: Option<String>,
) -> ApiResult<Owner> {
    let producer = match scope {
        Scope::Producer(id) => producer.or(Some(*id)),
        _ => producer,
    };
    match (producer, code, scope) {
        (Some(_), Some(_), _) => Err(unknown(
            "/commune_code",
            "not_with_producer",
            "không gửi cùng producer_id: xã là của chủ thể",
            "not together with producer_id: the commune is the producer's",
        )),
        (Some(id), None, _) => {
            let found = producers::find(connection, scope, id).await?;
            found
                .map(|producer| Owner::of_place(producer.place(), Some(id)))
                .ok_or_else(|| {
                    unknown(
                        "/producer_id",
                        "unknown_producer",
                        "không có chủ thể này",
                        "there is no such producer",
                    )
                })
        }
        (None, Some(code), _) => commune(scope, "/commune_code", (Generation::Current, &code, None)),
        (None, None, Scope::Commune(_)) => own_unit(scope),
        (None, None, _) => Err(unknown(
            "/producer_id",
            "required",
            "cần producer_id hoặc commune_code",
            "producer_id or commune_code is needed",
        )),
    }
}

async fn product(connection: &mut AsyncPgConnection, scope: &Scope, id: Uuid) -> ApiResult<Option<Owner>> {
    let found = products::find(connection, scope, id).await?;
    Ok(found.map(|(product, producer)| Owner {
        product_id: Some(product.id),
        ..Owner::of_place(product.place(), Some(producer.id))
    }))
}

fn follows(kind: RecordKind, found: Option<&ProgrammeRecord>) -> ApiResult<Owner> {
    let (pointer, vi, en) = match kind {
        RecordKind::Idea => ("/idea_id", "ý tưởng", "idea"),
        _ => ("/plan_id", "phương án", "plan"),
    };
    let record = found.ok_or_else(|| {
        unknown(
            pointer,
            "unknown_record",
            &format!("không có {vi} này"),
            &format!("there is no such {en}"),
        )
    })?;
    if record.state != Some(ReviewState::Accepted) {
        return Err(unknown(
            pointer,
            "not_accepted",
            &format!("{vi} chưa được chấp nhận"),
            &format!("the {en} has not been accepted"),
        ));
    }
    Owner::of_record(record)
}

fn unknown(pointer: &str, code: &'static str, vi: &str, en: &str) -> Problem {
    Problem::violation(Violation::new(pointer, code, vi, en))
}

fn unknown_unit(pointer: &str, code: &str) -> Problem {
    let (vi, en) = (
        format!("không có đơn vị {code}"),
        format!("there is no unit {code}"),
    );
    unknown(pointer, "unknown_unit", &vi, &en)
}

/// True where somebody with `scope` may change `record`: open records of the units above are seen, not changed.
pub(super) fn in_reach(scope: &Scope, record: &ProgrammeRecord) -> bool {
    match scope {
        Scope::Nation => true,
        Scope::Province(code) => record.current_province_code.as_ref() == Some(code),
        Scope::Commune(code) => record.current_commune_code.as_ref() == Some(code),
        Scope::Producer(id) => record.producer_id == Some(*id),
        Scope::Seat(_) | Scope::Nothing => false,
    }
}
