//! Tables `products` and `product_serials`.

mod dimensions;
mod held;
mod known;
mod listing;
mod register;
mod serials;

pub use super::listings::Position;
pub(super) use dimensions::dimension_columns;
pub use dimensions::{ProductDimensions, dimensions};
pub use held::HeldFilter;
pub use known::known;
pub use listing::{ProductFilter, ProductOrder, list};
pub(super) use register::recognised_until;
pub use register::{register_page, revenues};
use serials::next_codes;
pub(super) use serials::raise_serials;

use super::bounds::within_scope;
use super::error::{StoreError, StoreResult};
use super::outside_keys::{RecordKeys, keys_of};
use super::place::place_of;
use super::schema::{producers, products};
use crate::domain::access::Scope;
use crate::domain::producers::ProducerKind;
use crate::domain::products::{ProductCode, ProductDraft};
use crate::domain::units::{Generation, Place};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

#[diesel::declare_sql_function]
extern "SQL" {
    /// When a product or what it holds was last changed.
    fn product_changed_at(product: diesel::sql_types::Uuid) -> diesel::sql_types::Timestamptz;
}

/// A row of `products`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
pub struct Product {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Its code, which never changes.
    pub code: String,
    /// Who makes it.
    pub producer_id: Uuid,
    /// Name on the label.
    pub name: String,
    /// Product set, 1 to 26.
    pub product_set: i16,
    /// What it is.
    pub description: Option<String>,
    /// Generation in which the place was given.
    pub unit_generation: Generation,
    /// Province in today's boundaries.
    pub current_province_code: String,
    /// Commune in today's boundaries.
    pub current_commune_code: String,
    /// Province in the old boundaries.
    pub legacy_province_code: String,
    /// District in the old boundaries.
    pub legacy_district_code: String,
    /// Commune in the old boundaries; the island districts without communes have none.
    pub legacy_commune_code: Option<String>,
    /// Day of registration, Vietnamese time.
    pub registered_on: NaiveDate,
    /// Demonstration data.
    pub demonstration: bool,
    /// Raised with every change; the `ETag`.
    pub version: i32,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When its own record was last changed.
    pub updated_at: DateTime<Utc>,
    /// The product that stands for it, where it was a twin; written by [`super::merges`] alone.
    #[diesel(skip_update)]
    pub merged_into: Option<Uuid>,
    /// When that or what it holds was last changed.
    #[diesel(
        select_expression = product_changed_at(products::id),
        select_expression_type = product_changed_at<products::id>,
        skip_insertion,
        skip_update
    )]
    pub changed_at: DateTime<Utc>,
    /// Its outside keys, kept in a table of their own.
    #[diesel(
        select_expression = keys_of("product", products::id),
        select_expression_type = keys_of<&'static str, products::id>,
        skip_insertion,
        skip_update
    )]
    pub keys: RecordKeys,
}

/// What a product's answer says of its producer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = producers, check_for_backend(diesel::pg::Pg))]
pub struct ProducerSummary {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: ProducerKind,
    /// Its version.
    pub version: i32,
    /// First day on which it is no more.
    pub closed_on: Option<NaiveDate>,
    /// The producer that stands for it, where it was a twin.
    pub merged_into: Option<Uuid>,
}

/// A product with its producer.
pub type ProductRecord = (Product, ProducerSummary);

/// A product about to be registered.
#[derive(Clone, Debug)]
pub struct NewProductRow {
    /// `UUIDv7`.
    pub id: Uuid,
    /// Who makes it.
    pub producer_id: Uuid,
    /// What people fill in.
    pub draft: ProductDraft,
    /// Where it is made.
    pub place: Place,
    /// Day of registration, Vietnamese time: it decides which unit's codes the product code names.
    pub registered_on: NaiveDate,
    /// Demonstration data.
    pub demonstration: bool,
    /// When it is registered.
    pub created_at: DateTime<Utc>,
}

impl Product {
    fn new(new: NewProductRow, code: &ProductCode) -> Self {
        Self {
            id: new.id,
            code: code.to_string(),
            producer_id: new.producer_id,
            name: new.draft.name,
            product_set: new.draft.product_set,
            description: new.draft.description,
            unit_generation: new.place.generation,
            current_province_code: new.place.current_province,
            current_commune_code: new.place.current_commune,
            legacy_province_code: new.place.legacy_province,
            legacy_district_code: new.place.legacy_district,
            legacy_commune_code: new.place.legacy_commune,
            registered_on: new.registered_on,
            demonstration: new.demonstration,
            version: 1,
            created_at: new.created_at,
            updated_at: new.created_at,
            merged_into: None,
            changed_at: new.created_at,
            keys: RecordKeys::default(),
        }
    }

    /// The same product after a change at `now`; code, producer, set and place stay.
    #[must_use]
    pub fn changed(&self, draft: ProductDraft, now: DateTime<Utc>) -> Self {
        Self {
            name: draft.name,
            description: draft.description,
            version: self.version.saturating_add(1),
            updated_at: now,
            changed_at: now,
            ..self.clone()
        }
    }

