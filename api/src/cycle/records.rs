//! Making, listing, showing and changing records of any kind.

use super::change::RecordChange;
use super::owner::{Owner, in_reach, owner};
use super::query::{HistoryQuery, RecordQuery};
use super::sight::sight;
use super::view::{HistoryView, RecordView, parsed};
use crate::auth::Principal;
use crate::caller::{Caller, Creation};
use crate::places::outside_reach;
use actix_web::HttpRequest;
use api_http::answer::{NewResource, Resource, Revision, WrittenReply};
use api_http::extract::{ETag, IfMatch, IfNoneMatch, List, ListPage, Page, merged};
use api_http::problem::{ApiResult, Code, Problem, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use shared::database::programme_records::{self, HistoryAct, HistoryEvent, ProgrammeRecord, Sight};
use shared::database::{StoreError, files, products};
use shared::domain::cycle::review::{ReviewAct, ReviewOutOfTurn, ReviewState};
use shared::domain::cycle::{Content, RecordKind};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// Makes a record; `path` is that of its list.
pub(super) async fn create<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    creation: Creation<C>,
    path: &str,
) -> ApiResult<NewResource<RecordView<C>>> {
    let Creation { body, idempotency } = creation;
    idempotency
        .once(caller, async |connection| {
            let record = insert(connection, &caller.principal, caller.state.clock.now(), body).await?;
            let view: RecordView<C> = RecordView::of(record, caller.state.clock.today())?;
            Ok(WrittenReply::new(&view)?
                .location(format!("/api/v1{path}/{}", view.id()))
                .etag(&view.tag()))
        })
        .await
}

/// Writes a new record of `maker`.
///
/// # Errors
/// 422 for broken rules, 403 for a unit out of reach, 409 where there may be one only.
pub(super) async fn insert<C: Content>(
    connection: &mut AsyncPgConnection,
    maker: &Principal,
    now: DateTime<Utc>,
    mut content: C,
) -> ApiResult<ProgrammeRecord> {
    refuse(content.check())?;
    let sight = sight(connection, &maker.scope).await?;
    let owner = owner(connection, &sight, content.named()).await?;
    check_references(connection, &sight, None, &content).await?;
    content.settle(owner.settled());
    let record = new_record(&content, owner, maker, now)?;
    let event = event(HistoryAct::Create, None, maker);
    let named = named_files(&content);
    programme_records::insert(connection, &record, &named, &event)
        .await
        .map_err(only_one)?;
    Ok(record)
}

fn new_record<C: Content>(
    content: &C,
    owner: Owner,
    maker: &Principal,
    now: DateTime<Utc>,
) -> ApiResult<ProgrammeRecord> {
    let place = owner.place;
    let reviewed = matches!(C::KIND, RecordKind::Idea | RecordKind::BusinessPlan);
    Ok(ProgrammeRecord {
        id: Uuid::now_v7(),
        kind: C::KIND,
        level: owner.level,
        unit_generation: owner.generation,
        unit_code: owner.code,
        current_province_code: owner.current_province,
        current_commune_code: place.as_ref().map(|place| place.current_commune.clone()),
        legacy_province_code: place.as_ref().map(|place| place.legacy_province.clone()),
        legacy_district_code: place.as_ref().map(|place| place.legacy_district.clone()),
        legacy_commune_code: place.and_then(|place| place.legacy_commune),
        producer_id: owner.producer_id,
        earlier_id: owner.earlier_id,
        product_id: owner.product_id,
        year: content.year(),
        state: reviewed.then_some(ReviewState::Submitted),
        content: written(content)?,
        created_by: maker.name(),
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// A page of records.
///
/// # Errors
/// 400 for a query that cannot be answered.
pub(super) async fn list<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    request: &HttpRequest,
    query: impl RecordQuery,
) -> ApiResult<List<RecordView<C>>> {
    let (filter, page) = query.resolve()?;
    let page = ListPage::of(page, request);
    let mut connection = caller.connection().await?;
    let sight = sight(&mut connection, caller.scope()).await?;
    let (after, limit) = (page.after, page.limit());
    let rows = programme_records::list(&mut connection, C::KIND, &sight, &filter, after, limit).await?;
    let today = caller.state.clock.today();
    page.try_answer(rows, |row| row.id, |row| RecordView::of(row, today))
}

/// One record.
pub(super) async fn show<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    id: Uuid,
    if_none_match: &IfNoneMatch,
) -> ApiResult<Resource<RecordView<C>>> {
    let mut connection = caller.connection().await?;
    let sight = sight(&mut connection, caller.scope()).await?;
    let found = programme_records::find(&mut connection, C::KIND, &sight, id).await?;
    let record = found.ok_or_else(Problem::not_found)?;
    let view: RecordView<C> = RecordView::of(record, caller.state.clock.today())?;
    Ok(if_none_match.answer(&view.tag(), &view))
}

/// The versions of a record.
pub(super) async fn history<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    request: &HttpRequest,
    id: Uuid,
    query: HistoryQuery,
) -> ApiResult<List<HistoryView<C>>> {
    let page = ListPage::of(Page::new(query.cursor.as_deref(), query.page_size)?, request);
    let mut connection = caller.connection().await?;
    let sight = sight(&mut connection, caller.scope()).await?;
    let found = programme_records::find(&mut connection, C::KIND, &sight, id).await?;
    let id = found.ok_or_else(Problem::not_found)?.id;
    let rows = programme_records::history(&mut connection, id, page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, HistoryView::of)
}

