//! The stars of one product over time, decision by decision.

use chrono::NaiveDate;
use shared::domain::application_kind::ApplicationKind;
use shared::domain::certificate::{
    CertificateValidity, ProductCertificate, ProductDecision, decide, extend, reopen,
};
use shared::domain::criteria::{Continuation, ContinuationReach};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::recognition::StarStatus;

/// Days past its end for which a certificate goes on at most.
pub(super) const MOST_CARRY_OVER: u16 = 180;

/// Star statuses of one product, oldest first. Each method is an act of an authority; one that the rules refuse panics.
#[derive(Clone, Debug, Default)]
pub struct Course(Vec<CourseStep>);

/// One star status and how it came and went.
#[derive(Clone, Debug)]
pub struct CourseStep {
    /// The status.
    pub status: StarStatus,
    /// First, upgrade or renewal.
    pub kind: ApplicationKind,
    /// Number of the decision that opened it.
    pub decision: String,
    /// What ended it before its time.
    pub end_reason: Option<RecognitionEndReason>,
}

impl Course {
    /// What was held when.
    #[must_use]
    pub fn steps(&self) -> &[CourseStep] {
        &self.0
    }

    /// What holds on `day`.
    #[must_use]
    pub fn held(&self, day: NaiveDate) -> Option<&StarStatus> {
        self.0
            .iter()
            .map(|step| &step.status)
            .find(|status| status.holds_on(day))
    }

    /// The status opened last.
    #[must_use]
    pub fn latest(&self) -> Option<&StarStatus> {
        self.0.last().map(|step| &step.status)
    }

    /// A decision that gives `stars`; `potential` where they are proposed to the ministry.
    pub fn decide(
        &mut self,
        (stars, potential): (u8, bool),
        kind: ApplicationKind,
        day: NaiveDate,
        decision: String,
    ) {
        let decided = ProductDecision {
            stars,
            potential,
            kind,
            revoked_on: None,
        };
        let history: Vec<StarStatus> = self.0.iter().map(|step| step.status).collect();
        let certified = self.certificate(day).map(|step| ProductCertificate {
            validity: validity(&step.status),
            stars: step.status.stars,
        });
        let certificates: Vec<ProductCertificate> = certified.into_iter().collect();
        let change = decide(&history, &certificates, decided, day)
            .unwrap_or_else(|error| panic!("{error}: {self:?}"))
            .change;
        if let Some(replaced) = change.replaces {
            self.0[replaced].end(day, RecognitionEndReason::Replaced);
        }
        self.0.push(CourseStep {
            status: change.status,
            kind,
            decision,
            end_reason: None,
        });
    }

    /// The potential five stars held on `day` come to nothing: the product falls back to the certificate it still holds.
    pub fn decline(&mut self, day: NaiveDate) {
        let certificate = self.certificate(day).cloned();
        let potential = self.0.last_mut().expect("a potential five stars");
        assert!(potential.status.potential && potential.status.holds_on(day));
        potential.end(day, RecognitionEndReason::Declined);
        let reopened = certificate.and_then(|step| {
            let status = reopen(&validity(&step.status), step.status.stars, day)?;
            Some(CourseStep {
                status,
                end_reason: None,
                ..step
            })
        });
        self.0.extend(reopened);
    }

    /// The certificate held on `day` is revoked.
    pub fn revoke(&mut self, day: NaiveDate) {
        let last = self.0.last_mut().expect("a certificate");
        assert!(last.status.holds_on(day) && !last.status.potential);
        last.end(day, RecognitionEndReason::Revoked);
    }

    /// On `day` the certificate is carried over to end before `until`.
    pub fn extend(&mut self, until: NaiveDate, day: NaiveDate) {
        let last = self.0.last_mut().expect("a certificate");
        let rule = Continuation {
            article: "12.3".to_owned(),
            days: MOST_CARRY_OVER,
            applies_to: ContinuationReach::AllPending,
            ending_before: None,
        };
        extend(&validity(&last.status), until, day, &rule).unwrap_or_else(|error| panic!("{error}"));
        last.status.extended_to = Some(until);
    }

    /// The certificate in force on `day`: that of a status which only potential five stars have replaced is.
    fn certificate(&self, day: NaiveDate) -> Option<&CourseStep> {
        let certified = self.0.iter().rev().find(|step| !step.status.potential)?;
        let is_revoked = certified.end_reason == Some(RecognitionEndReason::Revoked);
        (!is_revoked && validity(&certified.status).holds_on(day)).then_some(certified)
    }
}

impl CourseStep {
    fn end(&mut self, day: NaiveDate, reason: RecognitionEndReason) {
        self.status.ended_on = Some(day);
        self.end_reason = Some(reason);
    }
}

/// The certificate of `status`, as long as no other has taken its place.
fn validity(status: &StarStatus) -> CertificateValidity {
    CertificateValidity {
        from: status.valid_from,
        to: status.valid_to,
        extended_to: status.extended_to,
        ended: None,
    }
}
