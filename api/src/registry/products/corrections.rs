//! `/api/v1/products/{id}/corrections`: another set, producer or commune, because the one on record was wrong or has changed.

use super::lookup::with_recognition;
use crate::caller::{Caller, Creation, ProductsRead, ProductsWrite};
use crate::places::{CommuneInput, require_reach, resolve_commune};
use crate::registry::corrections::{CorrectionHead, CorrectionView, require_seat};
use crate::registry::refusal::{gone, require_unmerged, unknown_producer};
use api_http::answer::{NewResource, WrittenReply};
use api_http::extract::{List, MayMatch, NoQuery, PageOf, PathOf};
use api_http::problem::{ApiResult, Code, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use endpoint::endpoint;
use serde::Deserialize;
use shared::database::corrections;
use shared::database::dossiers;
use shared::database::producers::{self, Producer};
use shared::database::products::{self, Product, ProductRecord};
use shared::database::recognitions::{DimensionOwner, Restatement, restate};
use shared::domain::corrections::{
    CorrectedField, CorrectionNature, CorrectionSubject, FieldChange, place_word,
};
use shared::domain::criteria::Regimes;
use shared::domain::products::ProductDraft;
use shared::domain::units::{Generation, Place};
use shared::domain::violation::Violation;
use utoipa::ToSchema;
use uuid::Uuid;

/// What of a product is corrected; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductCorrection {
    /// `error`: it was always wrong; `change`: it became another on a day.
    nature: CorrectionNature,
    /// The day of a change: not in the future, and not before an earlier change of the same value.
    effective_on: Option<NaiveDate>,
    /// Why.
    #[schema(max_length = 1000, pattern = r"\S")]
    reason: String,
    /// The right set, 1 to 26.
    #[schema(minimum = 1, maximum = 26)]
    product_set: Option<i16>,
    /// Who makes it.
    producer_id: Option<Uuid>,
    /// Commune it is made in. The product code stays.
    commune: Option<CommuneInput>,
    /// The same, shorter.
    commune_code: Option<String>,
    /// Generation of `commune_code`; `current` by default.
    commune_generation: Option<Generation>,
}

/// The values that a correction gives a product.
#[derive(Default)]
struct ProductValues {
    set: Option<i16>,
    place: Option<Place>,
    maker: Option<Producer>,
    changes: Vec<FieldChange>,
}

/// Corrects the set, the producer or the commune of a product, for provinces and the ministry.
///
/// An error holds for every day: all figures show the right value. A change counts from its day on, and figures of the days before
/// stay. The product code and whatever was printed stay as they are; a wrong print is corrected by a correction of the certificate.
/// While a dossier of the product is on its way, it cannot be corrected. `If-Match` is checked where it is sent.
#[endpoint(post "/products/{id}/corrections", tag = "products", of = "products_corrections", problems(OutsideReach, Conflict, NotYourTurn))]
pub(super) async fn record(
    caller: Caller<ProductsWrite>,
    PathOf(id): PathOf<Uuid>,
    if_match: MayMatch,
    Creation { body, idempotency }: Creation<ProductCorrection>,
) -> ApiResult<NewResource<CorrectionView>> {
    require_seat(&caller)?;
    let mut version = None;
    let answer = idempotency
        .once(&caller, async |connection| {
            let found = products::lock(connection, caller.scope(), id).await?;
            let tag = with_recognition(connection, &caller.state, found.clone())
                .await?
                .tag();
            if_match.check(&tag)?;
            let before = found.ok_or_else(Problem::not_found)?;
            require_unmerged(before.0.merged_into)?;
            let (correction, raised) = body.apply(connection, &caller, &before).await?;
            version = raised;
            Ok(WrittenReply::new(&correction)?.content_etag())
        })
        .await?;
    if let Some(version) = version {
        caller.state.statistics.raise(version);
    }
    Ok(answer)
}

/// The corrections of a product, the newest first.
#[endpoint(get "/products/{id}/corrections", tag = "products", of = "products_corrections")]
pub(super) async fn list(
    caller: Caller<ProductsRead>,
    PathOf(id): PathOf<Uuid>,
    PageOf { page, .. }: PageOf<NoQuery>,
) -> ApiResult<List<CorrectionView>> {
    let mut connection = caller.connection().await?;
    let found = products::find(&mut connection, caller.scope(), id).await?;
    found.ok_or_else(Problem::not_found)?;
    let subject = (CorrectionSubject::Product, id);
    let rows = corrections::list(&mut connection, subject, page.after, page.limit()).await?;
    page.try_answer(rows, |row| row.id, CorrectionView::of)
}

