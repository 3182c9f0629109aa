//! What must hold before a dossier is handed in; everything that does not is told at once.

use super::request::DossierSubmission;
use crate::dossiers::begin::{check_kind, held_on};
use crate::dossiers::forms::check_registration;
use crate::state::AppState;
use api_http::json_text::read;
use api_http::problem::{ApiResult, refuse};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::database::dossier_documents::DossierDocumentRecord;
use shared::database::dossiers::{self, Dossier};
use shared::domain::application_kind::ApplicationKind;
use shared::domain::criteria::ProductSet;
use shared::domain::dossier::{Registration, SelfAssessment, missing_documents};
use shared::domain::recognition::StarStatus;
use shared::domain::renewal::{Filing, FilingRefusal, RenewalWindow};
use shared::domain::violation::Violation;
use uuid::Uuid;

/// Most characters of the reason of a late renewal.
const REASON_LENGTH: usize = 2000;

/// Passes where `dossier`, which stands under the regime that applies today, may be handed in; the reason of a renewal that
/// is late.
///
/// # Errors
/// 422 with everything that is missing or wrong.
pub(super) async fn check(
    connection: &mut AsyncPgConnection,
    state: &AppState,
    dossier: &Dossier,
    held: &[DossierDocumentRecord],
    submission: &DossierSubmission,
) -> ApiResult<Option<String>> {
    let mut violations = forms(state, dossier, held)?;
    let mut late = None;
    let product = dossiers::product_name(connection, dossier).await?;
    violations.extend(other_name(dossier, &product)?);
    // The days of the first handing in count; what was sent back is mended, not filed anew.
    if dossier.handed_in_on.is_none() {
        let today = state.clock.today();
        let stars = held_on(connection, dossier.product_id, today).await?;
        match filing(dossier.kind, stars.as_ref(), submission, today) {
            Ok(reason) => late = reason,
            Err(violation) => violations.push(violation),
        }
    }
    refuse(violations)?;
    Ok(late)
}

fn forms(state: &AppState, dossier: &Dossier, held: &[DossierDocumentRecord]) -> ApiResult<Vec<Violation>> {
    let registration: Registration = read(&dossier.registration)?;
    let self_assessment: SelfAssessment = read(&dossier.self_assessment)?;
    let ids: Vec<Uuid> = held.iter().map(|(document, _)| document.id).collect();
    let kinds: Vec<_> = held.iter().map(|(document, _)| document.kind).collect();
    let set = state.regimes.product_set(&dossier.regime, dossier.set());
    let broken = check_registration(&registration, dossier, &ids);
    let mut violations: Vec<Violation> = below("/registration", broken).collect();
    violations.extend(registration.missing(dossier.kind));
    let answers = self_assessment.check(&state.regimes, &dossier.regime, dossier.set());
    violations.extend(below("/self_assessment", answers));
    if let Some(sheet) = set.and_then(ProductSet::sheet) {
        let unanswered = self_assessment.unanswered(sheet);
        violations.extend(unanswered.into_iter().map(unanswered_criterion));
    }
    let group = set.map_or("", |set| set.group.as_str());
    violations.extend(missing_documents(group, &kinds));
    Ok(violations)
}

/// A form that names another product than the certificate would.
fn other_name(dossier: &Dossier, product: &str) -> ApiResult<Option<Violation>> {
    let registration: Registration = read(&dossier.registration)?;
    let named = registration.product_name.as_deref().map(str::trim);
    Ok(named
        .filter(|named| !named.is_empty() && *named != product)
        .map(|_| {
            Violation::new(
                "/registration/product_name",
                "other_product_name",
                format!("tên sản phẩm phải như trong danh mục: {product}"),
                format!("the product's name must be that on record: {product}"),
            )
        }))
}

/// Whether an application of `kind` can be filed on `today` for a product that holds `stars`; the reason if it is late.
fn filing(
    kind: ApplicationKind,
    stars: Option<&StarStatus>,
    submission: &DossierSubmission,
    today: NaiveDate,
) -> Result<Option<String>, Violation> {
    check_kind(kind, stars)?;
    let (ApplicationKind::Renewal, Some(stars)) = (kind, stars) else {
        return Ok(None);
    };
    let reason = submission.late_reason.as_deref().map(str::trim);
    let reason = reason.filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > REASON_LENGTH) {
        return Err(Violation::new(
            "/late_reason",
            "too_long",
            format!("Lý do: tối đa {REASON_LENGTH} ký tự."),
            format!("The reason: at most {REASON_LENGTH} characters."),
        ));
    }
    let window = RenewalWindow::of(stars.valid_from, stars.valid_to);
    match window.file(today, reason.is_some()) {
        Ok(Filing::InWindow) => Ok(None),
        Ok(Filing::Late) => Ok(reason.map(str::to_owned)),
        Err(refused) => Err(outside_window(refused, &window)),
    }
}

fn outside_window(refused: FilingRefusal, window: &RenewalWindow) -> Violation {
    let RenewalWindow {
        opens,
        closes,
        certificate_last_day,
    } = window;
    let (pointer, vi, en) = match refused {
        FilingRefusal::TooEarly => ("", "chưa đến kỳ nộp", "it has not opened yet"),
        FilingRefusal::LateWithoutReason => (
            "/late_reason",
            "đã qua kỳ nộp; cần nêu lý do (late_reason) theo điều 12 khoản 3",
            "it has closed; state why (late_reason), article 12.3",
        ),
        FilingRefusal::Ended => (
            "",
            "giấy chứng nhận đã hết hạn; hãy lập hồ sơ lần đầu",
            "the certificate has ended; begin a first evaluation",
        ),
    };
    Violation::new(
        pointer,
        "outside_renewal_window",
        format!(
            "Kỳ nộp hồ sơ đánh giá lại từ {opens} đến {closes} (giấy chứng nhận có giá trị đến hết {certificate_last_day}): {vi}."
        ),
        format!(
            "The renewal is filed from {opens} to {closes} (the certificate holds through {certificate_last_day}): {en}."
        ),
    )
}

fn unanswered_criterion(code: &str) -> Violation {
    Violation::new(
        format!("/self_assessment/answers/{code}"),
        "unanswered",
        format!("Tiêu chí {code} chưa được trả lời; chọn 0 nếu không đạt mức nào."),
        format!("Criterion {code} is not answered; choose 0 where no option holds."),
    )
}

/// The same violations, told where the dossier has the form.
fn below(form: &str, violations: Vec<Violation>) -> impl Iterator<Item = Violation> {
    let form = form.to_owned();
    violations.into_iter().map(move |violation| Violation {
        pointer: format!("{form}{}", violation.pointer),
        ..violation
    })
}
