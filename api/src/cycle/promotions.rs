//! Trade promotion (xúc tiến thương mại): `/api/v1/promotions`.

use super::query::OwnerUnitQuery;
use super::resource::resource;
use crate::caller::{ProgrammeRead, ProgrammeWrite};
use shared::domain::cycle::Promotion;

resource! {
    Promotion by OwnerUnitQuery, tag "programme", of "promotions", read ProgrammeRead, write ProgrammeWrite,
    at "/promotions" "/promotions/{id}" "/promotions/{id}/history",
    /// Records a fair, a shop, a channel or a meeting of trade.
    create,
    /// Promotions in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