    /// Makes it lie at `place`; its code stays.
    pub fn put_at(&mut self, place: Place) {
        self.unit_generation = place.generation;
        self.current_province_code = place.current_province;
        self.current_commune_code = place.current_commune;
        self.legacy_province_code = place.legacy_province;
        self.legacy_district_code = place.legacy_district;
        self.legacy_commune_code = place.legacy_commune;
    }

    /// What people fill in.
    #[must_use]
    pub fn draft(&self) -> ProductDraft {
        ProductDraft {
            name: self.name.clone(),
            product_set: self.product_set,
            description: self.description.clone(),
        }
    }

    /// Where it is made.
    #[must_use]
    pub fn place(&self) -> Place {
        place_of!(self, self.unit_generation)
    }
}

/// Registers a product as [`register_all`] does.
pub async fn register(connection: &mut AsyncPgConnection, new: NewProductRow) -> StoreResult<Product> {
    let registered = register_all(connection, vec![new]).await?;
    registered.into_iter().next().ok_or(StoreError::NotFound)
}

/// Registers products under the next codes of their communes. In a transaction: the serials are taken back with it.
pub async fn register_all(
    connection: &mut AsyncPgConnection,
    new: Vec<NewProductRow>,
) -> StoreResult<Vec<Product>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let sites: Vec<_> = new.iter().map(|new| (&new.place, new.registered_on)).collect();
    let codes = next_codes(connection, &sites).await?;
    let rows: Vec<Product> = new
        .into_iter()
        .zip(&codes)
        .map(|(new, code)| Product::new(new, code))
        .collect();
    diesel::insert_into(products::table)
        .values(&rows)
        .execute(connection)
        .await?;
    Ok(rows)
}

/// Writes changed products over the rows with their ids.
pub async fn save(connection: &mut AsyncPgConnection, changed: &[Product]) -> StoreResult<()> {
    if changed.is_empty() {
        return Ok(());
    }
    diesel::insert_into(products::table)
        .values(changed)
        .on_conflict(products::id)
        .do_update()
        .set((
            products::name.eq(excluded(products::name)),
            products::description.eq(excluded(products::description)),
            products::version.eq(excluded(products::version)),
            products::updated_at.eq(excluded(products::updated_at)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a changed product over the row with its id.
pub async fn update(connection: &mut AsyncPgConnection, product: &Product) -> StoreResult<()> {
    diesel::update(products::table.find(product.id))
        .set(product)
        .execute(connection)
        .await?;
    Ok(())
}

/// The sets of the products of `producer`, each once.
pub async fn sets_of(connection: &mut AsyncPgConnection, producer: Uuid) -> StoreResult<Vec<i16>> {
    Ok(products::table
        .filter(products::producer_id.eq(producer))
        .select(products::product_set)
        .distinct()
        .load(connection)
        .await?)
}

/// The product with its producer, where `scope` may see it.
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<ProductRecord>> {
    let query = products::table
        .inner_join(producers::table)
        .filter(products::id.eq(id))
        .select((Product::as_select(), ProducerSummary::as_select()))
        .into_boxed();
    let query = within_scope!(query, products, products::producer_id, scope);
    Ok(query.first(connection).await.optional()?)
}

/// Those of `ids` that `scope` may see, but for twins that another stands for.
pub async fn in_reach(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<Uuid>> {
    let query = products::table
        .filter(products::id.eq_any(ids))
        .filter(products::merged_into.is_null())
        .select(products::id)
        .into_boxed();
    let query = within_scope!(query, products, products::producer_id, scope);
    Ok(query.load(connection).await?)
}

/// Those of `ids` that `scope` may see, whole.
pub async fn find_all(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<Product>> {
    let query = products::table
        .filter(products::id.eq_any(ids))
        .select(Product::as_select())
        .into_boxed();
    let query = within_scope!(query, products, products::producer_id, scope);
    Ok(query.load(connection).await?)
}

/// What [`find`] finds, the product kept from changing until the transaction ends.
pub async fn lock(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    id: Uuid,
) -> StoreResult<Option<ProductRecord>> {
    let row = products::table.find(id).select(products::id).for_update();
    row.first::<Uuid>(connection).await.optional()?;
    find(connection, scope, id).await
}

/// The products of `ids` with their producers that `scope` may see, kept from changing until the transaction ends.
pub async fn lock_found(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    ids: &[Uuid],
) -> StoreResult<Vec<ProductRecord>> {
    lock_all(connection, ids).await?;
    let query = products::table
        .inner_join(producers::table)
        .filter(products::id.eq_any(ids))
        .select((Product::as_select(), ProducerSummary::as_select()))
        .into_boxed();
    Ok(within_scope!(query, products, products::producer_id, scope)
        .load(connection)
        .await?)
}

/// Holds these products until the transaction ends, so that two workers never change one product's stars at once.
/// Always in the order of ids: two batches with the same products wait for each other and cannot deadlock.
pub async fn lock_all(connection: &mut AsyncPgConnection, ids: &[Uuid]) -> StoreResult<()> {
    products::table
        .filter(products::id.eq_any(ids))
        .order(products::id)
        .select(products::id)
        .for_no_key_update()
        .load::<Uuid>(connection)
        .await?;
    Ok(())
}