/// Changes a record by a merge patch of its members.
///
/// # Errors
/// 404, 403 for a record of a unit above, 428 and 412 for `If-Match`, 409 out of turn, 422 for broken rules.
pub(super) async fn change<R, C: Content + ToSchema>(
    caller: &Caller<R>,
    id: Uuid,
    if_match: &IfMatch,
    patch: RecordChange<C>,
) -> ApiResult<Revision<RecordView<C>>> {
    let record = caller
        .transaction(async |connection| {
            let (sight, record) = locked(connection, &caller.principal, C::KIND, id).await?;
            if_match.require(&ETag::of_version(record.id, record.version))?;
            if let Some(state) = record.state {
                state
                    .after(ReviewAct::Change)
                    .map_err(|refused| out_of_turn(&refused))?;
            }
            let fixed = C::FIXED.iter().filter(|name| patch.members.contains_key(**name));
            refuse(fixed.map(|name| immutable(name)).collect())?;
            let current: C = parsed(record.content.clone())?;
            let changed = merged(&current, patch.members)?;
            let event = event(HistoryAct::Change, None, &caller.principal);
            replace(
                connection,
                &sight,
                record,
                &current,
                &changed,
                &event,
                caller.state.clock.now(),
            )
            .await
        })
        .await?;
    changed_answer::<C>(record, caller.state.clock.today())
}

/// Writes `changed` in place of what `record` says.
///
/// # Errors
/// 422 for broken rules.
pub(super) async fn replace<C: Content>(
    connection: &mut AsyncPgConnection,
    sight: &Sight,
    record: ProgrammeRecord,
    current: &C,
    changed: &C,
    event: &HistoryEvent,
    now: DateTime<Utc>,
) -> ApiResult<ProgrammeRecord> {
    refuse(changed.check())?;
    check_references(connection, sight, Some(current), changed).await?;
    let record = ProgrammeRecord {
        year: changed.year(),
        content: written(changed)?,
        version: record.version.saturating_add(1),
        updated_at: now,
        ..record
    };
    programme_records::update(connection, &record, &named_files(changed), event)
        .await
        .map_err(only_one)?;
    Ok(record)
}

/// The record `id`, which the caller may change, locked.
///
/// # Errors
/// 404, and 403 for one of a unit above.
pub(super) async fn locked(
    connection: &mut AsyncPgConnection,
    caller: &Principal,
    kind: RecordKind,
    id: Uuid,
) -> ApiResult<(Sight, ProgrammeRecord)> {
    let sight = sight(connection, &caller.scope).await?;
    let found = programme_records::lock(connection, kind, &sight, id).await?;
    let record = found.ok_or_else(Problem::not_found)?;
    if in_reach(&caller.scope, &record) {
        Ok((sight, record))
    } else {
        Err(outside_reach())
    }
}

/// 200 with the record and its new `ETag`.
pub(super) fn changed_answer<C: Content + ToSchema>(
    record: ProgrammeRecord,
    today: NaiveDate,
) -> ApiResult<Revision<RecordView<C>>> {
    let view: RecordView<C> = RecordView::of(record, today)?;
    Ok(view.tag().answer(&view))
}

