//! Begins a dossier: from the records of producer and product, or from a former dossier.

use super::act::refusal;
use super::party::party;
use super::request::NewDossier;
use crate::auth::Principal;
use crate::evaluations::regime_of;
use crate::registry::keyed::give;
use crate::registry::refusal::{gone, merged_product, unknown_product};
use crate::state::AppState;
use api_http::json_text::{read, stored};
use api_http::problem::{ApiResult, Code, Problem, refuse};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::database::dossier_documents::{self, DossierDocument};
use shared::database::dossiers::{self, Dossier};
use shared::database::outside_keys::{self, RecordKeys};
use shared::database::products::{self, Product, ProductRecord};
use shared::database::recognitions::{self, Recognition};
use shared::database::{StoreError, producers};
use shared::domain::access::Scope;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::dossier::{Declarations, KindRefusal, Registration, SelfAssessment, may_apply};
use shared::domain::outside_keys::KeySubject;
use shared::domain::recognition::StarStatus;
use shared::domain::regime_choice::DossierDates;
use shared::domain::violation::Violation;
use shared::domain::workflow::{self, DossierAction, DossierState};
use std::collections::HashMap;
use uuid::Uuid;

/// Writes the draft that `new` asks for.
///
/// # Errors
/// 403 for roles that write no dossiers, 409 where one is on its way, 422 for an unknown product or former dossier and for
/// a kind that does not fit the stars held.
pub(super) async fn begin(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    new: NewDossier,
) -> ApiResult<Dossier> {
    let party = party(principal).ok_or_else(|| Problem::new(Code::NotYourTurn))?;
    workflow::step(DossierState::Draft, DossierAction::Submit, party, None).map_err(refusal)?;
    let (product, maker) = named_product(connection, &principal.scope, &new).await?;
    let gone = gone(new.product_pointer(), maker.closed_on, maker.merged_into);
    let merged = merged_product(new.product_pointer(), product.merged_into);
    refuse(merged.or(gone).into_iter().collect())?;
    if let Some(open) = dossiers::open_of(connection, product.id).await? {
        return Err(on_its_way(open));
    }
    let today = state.clock.today();
    let held = held_on(connection, product.id, today).await?;
    check_kind(new.kind, held.as_ref())?;
    let former = former(connection, principal, &new, product.id).await?;
    let blank = Registration {
        producer_name: Some(maker.name),
        product_name: Some(product.name.clone()),
        description: product.description.clone(),
        ..Registration::default()
    };
    let mut dossier = draft(state, &new, &product, today)?;
    match former {
        Some(former) => copy(connection, principal, &mut dossier, former).await?,
        None => {
            let form = prefilled(connection, principal, blank, product.producer_id).await?;
            dossier.registration = stored(&form)?;
            dossiers::insert(connection, &dossier).await?;
        }
    }
    let named = (KeySubject::Dossier, dossier.id);
    dossier.keys = give(
        connection,
        named,
        &principal.scope,
        &dossier.keys,
        &new.keys,
        dossier.created_at,
    )
    .await?;
    Ok(dossier)
}

/// The product that `new` names, with its producer, held until the transaction ends.
///
/// # Errors
/// 422 where it names none in reach.
pub(super) async fn named_product(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    new: &NewDossier,
) -> ApiResult<ProductRecord> {
    let id = match (new.product_id, &new.product_key) {
        (Some(id), None) => id,
        (None, Some(key)) => {
            let found =
                outside_keys::find(connection, KeySubject::Product, scope, std::slice::from_ref(key)).await?;
            found
                .into_values()
                .next()
                .ok_or_else(|| Problem::violation(unknown_product("/product_key")))?
        }
        (None, None) => {
            return Err(Problem::violation(Violation::new(
                "/product_id",
                "required",
                "Cần product_id hoặc product_key.",
                "product_id or product_key is required.",
            )));
        }
        (Some(_), Some(_)) => {
            return Err(Problem::violation(Violation::new(
                "/product_key",
                "one_of",
                "Chỉ dùng product_id hoặc product_key.",
                "Use product_id or product_key, not both.",
            )));
        }
    };
    let found = products::lock(connection, scope, id).await?;
    found.ok_or_else(|| Problem::violation(unknown_product(new.product_pointer())))
}

/// The status that the product holds on `day`.
pub(super) async fn held_on(
    connection: &mut AsyncPgConnection,
    product: Uuid,
    day: NaiveDate,
) -> ApiResult<Option<StarStatus>> {
    let history = recognitions::histories(connection, &[product]).await?;
    let mut statuses = history.iter().map(Recognition::status);
    Ok(statuses.rfind(|status| status.holds_on(day)))
}

/// Passes where an application of `kind` fits what is `held`.
pub(super) fn check_kind(kind: ApplicationKind, held: Option<&StarStatus>) -> Result<(), Violation> {
    may_apply(kind, held).map_err(|refused| match refused {
        KindRefusal::AlreadyRecognised => Violation::new(
            "/kind",
            "already_recognised",
            "Sản phẩm đang được công nhận: hãy lập hồ sơ nâng hạng (upgrade) hoặc đánh giá lại (renewal).",
            "The product is recognised: begin an upgrade or a renewal.",
        ),
        KindRefusal::NotRecognised => Violation::new(
            "/kind",
            "not_recognised",
            "Sản phẩm không có công nhận còn hiệu lực: hãy lập hồ sơ lần đầu (first).",
            "The product holds no valid recognition: begin a first evaluation.",
        ),
        KindRefusal::HighestStar => Violation::new(
            "/kind",
            "highest_star",
            "Sản phẩm đã có hạng cao nhất: chỉ đánh giá lại (renewal).",
            "The product holds the highest star: only a renewal is possible.",
        ),
    })
}

