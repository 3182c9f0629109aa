//! What the producer says when handing in.

use serde::Deserialize;
use utoipa::ToSchema;

/// What is said when handing in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dossiers) struct DossierSubmission {
    /// Why a renewal could not be filed in its window, 180 to 120 days before the certificate's end; needed after it.
    #[schema(max_length = 2000)]
    pub(in crate::dossiers) late_reason: Option<String>,
}
