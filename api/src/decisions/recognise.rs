//! One decision, many products: star statuses, certificates and the dossiers' last step in one transaction.

use super::head::About;
use super::named::{DecidableDossier, named, pointer};
use super::request::NewDecision;
use crate::auth::Principal;
use crate::caller::Seat;
use crate::dossiers::act::{DossierMove, act};
use crate::state::AppState;
use api_http::problem::{ApiResult, Problem, refuse};
use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;
use serde_json::json;
use shared::database::certificates::{self, Certificate, CertificateEvent, CertificateRecord, Print};
use shared::database::corrections;
use shared::database::decisions::{self, Decision, DecisionItem};
use shared::database::products::{self, ProductDimensions};
use shared::database::recognitions::{self, Recognition, RecognitionOpening};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::certificate::{
    CertificateEventKind, DecisionEffect, DecisionKind, NoNewRecognition, PrintedCode, ProductDecision,
    decide as decided,
};
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::recognition::RecognitionChange;
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Decides what `request` names; returns the decision and the version of the statistics that contains it.
///
/// # Errors
/// See [`named`]; 409 where the number is taken; 422 for a product that holds as much already or whose record a decision of
/// that date would cross.
pub(super) async fn decide(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    request: &NewDecision,
) -> ApiResult<(Decision, i64)> {
    let seat = Seat::of(principal)?;
    refuse(request.check(state.clock.today()))?;
    let named = named(connection, state, principal, &seat, request).await?;
    let about = About {
        kind: DecisionKind::Recognition,
        at: "",
        programme_year: request.programme_year,
        reason: None,
    };
    let decision = request
        .head()
        .record(connection, state, principal, &seat, about)
        .await?;
    let found = LockedProducts::of(connection, &named).await?;
    let mut changes = Changes::default();
    let mut violations = Vec::new();
    for one in &named {
        match changes.add(state, &found, &decision, one) {
            Ok(()) => {}
            Err(DecisionObstacle::Rule(violation)) => violations.push(violation),
            Err(DecisionObstacle::Problem(problem)) => return Err(problem),
        }
    }
    refuse(violations)?;
    changes.number(connection, state, &decision).await?;
    let version = changes.write(connection, state, principal).await?;
    step(connection, state, principal, &decision, named).await?;
    Ok((decision, version))
}

/// Takes the dossiers to their new states.
async fn step(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    decision: &Decision,
    named: Vec<DecidableDossier>,
) -> ApiResult<()> {
    for one in named {
        let details = json!({"decision_id": decision.id, "number": decision.number, "stars": one.stars});
        let done = DossierMove {
            details: Some(details),
            ..DossierMove::plain(one.action())
        };
        act(connection, state, principal, one.dossier, done).await?;
    }
    Ok(())
}

/// What is stored of the products named, all of it held.
struct LockedProducts {
    histories: Vec<Recognition>,
    certificates: Vec<CertificateRecord>,
    dimensions: Vec<ProductDimensions>,
    prints: Vec<Print>,
}

impl LockedProducts {
    async fn of(connection: &mut AsyncPgConnection, named: &[DecidableDossier]) -> ApiResult<Self> {
        let mut ids: Vec<Uuid> = named.iter().map(|one| one.dossier.product_id).collect();
        ids.sort_unstable();
        products::lock_all(connection, &ids).await?;
        Ok(Self {
            histories: recognitions::histories(connection, &ids).await?,
            certificates: certificates::of_products(connection, &ids).await?,
            dimensions: products::dimensions(connection, &ids).await?,
            prints: certificates::prints(connection, &ids).await?,
        })
    }

    fn history(&self, product: Uuid) -> Vec<&Recognition> {
        let own = self.histories.iter().filter(|one| one.product_id == product);
        own.collect()
    }

    /// What statistics and certificates say of `product`.
    fn product(&self, product: Uuid) -> Result<(&ProductDimensions, &Print), DecisionObstacle> {
        let dimensions = self.dimensions.iter().find(|one| one.product_id == product);
        let print = self.prints.iter().find(|one| one.product_id == product);
        let missing = || DecisionObstacle::Problem(Problem::internal(&"a dossier's product is not there"));
        dimensions.zip(print).ok_or_else(missing)
    }

