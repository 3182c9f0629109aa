//! On whose behalf a caller decides.

use crate::auth::Principal;
use crate::http::problem::{ApiResult, Code, Problem};
use shared::domain::access::{Role, Scope};
use shared::domain::criteria::Authority;

/// An authority that decides: a province or the ministry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Which of the two.
    pub(crate) authority: Authority,
    /// The province, in today's boundaries.
    pub(crate) province: Option<String>,
}

impl Seat {
    /// That of `principal`.
    ///
    /// # Errors
    /// 403 for callers who decide nothing.
    pub(crate) fn of(principal: &Principal) -> ApiResult<Self> {
        match (principal.role, &principal.scope) {
            (Role::National, _) => Ok(Self {
                authority: Authority::Ministry,
                province: None,
            }),
            (Role::Province, Scope::Province(code)) => Ok(Self {
                authority: Authority::Province,
                province: Some(code.clone()),
            }),
            _ => Err(not_yours(Authority::Province)),
        }
    }

    /// Passes where `authority` is this one. What a district decided until 2025 is the province's now.
    ///
    /// # Errors
    /// 403 naming whose it is.
    pub(crate) fn require(&self, authority: Authority) -> ApiResult<()> {
        let authority = today(authority);
        if authority == self.authority {
            Ok(())
        } else {
            Err(not_yours(authority))
        }
    }
}

/// The authority that stands for `authority` since districts were abolished.
pub(crate) const fn today(authority: Authority) -> Authority {
    match authority {
        Authority::District | Authority::Province => Authority::Province,
        Authority::Ministry => Authority::Ministry,
    }
}

fn not_yours(authority: Authority) -> Problem {
    let (vi, en) = match authority {
        Authority::District | Authority::Province => ("UBND cấp tỉnh", "the province"),
        Authority::Ministry => ("Bộ Nông nghiệp và Môi trường", "the ministry"),
    };
    Problem::new(Code::NotYourTurn).detail(format!("Thẩm quyền thuộc về {vi}."), format!("This is for {en}."))
}
