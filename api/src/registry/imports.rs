//! Imports (nhập dữ liệu): lists of producers, products with their past recognitions and score sheets, and archives of provinces,
//! checked first and then taken over: `/api/v1/imports`.

mod acts;
mod copy;
mod found;
mod marked;
mod news;
mod remarks;
mod request;
mod view;

use crate::caller::{Caller, Creation, ImportsRead, ImportsWrite};
use api_http::answer::{Receipt, Resource};
use api_http::extract::{IfNoneMatch, List, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use api_http::request_context::RequestContext;
use endpoint::endpoint;
use found::{found, new_job, receipt, view_of};
use request::NewImport;
use shared::database::imports;
use shared::database::jobs;
use shared::domain::access::Scope;
use uuid::Uuid;
use view::{ImportHead, ImportView};

api_http::routes! {
    create, list, show, remarks::remarks, marked::marked, news::events, acts::check, acts::commit, acts::cancel
}

/// Begins an import: the uploaded file is read and every row is tried against the register, without changing it.
///
/// A worker does it; `GET /imports/{id}` tells how far it has come and, once it is `checked`, what the list comes to, what is asked back
/// and what taking it over would do. Nothing comes into the register before `POST /imports/{id}/commit`. A province imports within its
/// own boundaries, the nation anywhere. An archive (`GET /exports/archive`) brings its records under their ids: each is new, or on record
/// as it is, or refused.
#[endpoint(post "/imports", tag = "imports", problems(NotYourTurn))]
async fn create(
    caller: Caller<ImportsWrite>,
    context: RequestContext,
    Creation { body, idempotency }: Creation<NewImport>,
) -> ApiResult<Receipt<ImportView>> {
    let province = province(caller.scope())?;
    let answer = idempotency
        .once(&caller, async |connection| {
            let file = body.file(connection, caller.scope()).await?;
            body.check(&caller)?;
            let job = new_job(&caller, &context, Uuid::now_v7());
            let import = body.record(&file, &job, province, caller.principal.name())?;
            jobs::enqueue(connection, std::slice::from_ref(&job)).await?;
            imports::insert(connection, &import).await?;
            copy::copy(connection, &caller.state.files, &file, import.id).await?;
            receipt(connection, import, &context).await
        })
        .await?;
    caller.state.relay.notify_one();
    Ok(answer)
}

/// Imports in the caller's reach, the newest first.
#[endpoint(get "/imports", tag = "imports")]
async fn list(
    caller: Caller<ImportsRead>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<ImportHead>> {
    let mut connection = caller.connection().await?;
    let rows = imports::list(&mut connection, caller.scope(), page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, ImportHead::of)
}

/// One import: where it stands, how far it has come, what the list comes to and what is asked back.
#[endpoint(get "/imports/{id}", tag = "imports")]
async fn show(
    caller: Caller<ImportsRead>,
    context: RequestContext,
    PathOf(id): PathOf<Uuid>,
    if_none_match: IfNoneMatch,
) -> ApiResult<Resource<ImportView>> {
    let mut connection = caller.connection().await?;
    let import = found(&mut connection, caller.scope(), id).await?;
    let view = view_of(&mut connection, import, &context).await?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// Today's province in whose boundaries a caller imports; none for the nation.
fn province(scope: &Scope) -> ApiResult<Option<String>> {
    match scope {
        Scope::Nation => Ok(None),
        Scope::Province(code) => Ok(Some(code.clone())),
        _ => Err(Problem::new(Code::NotYourTurn).detail(
            "Việc nhập danh sách thuộc về cấp tỉnh và trung ương.",
            "Importing lists is for provinces and the ministry.",
        )),
    }
}
