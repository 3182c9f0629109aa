//! A dossier with everything it holds.

use super::documents::DocumentView;
use super::evidence_requests::RequestView;
use super::view::DossierView;
use crate::auth::Principal;
use crate::state::AppState;
use api_http::problem::ApiResult;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use shared::database::dossiers::Dossier;
use shared::database::{dossier_documents, evidence_requests};
use utoipa::ToSchema;

/// A dossier with its documents and the evidence asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeDossier {
    #[serde(flatten)]
    dossier: DossierView,
    /// The documents it holds.
    documents: Vec<DocumentView>,
    /// The request for evidence that is open.
    open_request: Option<RequestView>,
}

impl WholeDossier {
    /// `dossier` as `principal` sees it.
    pub(super) async fn of(
        connection: &mut AsyncPgConnection,
        dossier: Dossier,
        state: &AppState,
        principal: &Principal,
    ) -> ApiResult<Self> {
        let documents = dossier_documents::held(connection, &dossier).await?;
        let open = evidence_requests::open_of(connection, &dossier).await?;
        Ok(Self {
            dossier: DossierView::of(dossier, state, principal)?,
            documents: documents.into_iter().map(DocumentView::of).collect(),
            open_request: open.map(|open| RequestView::of(open, state.clock.today())),
        })
    }
}
