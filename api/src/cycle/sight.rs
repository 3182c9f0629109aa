//! What a caller sees: its reach, and the units above it.

use crate::places::registry;
use api_http::problem::ApiResult;
use diesel_async::AsyncPgConnection;
use shared::database::producers;
use shared::database::programme_records::Sight;
use shared::domain::access::Scope;
use shared::domain::units::{Generation, Place};

/// The sight of a caller with `scope`.
pub(crate) async fn sight(connection: &mut AsyncPgConnection, scope: &Scope) -> ApiResult<Sight> {
    let place: Option<Place> = match scope {
        Scope::Nation | Scope::Province(_) | Scope::Seat(_) | Scope::Nothing => None,
        Scope::Commune(code) => registry()?.place(Generation::Current, code),
        Scope::Producer(id) => producers::find(connection, scope, *id)
            .await?
            .map(|producer| producer.place()),
    };
    Ok(Sight {
        scope: scope.clone(),
        province: place.as_ref().map(|place| place.current_province.clone()),
        commune: place.map(|place| place.current_commune),
    })
}