    /// The certificates of `product`. One that ends after the decision's day counts too: nothing else may tell of that end, where
    /// potential five stars took the place of its status.
    fn certificates(&self, product: Uuid) -> Vec<&CertificateRecord> {
        let own = self.certificates.iter();
        own.filter(|one| one.certificate.product_id == product).collect()
    }
}

/// What the decision of `day` does to a product with this `history` that `held` these certificates.
fn effect(
    history: &[&Recognition],
    held: &[&CertificateRecord],
    named: &DecidableDossier,
    day: NaiveDate,
) -> Result<DecisionEffect, DecisionObstacle> {
    let statuses: Vec<_> = history.iter().map(|one| one.status()).collect();
    let certificates: Vec<_> = held.iter().map(|one| one.product_certificate()).collect();
    let decision = ProductDecision {
        stars: named.stars,
        potential: named.potential,
        kind: named.dossier.kind,
        revoked_on: recognitions::revoked_on(history.iter().copied()),
    };
    decided(&statuses, &certificates, decision, day)
        .map_err(|refused| DecisionObstacle::Rule(refusal(named.position, refused)))
}

/// Why a product cannot be decided.
enum DecisionObstacle {
    Rule(Violation),
    Problem(Problem),
}

/// The rows to write.
#[derive(Default)]
struct Changes {
    recognitions: Vec<Recognition>,
    replaced: Vec<(Uuid, NaiveDate)>,
    certificates: Vec<Certificate>,
    events: Vec<CertificateEvent>,
    items: Vec<DecisionItem>,
}

impl Changes {
    /// What `decision` does to the product of `named`.
    fn add(
        &mut self,
        state: &AppState,
        found: &LockedProducts,
        decision: &Decision,
        named: &DecidableDossier,
    ) -> Result<(), DecisionObstacle> {
        let (dossier, day) = (&named.dossier, decision.decided_on);
        let history = found.history(dossier.product_id);
        let held = found.certificates(dossier.product_id);
        let recognised = effect(&history, &held, named, day)?;
        let change = recognised.change;
        let (dimensions, print) = found.product(dossier.product_id)?;
        if let Some(status) = change.replaces.and_then(|position| history.get(position)) {
            self.replaced.push((status.id, day));
        }
        let row = recognition(state, &history, dimensions, decision, named, &change);
        let certificate = recognised.certificate.map(|issue| Certificate {
            code: PrintedCode::of_chance(rand::random()).as_str().to_owned(),
            stars: i16::from(issue.certificate.stars),
            issued_on: issue.certificate.validity.from,
            valid_from: issue.certificate.validity.from,
            valid_to: issue.certificate.validity.to,
            ..print.certificate(&row, decision, Some(dossier.id), state.clock.now())
        });
        self.items.push(DecisionItem {
            decision_id: decision.id,
            product_id: dossier.product_id,
            dossier_id: Some(dossier.id),
            stars: row.stars,
            potential: named.potential,
            recognition_id: Some(row.id),
            certificate_id: certificate.as_ref().map(|one| one.id),
            late: dossier.kind == ApplicationKind::Renewal
                && dossier.decide_by.is_some_and(|last| last < day),
        });
        self.recognitions.push(row);
        if let Some(certificate) = certificate {
            let replaced = recognised.certificate.and_then(|issue| issue.replaces);
            let replaced = replaced.and_then(|position| held.get(position).copied());
            self.issue(certificate, replaced, decision);
        }
        Ok(())
    }

    /// Issues `certificate` in the place of the one `replaced`.
    fn issue(&mut self, certificate: Certificate, replaced: Option<&CertificateRecord>, decision: &Decision) {
        let day = decision.decided_on;
        let event = |id, kind| CertificateEvent {
            decision_id: Some(decision.id),
            ..CertificateEvent::new(id, kind, day)
        };
        self.events
            .push(event(certificate.id, CertificateEventKind::Issued));
        if let Some(held) = replaced {
            self.events.push(CertificateEvent {
                successor_id: Some(certificate.id),
                ..event(held.certificate.id, CertificateEventKind::Replaced)
            });
        }
        self.certificates.push(certificate);
    }

