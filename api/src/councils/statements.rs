//! What is said before a council and belongs into its minutes (ý kiến ghi vào biên bản): `/api/v1/dossiers/{id}/statements`.

use crate::caller::{Caller, CouncilsRead, CouncilsWrite, Creation};
use crate::councils::competence::require_level;
use crate::councils::score_sheets::{require_scoring, sheets};
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, refuse};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::{ViewOf, endpoint};
use serde::{Deserialize, Serialize};
use shared::database::council_statements::{self, CouncilStatement};
use shared::database::dossiers::{self, Dossier};
use shared::domain::councils::{StatementDraft, StatementKind};
use utoipa::ToSchema;
use uuid::Uuid;

api_http::routes! { record, list }

/// A statement to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStatement {
    /// `explanation` of the producer or `reading` of a criterion; `rescoring` comes with a further turn.
    kind: StatementKind,
    /// Code of the criterion that it is about; a reading names one.
    #[schema(min_length = 1, max_length = 100, example = "A.1.1")]
    criterion: Option<String>,
    /// What is said, for the minutes.
    #[schema(min_length = 1, max_length = 5000, pattern = r"\S")]
    statement: String,
}

/// A statement in the minutes.
#[derive(Debug, Serialize, ToSchema, ViewOf)]
#[view_of(CouncilStatement)]
struct StatementView {
    /// Its id.
    id: Uuid,
    /// The dossier.
    dossier_id: Uuid,
    /// The turn of scoring in which it was said, from 1.
    turn: i16,
    /// What it is.
    kind: StatementKind,
    /// Code of the criterion that it is about.
    criterion: Option<String>,
    /// What is said.
    statement: String,
    /// Who recorded it.
    recorded_by: String,
    /// When.
    recorded_at: DateTime<Utc>,
}

/// Records what is said before the council, while the sheets are open: the producer's explanation, or how the council agreed to read a
/// criterion. It stands in the minutes and is not changed; what is said later is recorded beside it.
#[endpoint(post "/dossiers/{id}/statements", tag = "councils", of = "dossiers_statements", problems(OutOfTurn, NotYourTurn, OutsideReach))]
async fn record(
    caller: Caller<CouncilsWrite>,
    PathOf(id): PathOf<Uuid>,
    Creation { body, idempotency }: Creation<NewStatement>,
) -> ApiResult<NewResource<StatementView>> {
    let draft = StatementDraft {
        kind: body.kind,
        criterion: body.criterion,
        statement: body.statement.trim().to_owned(),
    };
    idempotency
        .once(&caller, async |connection| {
            let dossier = dossiers::lock(connection, caller.scope(), id).await?;
            require_scoring(&dossier)?;
            let council = sheets(connection, &dossier, None).await?.council;
            require_level(caller.scope(), council.level, council.province_code.as_deref())?;
            let set = caller.state.regimes.product_set(&dossier.regime, dossier.set());
            refuse(draft.check(set.and_then(|set| set.sheet())))?;
            let hand = (caller.principal.name(), caller.state.clock.now());
            let recorded = keep(connection, &dossier, draft, hand).await?;
            WrittenReply::new(&StatementView::from(recorded))
        })
        .await
}

/// What was said of a dossier before its councils, turn by turn, in the order in which it was recorded.
#[endpoint(get "/dossiers/{id}/statements", tag = "councils", of = "dossiers_statements")]
async fn list(
    caller: Caller<CouncilsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<StatementView>> {
    let mut connection = caller.connection().await?;
    dossiers::find(&mut connection, caller.scope(), id).await?;
    let rows = council_statements::list(&mut connection, id, page.after, page.limit()).await?;
    Ok(page.answer(rows, |row| row.id, StatementView::from))
}

/// Records `draft`, which keeps its rules, in the turn that `dossier` is in; by whom and when says `hand`.
pub(super) async fn keep(
    connection: &mut AsyncPgConnection,
    dossier: &Dossier,
    draft: StatementDraft,
    (recorded_by, recorded_at): (String, DateTime<Utc>),
) -> ApiResult<CouncilStatement> {
    let statement = CouncilStatement {
        id: Uuid::now_v7(),
        dossier_id: dossier.id,
        turn: dossier.turn,
        kind: draft.kind,
        criterion: draft.criterion,
        statement: draft.statement,
        recorded_by,
        recorded_at,
    };
    council_statements::insert(connection, &statement).await?;
    Ok(statement)
}
