//! A member as JSON.

use api_http::extract::ETag;
use chrono::{DateTime, Utc};
use endpoint::ViewOf;
use serde::Serialize;
use shared::database::councils::CouncilMember;
use shared::domain::councils::CouncilRole;
use utoipa::ToSchema;
use uuid::Uuid;

/// A member of a council.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(CouncilMember)]
pub(super) struct MemberView {
    /// Their id in the council, by which results name them.
    id: Uuid,
    /// Their account.
    account_id: Uuid,
    /// Their name.
    name: String,
    /// Their position.
    position: Option<String>,
    /// Their organisation.
    organisation: Option<String>,
    /// What they are in the council.
    role: CouncilRole,
    /// Whether they score.
    voting: bool,
    /// Raised with every change.
    version: i32,
    /// When they were named.
    created_at: DateTime<Utc>,
    /// When the entry was last changed.
    updated_at: DateTime<Utc>,
}

impl MemberView {
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// The name of this version.
    pub(super) fn tag(&self) -> ETag {
        ETag::of_version(self.id, self.version)
    }
}
