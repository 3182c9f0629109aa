//! `POST /api/v1/certificates/{id}/corrections`: a print with the right words takes the place of a wrong one (đính chính).

use super::change::{broken, competent, held, item, recorded, require_hold, respond};
use super::request::Correction;
use super::view::CertificateView;
use crate::auth::Principal;
use crate::caller::{Caller, Creation, DecisionsWrite};
use crate::state::AppState;
use api_http::answer::NewResource;
use api_http::extract::PathOf;
use api_http::problem::{ApiResult, Problem, refuse, text_length};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::certificates::{self, Certificate, CertificateEvent};
use shared::database::decisions::{self, Decision};
use shared::database::recognitions;
use shared::domain::certificate::{
    CertificateEventKind, DecisionKind, PrintedCode, ProductCertificate, correct as correct_print,
};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// The longest name and address, in characters.
const LONGEST_NAME: usize = 200;
const LONGEST_ADDRESS: usize = 500;

/// Corrects what is printed on a certificate: a new record with the same number, stars and term, the next revision and a new
/// printed code, counts from the decision's date on; the old one stays on record as replaced. Producer, set and place are those on record
/// of its first day, corrections of the records included.
#[endpoint(post "/certificates/{id}/corrections", tag = "certificates", problems(Conflict, OutsideReach, OutOfTurn, NotYourTurn))]
pub(super) async fn correct(
    caller: Caller<DecisionsWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<Correction>,
) -> ApiResult<NewResource<CertificateView>> {
    idempotency
        .once(&caller, async |connection| {
            let record = held(connection, caller.scope(), id).await?;
            let seat = competent(
                &caller.state,
                &caller.principal,
                &record,
                body.decision.decided_on,
            )?;
            check(&body, &record.certificate, caller.state.clock.today())?;
            require_hold(&record, body.decision.decided_on)?;
            let print = correct_print(&record.product_certificate(), body.decision.decided_on)
                .ok_or_else(|| Problem::internal(&"a certificate that holds is not corrected"))?;
            let (kind, said) = (DecisionKind::Correction, (&body.decision, body.reason.as_str()));
            let decision = recorded(connection, &caller.state, &caller.principal, &seat, kind, said).await?;
            let (right, principal) = ((&record.certificate, print), &caller.principal);
            let corrected = write(connection, &caller.state, principal, right, &decision, &body).await?;
            let answer = respond(connection, caller.scope(), corrected, &caller.state).await?;
            Ok(answer.location(format!("/api/v1/certificates/{corrected}")))
        })
        .await
}

fn check(body: &Correction, certificate: &Certificate, today: NaiveDate) -> ApiResult<()> {
    let mut violations = broken(&body.decision, &body.reason, certificate, today);
    let fields = [
        ("/product_name", &body.product_name, LONGEST_NAME),
        ("/producer_name", &body.producer_name, LONGEST_NAME),
        ("/producer_address", &body.producer_address, LONGEST_ADDRESS),
    ];
    for (pointer, text, longest) in fields {
        violations.extend(text.as_ref().and_then(|text| text_length(pointer, text, longest)));
    }
    if fields.iter().all(|(_, text, _)| text.is_none()) {
        violations.push(Violation::new(
            "",
            "nothing_to_correct",
            "Cần nêu ít nhất một nội dung đính chính.",
            "At least one correction is needed.",
        ));
    }
    refuse(violations)
}

/// The certificate with producer, set and place as they are on record of its first day: they may have been corrected since it was
/// printed.
async fn as_on_record(connection: &mut AsyncPgConnection, wrong: &Certificate) -> ApiResult<Certificate> {
    let history = recognitions::histories(connection, &[wrong.product_id]).await?;
    let certified = history.into_iter().find(|row| row.id == wrong.recognition_id);
    Ok(certified.map_or_else(
        || wrong.clone(),
        |row| Certificate {
            producer_id: row.producer_id,
            product_set: row.product_set,
            current_province_code: row.current_province_code,
            current_commune_code: row.current_commune_code,
            legacy_province_code: row.legacy_province_code,
            legacy_district_code: row.legacy_district_code,
            legacy_commune_code: row.legacy_commune_code,
            ..wrong.clone()
        },
    ))
}

/// Writes the corrected certificate; returns its id.
async fn write(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    (wrong, print): (&Certificate, ProductCertificate),
    decision: &Decision,
    body: &Correction,
) -> ApiResult<Uuid> {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
    let corrected = Certificate {
        id: Uuid::now_v7(),
        revision: wrong.revision.saturating_add(1),
        code: PrintedCode::of_chance(rand::random()).as_str().to_owned(),
        decision_id: decision.id,
        corrects: Some(wrong.id),
        product_name: given(&body.product_name).unwrap_or_else(|| wrong.product_name.clone()),
        producer_name: given(&body.producer_name).unwrap_or_else(|| wrong.producer_name.clone()),
        producer_address: given(&body.producer_address).or_else(|| wrong.producer_address.clone()),
        stars: i16::from(print.stars),
        issued_on: print.validity.from,
        valid_to: print.validity.to,
        created_at: state.clock.now(),
        ..as_on_record(connection, wrong).await?
    };
    let event = |id, kind| CertificateEvent {
        decision_id: Some(decision.id),
        reason: Some(body.reason.trim().to_owned()),
        ..CertificateEvent::new(id, kind, decision.decided_on)
    };
    let events = [
        // A carry-over goes on.
        CertificateEvent {
            until: print.validity.extended_to,
            ..event(corrected.id, CertificateEventKind::Issued)
        },
        CertificateEvent {
            successor_id: Some(corrected.id),
            ..event(wrong.id, CertificateEventKind::Corrected)
        },
    ];
    certificates::insert(connection, std::slice::from_ref(&corrected)).await?;
    certificates::record_events(connection, &events, &principal.name(), state.clock.now()).await?;
    decisions::name(connection, &[item(decision, &corrected)]).await?;
    Ok(corrected.id)
}