/// `act` of `actor`.
pub(super) fn event(act: HistoryAct, reason: Option<String>, actor: &Principal) -> HistoryEvent {
    HistoryEvent {
        act,
        reason,
        actor: actor.name(),
    }
}

/// The files that `content` names.
pub(super) fn named_files(content: &impl Content) -> Vec<Uuid> {
    content.files().into_iter().map(|(_, id)| id).collect()
}

/// Files and products that are named anew must be in the caller's reach; what is there already may have come from another.
async fn check_references<C: Content>(
    connection: &mut AsyncPgConnection,
    sight: &Sight,
    current: Option<&C>,
    content: &C,
) -> ApiResult<()> {
    let scope = &sight.scope;
    let named = added(content.files(), current.map(Content::files));
    let found = files::find_all(connection, scope, &ids(&named)).await?;
    let found: Vec<Uuid> = found.into_iter().map(|file| file.id).collect();
    let mut violations = missing(
        &named,
        &found,
        "unknown_file",
        "không có tệp này",
        "there is no such file",
    );
    let named = added(content.products(), current.map(Content::products));
    let found = products::in_reach(connection, scope, &ids(&named)).await?;
    violations.extend(missing(
        &named,
        &found,
        "unknown_product",
        "không có sản phẩm này",
        "there is no such product",
    ));
    refuse(violations)
}

fn added(named: Vec<(String, Uuid)>, before: Option<Vec<(String, Uuid)>>) -> Vec<(String, Uuid)> {
    let before = ids(&before.unwrap_or_default());
    named.into_iter().filter(|(_, id)| !before.contains(id)).collect()
}

fn ids(named: &[(String, Uuid)]) -> Vec<Uuid> {
    named.iter().map(|(_, id)| *id).collect()
}

fn missing(
    named: &[(String, Uuid)],
    found: &[Uuid],
    code: &'static str,
    vi: &str,
    en: &str,
) -> Vec<Violation> {
    let missing = named.iter().filter(|(_, id)| !found.contains(id));
    missing
        .map(|(pointer, _)| Violation::new(pointer, code, vi, en))
        .collect()
}

fn immutable(name: &str) -> Violation {
    Violation::new(
        format!("/{name}"),
        "immutable",
        "không thay đổi được; hãy lập bản ghi mới",
        "never changes; make a new record",
    )
}

fn written(content: &impl Content) -> ApiResult<Value> {
    serde_json::to_value(content).map_err(|error| Problem::internal(&error))
}

/// 409 that says what is possible now.
pub(super) fn out_of_turn(refused: &ReviewOutOfTurn) -> Problem {
    let state = refused.state;
    let words: Vec<&str> = refused.possible.iter().map(|act| act.as_str()).collect();
    let (vi, en) = if words.is_empty() {
        ("không còn thao tác nào".to_owned(), "nothing more".to_owned())
    } else {
        (words.join(", "), words.join(", "))
    };
    Problem::new(Code::Conflict).detail(
        format!("Đang ở trạng thái {state}; lúc này có thể: {vi}."),
        format!("It is {state}; possible now: {en}."),
    )
}

/// 409 where a unit, plan or product has its one record already.
pub(super) fn only_one(error: StoreError) -> Problem {
    let StoreError::Conflict { constraint } = &error else {
        return error.into();
    };
    let (vi, en) = match constraint.as_str() {
        "programme_records_one_roadmap" => (
            "Đơn vị đã có lộ trình của năm này; hãy sửa lộ trình đó.",
            "The unit has a roadmap for this year; change that one.",
        ),
        "programme_records_one_report_of_plan" | "programme_records_one_report_of_product" => (
            "Đã có báo cáo kết quả của năm này; hãy sửa báo cáo đó.",
            "There is a report for this year; change that one.",
        ),
        "programme_records_one_value_chain" => (
            "Sản phẩm đã có chuỗi giá trị; hãy gửi If-Match để thay.",
            "The product has a value chain; send If-Match to replace it.",
        ),
        _ => return error.into(),
    };
    Problem::new(Code::Conflict).detail(vi, en)
}
