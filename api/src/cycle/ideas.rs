//! Ideas (đăng ký ý tưởng sản phẩm): `/api/v1/ideas`.

use super::query::PlanQuery;
use super::resource::{resource, reviewed};
use crate::caller::{PlansRead, PlansWrite};
use shared::domain::cycle::Idea;

resource! {
    Idea by PlanQuery, tag "plans", of "ideas", read PlansRead, write PlansWrite,
    at "/ideas" "/ideas/{id}" "/ideas/{id}/history", further decide submit,
    /// Hands in an idea of a producer, or of a commune that looks for one.
    create,
    /// Ideas in the caller's reach, in the order in which they were handed in.
    list,
}

reviewed! {
    Idea, tag "plans", of "ideas", at "/ideas/{id}/decision" "/ideas/{id}/submission"
}