impl ProductCorrection {
    fn head(&self) -> CorrectionHead<'_> {
        CorrectionHead {
            nature: self.nature,
            effective_on: self.effective_on,
            reason: &self.reason,
        }
    }

    /// Gives the product its right values and the recognitions theirs; returns the correction and the version of the statistics.
    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        caller: &Caller<ProductsWrite>,
        (product, producer): &ProductRecord,
    ) -> ApiResult<(CorrectionView, Option<i64>)> {
        require_free(connection, product.id).await?;
        let subject = (CorrectionSubject::Product, product.id);
        let last = corrections::last_changes(connection, subject).await?;
        let (values, violations) = self.values(connection, caller, (product, producer)).await?;
        let (head, today) = (self.head(), caller.state.clock.today());
        head.require(&values.changes, &last, today, violations)?;
        let now = caller.state.clock.now();
        let corrected = values.given(product, now);
        products::update(connection, &corrected).await?;
        dossiers::follow(connection, &corrected, now).await?;
        let mut version = None;
        for (field, restatement) in values.restatements(&caller.state.regimes) {
            let from = head.counted_from(field, &last);
            let owner = DimensionOwner::Product(product.id);
            version = Some(restate(connection, owner, &restatement, from).await?);
        }
        let entry = head.entry(subject, values.changes);
        Ok((entry.record(connection, caller).await?, version))
    }

    /// The values that are named and differ from those of the product, and the rules that they break.
    async fn values(
        &self,
        connection: &mut AsyncPgConnection,
        caller: &Caller<ProductsWrite>,
        (product, producer): (&Product, &products::ProducerSummary),
    ) -> ApiResult<(ProductValues, Vec<Violation>)> {
        let (mut values, mut violations) = (ProductValues::default(), Vec::new());
        values.set = self.product_set.filter(|set| *set != product.product_set);
        let named = self.producer_id.filter(|id| *id != product.producer_id);
        if let Some(id) = named {
            values.maker = producers::find(connection, caller.scope(), id).await?;
            match &values.maker {
                None => violations.push(unknown_producer("/producer_id")),
                Some(maker) => violations.extend(gone("/producer_id", maker.closed_on, maker.merged_into)),
            }
        }
        let place = resolve_commune(
            self.commune.clone(),
            self.commune_code.clone(),
            self.commune_generation,
        )?;
        match place {
            Ok(place) => values.place = place.filter(|place| !product.place().is_at(place)),
            Err(violation) => violations.push(violation),
        }
        let maker = values
            .maker
            .as_ref()
            .map_or(product.producer_id, |maker| maker.id);
        if let Some(place) = &values.place {
            require_reach(caller.scope(), place, Some(maker))?;
        }
        let kind = values.maker.as_ref().map_or(producer.kind, |maker| maker.kind);
        let draft = ProductDraft {
            product_set: self.product_set.unwrap_or(product.product_set),
            ..product.draft()
        };
        // Of its name and description nothing is said here.
        let broken = draft.check(Some(kind)).into_iter();
        violations.extend(
            broken
                .filter(|one| one.pointer == "/product_set")
                .map(|one| Violation {
                    pointer: if self.product_set.is_some() {
                        one.pointer
                    } else {
                        "/producer_id".to_owned()
                    },
                    ..one
                }),
        );
        values.changes = values.told(product);
        Ok((values, violations))
    }
}

impl ProductValues {
    /// What they change of `product`.
    fn told(&self, product: &Product) -> Vec<FieldChange> {
        let set = self.set.map(|set| {
            (
                CorrectedField::ProductSet,
                product.product_set.to_string(),
                set.to_string(),
            )
        });
        let maker = self.maker.as_ref().map(|maker| {
            let before = product.producer_id.to_string();
            (CorrectedField::Producer, before, maker.id.to_string())
        });
        let place = self.place.as_ref().map(|place| {
            let before = place_word(&product.place());
            (CorrectedField::Commune, before, place_word(place))
        });
        let changes = [set, maker, place].into_iter().flatten();
        changes
            .map(|(field, from, to)| FieldChange {
                field,
                from: Some(from),
                to: Some(to),
            })
            .collect()
    }

    /// `product` with these values.
    fn given(&self, product: &Product, now: DateTime<Utc>) -> Product {
        let mut corrected = product.changed(product.draft(), now);
        if let Some(set) = self.set {
            corrected.product_set = set;
        }
        if let Some(maker) = &self.maker {
            corrected.producer_id = maker.id;
        }
        if let Some(place) = self.place.clone() {
            corrected.put_at(place);
        }
        corrected
    }

    /// How its recognitions are counted now.
    fn restatements(&self, regimes: &Regimes) -> Vec<(CorrectedField, Restatement)> {
        let set = self
            .set
            .map(|set| (CorrectedField::ProductSet, Restatement::set(regimes, set)));
        let maker = self.maker.as_ref();
        let maker = maker.map(|maker| (CorrectedField::Producer, Restatement::holder(maker)));
        let place = self.place.clone();
        let place = place.map(|place| (CorrectedField::Commune, Restatement::Place(place)));
        [set, maker, place].into_iter().flatten().collect()
    }
}

/// Passes where no dossier of the product was handed in: a council scores the set, and an office decides, that were handed in.
async fn require_free(connection: &mut AsyncPgConnection, product: Uuid) -> ApiResult<()> {
    let handed_in = dossiers::handed_in_of(connection, &[product]).await?;
    match handed_in.first() {
        None => Ok(()),
        Some((_, dossier)) => Err(Problem::new(Code::Conflict).detail(
            format!("Hồ sơ {dossier} của sản phẩm đang được xử lý; chưa thể chỉnh sửa sản phẩm."),
            format!("Dossier {dossier} of the product is on its way; the product cannot be corrected now."),
        )),
    }
}
