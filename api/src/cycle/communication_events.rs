//! Communication and training (tuyên truyền, tập huấn): `/api/v1/communication-events`.

use super::query::OwnerUnitQuery;
use super::resource::resource;
use crate::caller::{ProgrammeRead, ProgrammeWrite};
use shared::domain::cycle::CommunicationEvent;

resource! {
    CommunicationEvent by OwnerUnitQuery, tag "programme", of "communication_events", read ProgrammeRead, write ProgrammeWrite,
    at "/communication-events" "/communication-events/{id}" "/communication-events/{id}/history",
    /// Records an event of communication or training.
    create,
    /// Events in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
