//! Guidance documents (văn bản hướng dẫn): `/api/v1/guidance-documents`.

use super::query::OwnerUnitQuery;
use super::resource::resource;
use crate::caller::{ProgrammeRead, ProgrammeWrite};
use shared::domain::cycle::GuidanceDocument;

resource! {
    GuidanceDocument by OwnerUnitQuery, tag "programme", of "guidance_documents", read ProgrammeRead, write ProgrammeWrite,
    at "/guidance-documents" "/guidance-documents/{id}" "/guidance-documents/{id}/history",
    /// Records a document; everybody below the unit sees it and its files.
    create,
    /// Documents in the caller's reach and those of the units above it, in the order in which they were recorded.
    list,
}
