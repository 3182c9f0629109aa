//! The names of states, actions and parties for people.

use super::{Deadline, DossierAction, DossierState, Party};
use crate::language::Text;

impl DossierState {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        let (vi, en) = match self {
            Self::Draft => ("đang soạn", "draft"),
            Self::AtCommune => ("tại xã", "at the commune"),
            Self::Returned => ("bị trả lại", "returned"),
            Self::AtProvince => ("tại tỉnh", "at the province"),
            Self::AwaitingEvidence => ("chờ bổ sung", "awaiting evidence"),
            Self::WithAdvisoryTeam => ("tại tổ tư vấn", "with the advisory team"),
            Self::AtCouncil => ("tại Hội đồng cấp tỉnh", "at the province's council"),
            Self::BeingRated => ("đang tính kết quả cấp tỉnh", "being rated"),
            Self::Scored => ("chờ quyết định của tỉnh", "scored, the province decides"),
            Self::AtMinistry => ("tại trung ương", "at the ministry"),
            Self::AtMinistryCouncil => ("tại Hội đồng cấp trung ương", "at the ministry's council"),
            Self::BeingRatedByMinistry => ("đang tính kết quả cấp trung ương", "being rated by the ministry"),
            Self::ScoredByMinistry => ("chờ quyết định của trung ương", "scored, the ministry decides"),
            Self::BackAtProvince => ("trung ương trả về tỉnh", "back at the province"),
            Self::Recognised => ("được công nhận", "recognised"),
            Self::NotRecognised => ("không được công nhận", "not recognised"),
            Self::Withdrawn => ("đã rút", "withdrawn"),
        };
        Text::new(vi, en)
    }
}

impl DossierAction {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        let (vi, en) = match self {
            Self::Submit => ("nộp hồ sơ", "hand in"),
            Self::Withdraw => ("rút hồ sơ", "withdraw"),
            Self::Return => ("trả lại", "return"),
            Self::SendOn => ("chuyển tỉnh kèm Mẫu 03", "send on with form 03"),
            Self::RequestEvidence => ("yêu cầu bổ sung", "ask for evidence"),
            Self::SupplyEvidence => ("bổ sung", "supply evidence"),
            Self::CloseRequest => ("đóng yêu cầu bổ sung", "close the request"),
            Self::Accept => ("xác nhận hồ sơ đầy đủ", "find complete"),
            Self::Report => ("báo cáo của tổ tư vấn", "report of the advisory team"),
            Self::CloseSheets => ("chốt phiếu chấm", "close the sheets"),
            Self::Rated => ("đạt hạng sao", "rated"),
            Self::RatedBelow => ("không đạt hạng cần thiết", "rated below"),
            Self::Eliminated => ("bị loại", "eliminated"),
            Self::NeedsRescoring => (
                "điểm chênh quá mức, phải chấm lại",
                "members differ, to be scored anew",
            ),
            Self::NoQuorum => ("không đủ số phiếu", "no quorum"),
            Self::RatingFailed => ("không tính được kết quả", "the rating failed"),
            Self::Rescore => ("mở lượt chấm lại", "score anew"),
            Self::Recognise => ("quyết định công nhận", "recognise by decision"),
            Self::Propose => ("đề nghị trung ương (tiềm năng 5 sao)", "propose to the ministry"),
            Self::Decline => ("không công nhận", "decline"),
            Self::Refuse => (
                "không chấm: không đạt hồ sơ tối thiểu",
                "refuse: minimum dossier not met",
            ),
            Self::AdoptResult => ("công nhận theo kết quả trung ương", "adopt the ministry's result"),
            Self::EvaluateAnew => ("đánh giá lại tại tỉnh", "evaluate anew in the province"),
        };
        Text::new(vi, en)
    }
}

impl Party {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        let (vi, en) = match self {
            Self::Producer => ("chủ thể", "producer"),
            Self::Commune => ("UBND xã", "commune"),
            Self::Province => ("cấp tỉnh", "province"),
            Self::Ministry => ("trung ương", "ministry"),
            Self::Rating => ("hệ thống tính kết quả", "rating job"),
        };
        Text::new(vi, en)
    }
}

impl Deadline {
    /// Its name; none where there is none.
    #[must_use]
    pub fn name(self) -> Option<Text> {
        match self {
            Self::None => None,
            Self::WorkingDays(days) => Some(Text::new(
                format!("{days} ngày làm việc"),
                format!("{days} working days"),
            )),
            Self::Named => Some(Text::new("ngày do thao tác nêu", "the day that the action names")),
        }
    }
}
