//! `POST /api/v1/products/{id}/merge`: a product that is on record twice (bản ghi trùng) goes into the other record.

use super::lookup::with_recognition;
use super::view::ProductView;
use crate::caller::{Caller, Creation, ProductsWrite};
use crate::registry::corrections::{RecordMerge, require_seat};
use crate::registry::refusal::{merged_product, require_unmerged, unknown_product};
use api_http::answer::{Effect, WrittenReply};
use api_http::extract::{MayMatch, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use shared::database::products::{self, Product};
use shared::database::{dossiers, merges, recognitions};
use shared::domain::corrections::CorrectionSubject;
use shared::domain::recognition::NoJoin;
use uuid::Uuid;

/// Merges a product that is on record twice into the other record, for provinces and the ministry.
///
/// Its recognitions, certificates, dossiers, evaluations, reports and outside keys go over, its history and that of the other become
/// one, and what both have on record counts once. This record stays and says in `merged_into` where it went; lists leave it out. What
/// was printed stays as it is. Both must be of one producer. `If-Match` is checked where it is sent.
#[endpoint(post "/products/{id}/merge", tag = "products", problems(Conflict, NotYourTurn))]
pub(super) async fn merge(
    caller: Caller<ProductsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<RecordMerge>,
) -> ApiResult<Effect<ProductView>> {
    require_seat(&caller)?;
    let mut version = 0;
    let answer = idempotency
        .once(&caller, async |connection| {
            let (twin, other) = held(connection, &caller, (id, &body), &if_match).await?;
            require_one(connection, &twin, &other).await?;
            let (pair, now) = ((twin.id, other.id), caller.state.clock.now());
            let joined = merges::join(connection, pair, &caller.principal.name(), now).await?;
            let moved = joined.map_err(contradiction)?;
            merges::products(connection, pair, &moved, now).await?;
            version = recognitions::raise_version(connection).await?;
            let entry = body.entry(CorrectionSubject::Product, twin.id);
            entry.record(connection, &caller).await?;
            let found = products::find(connection, caller.scope(), id).await?;
            let view = with_recognition(connection, &caller.state, found).await?;
            Ok(WrittenReply::new(&view)?.etag(&view.tag()))
        })
        .await?;
    caller.state.statistics.raise(version);
    Ok(answer)
}

/// The twin and the product that stands for both, held until the transaction ends.
async fn held(
    connection: &mut AsyncPgConnection,
    caller: &Caller<ProductsWrite>,
    (id, body): (Uuid, &RecordMerge),
    if_match: &MayMatch,
) -> ApiResult<(Product, Product)> {
    let found = products::lock_found(connection, caller.scope(), &[id, body.into]).await?;
    let named = |id: Uuid| found.iter().find(|(product, _)| product.id == id).cloned();
    let twin = named(id).ok_or_else(Problem::not_found)?;
    let tag = with_recognition(connection, &caller.state, Some(twin.clone()))
        .await?
        .tag();
    if_match.check(&tag)?;
    require_unmerged(twin.0.merged_into)?;
    let other = named(body.into).map(|(product, _)| product);
    body.require(
        id,
        match &other {
            None => Some(unknown_product("/into")),
            Some(other) => merged_product("/into", other.merged_into),
        },
    )?;
    Ok((twin.0, other.ok_or_else(Problem::not_found)?))
}

/// Passes where both are of one producer and at most one of them has a dossier on its way.
async fn require_one(connection: &mut AsyncPgConnection, twin: &Product, other: &Product) -> ApiResult<()> {
    if twin.producer_id != other.producer_id {
        return Err(conflict(
            "Hai sản phẩm của hai chủ thể khác nhau: hãy nhập hai chủ thể hoặc chỉnh sửa chủ thể của sản phẩm trước.",
            "The products are of two producers: merge these, or correct the producer of the product, first.",
        ));
    }
    let open_of_twin = dossiers::open_of(connection, twin.id).await?;
    let open_of_other = dossiers::open_of(connection, other.id).await?;
    if open_of_twin.is_some() && open_of_other.is_some() {
        return Err(conflict(
            "Cả hai sản phẩm đang có hồ sơ chưa kết thúc: hãy rút một hồ sơ trước.",
            "Both products have a dossier on its way: withdraw one of them first.",
        ));
    }
    Ok(())
}

fn contradiction(refused: NoJoin) -> Problem {
    match refused {
        NoJoin::BothOfTheDay(day) => conflict(
            format!("Ngày {day} hai sản phẩm được công nhận khác nhau."),
            format!("On {day} the two products were given different stars."),
        ),
        NoJoin::Crosses(day) => conflict(
            format!(
                "Công nhận của một sản phẩm bị thu hồi ngày {day}, sau khi sản phẩm kia đã được công nhận."
            ),
            format!("What one product held was taken back on {day}, after the other had been recognised."),
        ),
    }
}

fn conflict(vi: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(Code::Conflict).detail(vi, en)
}