/// The regime that the dates of a dossier choose.
///
/// # Errors
/// 422 where none applies.
pub(super) fn regime_on(state: &AppState, dates: DossierDates) -> ApiResult<String> {
    // The request names no regime that a pointer could show.
    let unnamed = |violation| Violation {
        pointer: String::new(),
        ..violation
    };
    Ok(regime_of(&state.regimes, dates).map_err(unnamed)?)
}

fn draft(state: &AppState, new: &NewDossier, product: &Product, today: NaiveDate) -> ApiResult<Dossier> {
    let (place, now) = (product.place(), state.clock.now());
    Ok(Dossier {
        id: Uuid::now_v7(),
        product_id: product.id,
        producer_id: product.producer_id,
        kind: new.kind,
        product_set: product.product_set,
        copied_from: None,
        regime: regime_on(
            state,
            DossierDates {
                handed_in: today,
                kind: new.kind,
                evaluated: today,
            },
        )?,
        state: DossierState::Draft,
        registration: stored(&Registration::default())?,
        self_assessment: stored(&SelfAssessment::default())?,
        commune_report: None,
        handed_in_on: None,
        complete_on: None,
        due_on: None,
        decide_by: None,
        turn: 0,
        stars: None,
        evaluation_id: None,
        unit_generation: place.generation,
        current_province_code: place.current_province,
        current_commune_code: place.current_commune,
        legacy_province_code: place.legacy_province,
        legacy_district_code: place.legacy_district,
        legacy_commune_code: place.legacy_commune,
        demonstration: false,
        version: 1,
        created_at: now,
        updated_at: now,
        late_reason: None,
        keys: RecordKeys::default(),
    })
}

/// The form with what the producer's record says, where the caller may see it.
async fn prefilled(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    form: Registration,
    producer: Uuid,
) -> ApiResult<Registration> {
    let Some(producer) = producers::find(connection, &principal.scope, producer).await? else {
        return Ok(form);
    };
    Ok(Registration {
        representative: producer.representative_name,
        address: producer.address,
        phone: producer.phone,
        email: producer.email,
        ..form
    })
}

/// The dossier to copy from, where one is asked for.
async fn former(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    new: &NewDossier,
    product: Uuid,
) -> ApiResult<Option<Dossier>> {
    let (found, pointer) = match (new.copied_from, new.copy_last) {
        (None, false) => return Ok(None),
        (Some(_), true) => {
            return Err(Problem::violation(Violation::new(
                "/copy_last",
                "one_of",
                "Chỉ dùng copied_from hoặc copy_last.",
                "Use copied_from or copy_last, not both.",
            )));
        }
        (Some(id), false) => (
            match dossiers::find(connection, &principal.scope, id).await {
                Err(StoreError::NotFound) => None,
                found => Some(found?),
            },
            "/copied_from",
        ),
        (None, true) => (
            dossiers::last_of(connection, &principal.scope, product).await?,
            "/copy_last",
        ),
    };
    let found = found.filter(|former| former.product_id == product);
    found.map(Some).ok_or_else(|| {
        Problem::violation(Violation::new(
            pointer,
            "unknown_dossier",
            "Không có hồ sơ trước của sản phẩm này.",
            "There is no such former dossier of this product.",
        ))
    })
}

/// Writes `dossier` with the forms and documents of `former`. What only the former said of itself stays behind: its
/// declarations, and the changes of a renewal.
async fn copy(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    dossier: &mut Dossier,
    former: Dossier,
) -> ApiResult<()> {
    let mut form: Registration = read(&former.registration)?;
    let held = dossier_documents::held(connection, &former).await?;
    let mut renamed = HashMap::new();
    let documents: Vec<DossierDocument> = held
        .into_iter()
        .map(|(document, _)| {
            let id = Uuid::now_v7();
            renamed.insert(document.id, id);
            DossierDocument {
                id,
                dossier_id: dossier.id,
                request_id: None,
                request_item: None,
                added_by: principal.name(),
                added_at: dossier.created_at,
                ..document
            }
        })
        .collect();
    for certificate in &mut form.certificates {
        certificate.document_id = certificate.document_id.and_then(|id| renamed.get(&id).copied());
    }
    form.declarations = Declarations::default();
    form.changes = None;
    dossier.copied_from = Some(former.id);
    dossier.registration = stored(&form)?;
    dossier.self_assessment = former.self_assessment;
    dossiers::insert(connection, dossier).await?;
    dossier_documents::insert(connection, &documents).await?;
    Ok(())
}

fn on_its_way(open: Uuid) -> Problem {
    Problem::new(Code::Conflict).detail(
        format!("Sản phẩm đang có hồ sơ {open} chưa kết thúc: hãy tiếp tục hoặc rút hồ sơ đó."),
        format!("The dossier {open} of the product is on its way: go on with it or withdraw it."),
    )
}
