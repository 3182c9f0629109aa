//! The dossiers that a decision names: each must stand before it, and the star must be the authority's to give.

use super::request::NewDecision;
use crate::auth::Principal;
use crate::caller::{Seat, today};
use crate::dossiers::act::allowed;
use crate::state::AppState;
use api_http::problem::{ApiResult, Problem, refuse};
use diesel_async::AsyncPgConnection;
use shared::clock::vietnamese_date;
use shared::database::dossiers::{self, Dossier};
use shared::database::evaluations;
use shared::domain::criteria::{CompetenceRule, RecognitionAuthority};
use shared::domain::recognition::LOWEST_RECOGNISED;
use shared::domain::violation::Violation;
use shared::domain::workflow::DossierAction;
use uuid::Uuid;

/// A dossier that the decision may decide.
#[derive(Clone, Debug)]
pub(super) struct DecidableDossier {
    /// Its place in the request.
    pub(super) position: usize,
    /// The dossier, held.
    pub(super) dossier: Dossier,
    /// 3 to 5.
    pub(super) stars: u8,
    /// Proposed to the ministry.
    pub(super) potential: bool,
}

impl DecidableDossier {
    /// The step that the decision takes the dossier.
    pub(super) const fn action(&self) -> DossierAction {
        if self.potential {
            DossierAction::Propose
        } else {
            DossierAction::Recognise
        }
    }
}

/// Pointer to a field of the dossier at `position`.
pub(super) fn pointer(position: usize, field: &str) -> String {
    format!("/dossiers/{position}/{field}")
}

/// The dossiers of `request`, held until the transaction ends, in its order.
///
/// # Errors
/// 422 for dossiers out of reach, stars above the rating or not the authority's, and a date before a rating; 409
/// `out_of_turn` for those that do not stand before a decision; 403 for those that stand before another's.
pub(super) async fn named(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    principal: &Principal,
    seat: &Seat,
    request: &NewDecision,
) -> ApiResult<Vec<DecidableDossier>> {
    let found = held(connection, principal, request).await?;
    in_turn(principal, &found)?;
    let rule = state.regimes.recognition_on(request.decided_on).ok_or_else(|| {
        Problem::violation(Violation::new(
            "/decided_on",
            "no_regime",
            "Không có quy định nào có hiệu lực vào ngày này.",
            "No regime was in force on this day.",
        ))
    })?;
    let mut violations = Vec::new();
    let mut named = Vec::with_capacity(found.len());
    for (position, dossier) in found {
        let given = request.dossiers.get(position).and_then(|one| one.stars);
        match stars(rule, seat, &dossier, given) {
            Ok((stars, potential)) => named.push(DecidableDossier {
                position,
                dossier,
                stars,
                potential,
            }),
            Err((code, vi, en)) => {
                violations.push(Violation::new(pointer(position, "stars"), code, vi, en));
            }
        }
    }
    violations.extend(dates(connection, &named, request).await?);
    refuse(violations)?;
    Ok(named)
}

async fn held(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    request: &NewDecision,
) -> ApiResult<Vec<(usize, Dossier)>> {
    let ids: Vec<Uuid> = request.dossiers.iter().map(|one| one.dossier_id).collect();
    let mut dossiers = dossiers::lock_all(connection, &principal.scope, &ids).await?;
    let mut found = Vec::with_capacity(ids.len());
    let mut violations = Vec::new();
    for (position, id) in ids.iter().enumerate() {
        match dossiers.iter().position(|dossier| dossier.id == *id) {
            Some(at) => found.push((position, dossiers.swap_remove(at))),
            None => violations.push(Violation::new(
                pointer(position, "dossier_id"),
                "unknown_dossier",
                "Không có hồ sơ này.",
                "There is no such dossier.",
            )),
        }
    }
    refuse(violations)?;
    Ok(found)
}

/// Every dossier stands before a decision of the caller; otherwise the first one's problem, with all of them by pointer.
fn in_turn(principal: &Principal, found: &[(usize, Dossier)]) -> ApiResult<()> {
    let mut first = None;
    let mut violations = Vec::new();
    for (position, dossier) in found {
        // Both actions of a decision start from the same states.
        if let Err(problem) = allowed(dossier, DossierAction::Recognise, principal, None) {
            let state = dossier.state;
            violations.push(Violation::new(
                pointer(*position, "dossier_id"),
                "out_of_turn",
                format!("Hồ sơ đang ở trạng thái `{state}`."),
                format!("The dossier is in the state `{state}`."),
            ));
            first.get_or_insert(problem);
        }
    }
    match first {
        None => Ok(()),
        Some(problem) => Err(problem.errors(violations)),
    }
}

/// The stars that `seat` gives a rated dossier, and whether they are only proposed to the ministry.
fn stars(
    rule: &CompetenceRule,
    seat: &Seat,
    dossier: &Dossier,
    given: Option<u8>,
) -> Result<(u8, bool), (&'static str, String, String)> {
    let rated = dossier.stars.and_then(|stars| u8::try_from(stars).ok());
    let rated = rated.unwrap_or_default();
    let stars = given.unwrap_or(rated);
    if stars > rated {
        return Err((
            "above_the_rating",
            format!("Kết quả đánh giá là {rated} sao."),
            format!("The rating gave {rated} stars."),
        ));
    }
    let competent = rule.authority_of(stars).filter(|_| stars >= LOWEST_RECOGNISED);
    let Some(competent) = competent.map(today) else {
        return Err((
            "not_recognised",
            format!("{stars} sao không được công nhận."),
            format!("{stars} stars are not recognised."),
        ));
    };
    match (competent, seat.authority) {
        (RecognitionAuthority::Ministry, RecognitionAuthority::Province) => Ok((stars, true)),
        (competent, own) if competent == own => Ok((stars, false)),
        (competent, _) => Err((
            "another_authority",
            format!("{stars} sao do cấp khác công nhận (`{competent}`)."),
            format!("{stars} stars are recognised by another authority (`{competent}`)."),
        )),
    }
}

/// A decision is not older than the ratings it stands on.
async fn dates(
    connection: &mut AsyncPgConnection,
    named: &[DecidableDossier],
    request: &NewDecision,
) -> ApiResult<Vec<Violation>> {
    let ids: Vec<Uuid> = named.iter().filter_map(|one| one.dossier.evaluation_id).collect();
    let rated = evaluations::rated_at(connection, &ids).await?;
    let latest = rated.iter().map(|(_, at)| vietnamese_date(*at)).max();
    let early = latest.filter(|day| request.decided_on < *day);
    Ok(early
        .map(|day| {
            Violation::new(
                "/decided_on",
                "before_the_rating",
                format!("Kết quả đánh giá có ngày {day}; quyết định không được trước ngày đó."),
                format!("The rating is of {day}; the decision must not be dated before."),
            )
        })
        .into_iter()
        .collect())
}