    /// Numbers the certificates in the order of the request.
    async fn number(
        &mut self,
        connection: &mut AsyncPgConnection,
        state: &AppState,
        decision: &Decision,
    ) -> ApiResult<()> {
        if self.certificates.is_empty() {
            return Ok(());
        }
        let pattern = match decision.authority {
            RecognitionAuthority::Ministry => &state.certificates.ministry_number,
            RecognitionAuthority::District | RecognitionAuthority::Province => {
                &state.certificates.province_number
            }
        };
        let (year, count) = (decision.decided_on.year(), self.certificates.len());
        let province = decision.province_code.as_deref().unwrap_or_default();
        let serials = certificates::serials(connection, decision.authority, province, year, count).await?;
        for (certificate, serial) in self.certificates.iter_mut().zip(serials) {
            certificate.number = Some(pattern.number(serial, year, province));
        }
        Ok(())
    }

    /// Writes everything, one statement a table; returns the new version of the statistics.
    async fn write(
        &self,
        connection: &mut AsyncPgConnection,
        state: &AppState,
        principal: &Principal,
    ) -> ApiResult<i64> {
        recognitions::replace(connection, &self.replaced).await?;
        recognitions::insert(connection, &self.recognitions).await?;
        corrections::replay(connection, &state.regimes, &self.recognitions).await?;
        certificates::insert(connection, &self.certificates).await?;
        certificates::record_events(connection, &self.events, &principal.name(), state.clock.now()).await?;
        decisions::name(connection, &self.items).await?;
        Ok(recognitions::raise_version(connection).await?)
    }
}

fn recognition(
    state: &AppState,
    history: &[&Recognition],
    dimensions: &ProductDimensions,
    decision: &Decision,
    named: &DecidableDossier,
    change: &RecognitionChange,
) -> Recognition {
    let dossier = &named.dossier;
    // A rating opens one status; a decision after the ministry did not confirm it may stand on the same rating once more.
    let evaluation_id = dossier
        .evaluation_id
        .filter(|id| history.iter().all(|one| one.evaluation_id != Some(*id)));
    let opening = RecognitionOpening {
        evaluation_id,
        regime: &dossier.regime,
        group: &state
            .regimes
            .group_of(&dossier.regime, dossier.product_set)
            .unwrap_or_default(),
        kind: dossier.kind,
        decision: Some((&decision.number, decision.programme_year)),
        authority: decision.authority,
        authority_unit: decision.authority_unit.clone(),
    };
    opening.row(dimensions, &change.status)
}

fn refusal(position: usize, refused: NoNewRecognition) -> Violation {
    match refused {
        NoNewRecognition::HoldsAsMuch { stars } => Violation::new(
            pointer(position, "stars"),
            "holds_as_much",
            format!(
                "Sản phẩm đang có {stars} sao còn hiệu lực; đánh giá lần đầu hoặc nâng hạng phải cao hơn."
            ),
            format!("The product holds {stars} stars; a first evaluation or an upgrade must give more."),
        ),
        NoNewRecognition::BeforeAnother(day) => Violation::new(
            "/decided_on",
            "before_another_change",
            format!("Hạng sao của sản phẩm đã thay đổi ngày {day}; quyết định không được trước ngày đó."),
            format!("The product's stars changed on {day}; the decision must not be dated before."),
        ),
        NoNewRecognition::Revoked(day) => Violation::new(
            pointer(position, "dossier_id"),
            "revoked_meanwhile",
            format!(
                "Công nhận của sản phẩm đã bị thu hồi ngày {day}: không còn gì để nâng hạng hoặc đánh giá lại; \
                 hãy không công nhận (decline) hồ sơ này, rồi lập hồ sơ lần đầu (first)."
            ),
            format!(
                "What the product held was revoked on {day}: nothing is left to upgrade or renew; decline the dossier, \
                 then a first evaluation may be begun."
            ),
        ),
        NoNewRecognition::OutOfRange => Violation::new(
            "/decided_on",
            "date_out_of_range",
            "Ngày quyết định nằm ngoài lịch.",
            "The date lies outside the calendar.",
        ),
    }
}
