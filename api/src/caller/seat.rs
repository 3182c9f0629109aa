//! On whose behalf a caller decides.

use crate::auth::Principal;
use api_http::problem::{ApiResult, Code, Problem};
use shared::domain::access::{Role, Scope};
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::recognition::DecisionOffice;

/// An authority that decides: a province or the ministry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Which of the two.
    pub(crate) authority: RecognitionAuthority,
    /// The province, in today's boundaries.
    pub(crate) province: Option<String>,
}

impl Seat {
    /// The office that decides from this seat.
    pub(crate) fn office(&self) -> DecisionOffice {
        let province = self.province.as_deref();
        province.map_or(DecisionOffice::MINISTRY, DecisionOffice::of_province)
    }

    /// That of `principal`.
    ///
    /// # Errors
    /// 403 for callers who decide nothing.
    pub(crate) fn of(principal: &Principal) -> ApiResult<Self> {
        match (principal.role, &principal.scope) {
            (Role::National, _) => Ok(Self {
                authority: RecognitionAuthority::Ministry,
                province: None,
            }),
            (Role::Province, Scope::Province(code)) => Ok(Self {
                authority: RecognitionAuthority::Province,
                province: Some(code.clone()),
            }),
            _ => Err(not_yours(RecognitionAuthority::Province)),
        }
    }

    /// Passes where `authority` is this one. What a district decided until 2025 is the province's now.
    ///
    /// # Errors
    /// 403 naming whose it is.
    pub(crate) fn require(&self, authority: RecognitionAuthority) -> ApiResult<()> {
        let authority = today(authority);
        if authority == self.authority {
            Ok(())
        } else {
            Err(not_yours(authority))
        }
    }
}

/// The authority that stands for `authority` since districts were abolished.
pub(crate) const fn today(authority: RecognitionAuthority) -> RecognitionAuthority {
    match authority {
        RecognitionAuthority::District | RecognitionAuthority::Province => RecognitionAuthority::Province,
        RecognitionAuthority::Ministry => RecognitionAuthority::Ministry,
    }
}

fn not_yours(authority: RecognitionAuthority) -> Problem {
    let (vi, en) = match authority {
        RecognitionAuthority::District | RecognitionAuthority::Province => ("UBND cấp tỉnh", "the province"),
        RecognitionAuthority::Ministry => ("Bộ Nông nghiệp và Môi trường", "the ministry"),
    };
    Problem::new(Code::NotYourTurn).detail(format!("Thẩm quyền thuộc về {vi}."), format!("This is for {en}."))
}
