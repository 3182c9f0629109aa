//! What can be done instead of what was refused.

use serde::Serialize;
use shared::domain::workflow::{DossierAction, Party};
use utoipa::ToSchema;

/// Something that can be done to a dossier where it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PossibleAction {
    /// What can be done.
    pub action: DossierAction,
    /// Who may do it.
    pub by: &'static [Party],
}
