//! The way of a dossier (quy trình hồ sơ) as a table: states, actions, who may act, how long a state may last.
//!
//! Decision 26/2026/QĐ-TTg, articles 7 to 10: the producer submits to the commune, the commune checks and sends on with its
//! report (Mẫu 03), the province's office checks completeness, the advisory team reports, the council scores, the chair
//! of the province decides; a potential five stars goes on to the ministry. [`table::TRANSITIONS`] is all of it: the api
//! answers from it what is possible, the documentation prints it, the tests walk it.

mod deadline;
mod names;
mod printed;
mod rating;
mod step;
mod table;

pub use deadline::Deadline;
pub use printed::markdown;
pub use step::{OutOfTurn, StepRefusal, possible, step};
pub use table::TRANSITIONS;

use crate::text_enum;

text_enum! {
    /// Where a dossier stands (trạng thái hồ sơ).
    pub enum DossierState {
        /// The producer writes (đang soạn).
        Draft = "draft",
        /// The commune checks completeness (xã kiểm tra), 15 working days.
        AtCommune = "at_commune",
        /// Back with the producer, with a reason (trả lại).
        Returned = "returned",
        /// The province's office checks completeness (tỉnh kiểm tra).
        AtProvince = "at_province",
        /// The province has asked for named evidence by a date (chờ bổ sung).
        AwaitingEvidence = "awaiting_evidence",
        /// The advisory team checks and reports (tổ tư vấn).
        WithAdvisoryTeam = "with_advisory_team",
        /// The province's council scores (Hội đồng cấp tỉnh).
        AtCouncil = "at_council",
        /// The sheets are closed; the rating is computed.
        BeingRated = "being_rated",
        /// Rated three stars or more; the chair of the province decides (chờ quyết định).
        Scored = "scored",
        /// Potential five stars (tiềm năng 5 sao): the ministry checks the minimum dossier.
        AtMinistry = "at_ministry",
        /// The ministry's council scores (Hội đồng cấp trung ương).
        AtMinistryCouncil = "at_ministry_council",
        /// The ministry's sheets are closed; the rating is computed.
        BeingRatedByMinistry = "being_rated_by_ministry",
        /// Rated five stars by the ministry's council; the ministry decides.
        ScoredByMinistry = "scored_by_ministry",
        /// Not five stars, or not scored by the ministry: the province recognises from that result or evaluates anew.
        BackAtProvince = "back_at_province",
        /// Decided, certified (công nhận).
        Recognised = "recognised",
        /// Ended without recognition (không công nhận).
        NotRecognised = "not_recognised",
        /// Taken back by the producer (rút hồ sơ).
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What is done to a dossier (thao tác).
    pub enum DossierAction {
        /// Hands it in (nộp).
        Submit = "submit",
        /// Takes it back (rút).
        Withdraw = "withdraw",
        /// Sends it back with a reason (trả lại).
        Return = "return",
        /// Sends it on to the province with the commune's report (chuyển tỉnh, Mẫu 03).
        SendOn = "send_on",
        /// Asks for named evidence by a date (yêu cầu bổ sung).
        RequestEvidence = "request_evidence",
        /// Says that what was asked for is there (bổ sung).
        SupplyEvidence = "supply_evidence",
        /// Goes on without what was asked for.
        CloseRequest = "close_request",
        /// Finds it complete (hồ sơ đầy đủ).
        Accept = "accept",
        /// Hands in the advisory team's report (báo cáo của tổ tư vấn).
        Report = "report",
        /// Closes the members' sheets and has them rated (chốt phiếu).
        CloseSheets = "close_sheets",
        /// The rating gave three stars or more; at the ministry five.
        Rated = "rated",
        /// The rating gave less.
        RatedBelow = "rated_below",
        /// The rating found a reason for elimination (bị loại).
        Eliminated = "eliminated",
        /// The members differ too much: a new turn (chấm lại).
        NeedsRescoring = "needs_rescoring",
        /// Too few sheets (không đủ số phiếu).
        NoQuorum = "no_quorum",
        /// The rating could not be computed.
        RatingFailed = "rating_failed",
        /// Opens a new turn of scoring (chấm lại).
        Rescore = "rescore",
        /// Recognises by a decision (quyết định công nhận).
        Recognise = "recognise",
        /// Recognises potential five stars and sends it to the ministry (đề nghị trung ương).
        Propose = "propose",
        /// Declines to recognise, with a reason (không công nhận).
        Decline = "decline",
        /// The minimum dossier is not met: the ministry does not score it (không đạt hồ sơ tối thiểu).
        Refuse = "refuse",
        /// Takes the ministry's result for the province's decision (công nhận từ kết quả trung ương).
        AdoptResult = "adopt_result",
        /// Evaluates anew in the province (đánh giá lại tại tỉnh).
        EvaluateAnew = "evaluate_anew",
    }
}

text_enum! {
    /// Whose turn it is (bên thực hiện).
    pub enum Party {
        /// The producer (chủ thể).
        Producer = "producer",
        /// The commune's people's committee (UBND xã).
        Commune = "commune",
        /// The province's office and council (cấp tỉnh).
        Province = "province",
        /// The ministry (cấp trung ương).
        Ministry = "ministry",
        /// A rating computed by a job.
        Rating = "rating",
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DossierTransition {
    /// Where the dossier stands.
    pub from: DossierState,
    /// What is done.
    pub action: DossierAction,
    /// Where it stands then.
    pub to: DossierState,
    /// Who may do it.
    pub by: &'static [Party],
    /// How long it may stay there.
    pub deadline: Deadline,
    /// Whether a reason must be given.
    pub reason: bool,
}

impl DossierState {
    /// The producer may change the forms and the evidence.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

#[cfg(test)]
mod tests;
