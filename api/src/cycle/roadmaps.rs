//! Roadmaps (lộ trình): `/api/v1/roadmaps`.

use super::query::OwnerUnitQuery;
use super::resource::resource;
use crate::caller::{ProgrammeRead, ProgrammeWrite};
use shared::domain::cycle::Roadmap;

resource! {
    Roadmap by OwnerUnitQuery, tag "programme", of "roadmaps", read ProgrammeRead, write ProgrammeWrite,
    at "/roadmaps" "/roadmaps/{id}" "/roadmaps/{id}/history",
    /// Makes the roadmap of a unit for a year; 409 where there is one.
    create,
    /// Roadmaps in the caller's reach and those of the units above it, in the order in which they were made.
    list,
}
