//! Which products rows mean: those of the register, found by key, code or the name of their producer, and new ones.

use super::super::outcome::{NotTaken, Register, RowsOutcome, accept, key_remarks, number};
use super::super::remark::RegisterRemark;
use super::people::People;
use diesel_async::AsyncPgConnection;
use paper::{ListedProduct, PaperField, Reason};
use shared::database::outside_keys;
use shared::database::products::{self, NewProductRow, Product};
use shared::domain::outside_keys::{KeySubject, OutsideKey};
use shared::domain::products::ProductDraft;
use shared::domain::spelling;
use shared::domain::units::Place;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A row's number with the product that it names.
pub(super) type ProductRow<'a> = (u32, &'a ListedProduct);

/// A product as recognitions need it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProductOfRow {
    /// Its id.
    pub(super) id: Uuid,
    /// Its set in the register.
    pub(super) product_set: i16,
}

/// The products of some rows.
#[derive(Default)]
pub(super) struct ProductsInHand {
    known: Vec<Product>,
    new: Vec<NewProductRow>,
    filled: HashSet<Uuid>,
    by_key: HashMap<OutsideKey, Uuid>,
    by_code: HashMap<String, Uuid>,
    by_name: HashMap<(Uuid, String), Vec<Uuid>>,
    of_row: HashMap<u32, ProductOfRow>,
    claims: Vec<(OutsideKey, Uuid)>,
}

impl ProductsInHand {
    /// Finds and writes the products of `rows`, whose producers are `people`.
    pub(super) async fn write(
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ProductRow<'_>],
        people: &People,
        outcome: &mut RowsOutcome,
    ) -> Result<Self, NotTaken> {
        let mut products = Self::load(connection, register, rows, people).await?;
        let mut remarks = Vec::new();
        for (row, listed) in rows {
            products.settle(register, *row, listed, people, &mut remarks);
        }
        accept(remarks, outcome)?;
        outcome.counts.products_new += number(products.new.len());
        outcome.counts.products_filled += number(products.filled.len());
        let filled = |product: &&Product| products.filled.contains(&product.id);
        let changed: Vec<Product> = products.known.iter().filter(filled).cloned().collect();
        products::register_all(connection, std::mem::take(&mut products.new)).await?;
        products::save(connection, &changed).await?;
        let subject = KeySubject::Product;
        outside_keys::claim(
            connection,
            subject,
            register.scope,
            &products.claims,
            register.now,
        )
        .await?;
        Ok(products)
    }

    /// The product that the row means.
    pub(super) fn of_row(&self, row: u32) -> Option<ProductOfRow> {
        self.of_row.get(&row).copied()
    }

    async fn load(
        connection: &mut AsyncPgConnection,
        register: &Register<'_>,
        rows: &[ProductRow<'_>],
        people: &People,
    ) -> Result<Self, NotTaken> {
        let keys: Vec<OutsideKey> = rows
            .iter()
            .filter_map(|(_, listed)| register.key(listed.key.as_ref()))
            .collect();
        let by_key = outside_keys::find(connection, KeySubject::Product, register.scope, &keys).await?;
        let codes: Vec<String> = rows
            .iter()
            .filter_map(|(_, listed)| listed.code.clone())
            .collect();
        let producers: HashSet<Uuid> = rows
            .iter()
            .filter_map(|(row, _)| Some(people.of_row(*row)?.id))
            .collect();
        let producers: Vec<Uuid> = producers.into_iter().collect();
        let ids: Vec<Uuid> = by_key.values().copied().collect();
        let known = products::known(connection, register.scope, &producers, &codes, &ids).await?;
        let mut products = Self {
            by_code: known.iter().map(|one| (one.code.clone(), stands(one))).collect(),
            by_key,
            ..Self::default()
        };
        for product in &known {
            products.name(product.producer_id, &product.name, stands(product));
        }
        products.known = known;
        Ok(products)
    }

    fn name(&mut self, producer: Uuid, name: &str, id: Uuid) {
        let name = (producer, spelling::key(name));
        let same = self.by_name.entry(name).or_default();
        if !same.contains(&id) {
            same.push(id);
        }
    }

    fn settle(
        &mut self,
        register: &Register<'_>,
        row: u32,
        listed: &ListedProduct,
        people: &People,
        remarks: &mut Vec<RegisterRemark>,
    ) {
        let (Some(producer), Some(set), Some(place)) =
            (people.of_row(row), listed.product_set, &listed.producer.place)
        else {
            return;
        };
        let key = register.key(listed.key.as_ref());
        let broken = key_remarks(key.as_ref(), row);
        if !broken.is_empty() {
            return remarks.extend(broken);
        }
        let draft = ProductDraft {
            name: listed.name.clone(),
            product_set: set,
            description: listed.description.clone(),
        };
        let found = match self.candidates(key.as_ref(), listed, producer.id).as_slice() {
            [] if producer.closed_on.is_some() => return remarks.push(closed(row)),
            [] => self.make(register, producer.id, draft, place),
            [one] => match self.fill(register, *one, producer.id, &draft, row, remarks) {
                Some(found) => found,
                None => return,
            },
            several => return remarks.push(ambiguous(row, several.len())),
        };
        if let Some(key) = key.filter(|key| !self.by_key.contains_key(key)) {
            self.claims.push((key.clone(), found.id));
            self.by_key.insert(key, found.id);
        }
        self.of_row.insert(row, found);
    }

    fn candidates(&self, key: Option<&OutsideKey>, listed: &ListedProduct, producer: Uuid) -> Vec<Uuid> {
        let keyed = key.and_then(|key| self.by_key.get(key));
        let coded = || listed.code.as_ref().and_then(|code| self.by_code.get(code));
        if let Some(id) = keyed.or_else(coded) {
            return vec![*id];
        }
        let name = (producer, spelling::key(&listed.name));
        self.by_name.get(&name).cloned().unwrap_or_default()
    }

    fn make(
        &mut self,
        register: &Register<'_>,
        producer_id: Uuid,
        draft: ProductDraft,
        place: &Place,
    ) -> ProductOfRow {
        let id = Uuid::now_v7();
        let product_set = draft.product_set;
        self.name(producer_id, &draft.name, id);
        self.new.push(NewProductRow {
            id,
            producer_id,
            draft,
            place: place.clone(),
            registered_on: register.today,
            demonstration: false,
            created_at: register.now,
        });
        ProductOfRow { id, product_set }
    }

    /// The product `id` with what the row adds; none where it is another producer's.
    fn fill(
        &mut self,
        register: &Register<'_>,
        id: Uuid,
        producer: Uuid,
        said: &ProductDraft,
        row: u32,
        remarks: &mut Vec<RegisterRemark>,
    ) -> Option<ProductOfRow> {
        if let Some(new) = self.new.iter_mut().find(|new| new.id == id) {
            let filling = new.draft.filled(said);
            new.draft = filling.draft;
            remarks.extend(
                filling
                    .differs
                    .into_iter()
                    .map(|field| RegisterRemark::differs(row, field)),
            );
            return Some(ProductOfRow {
                id,
                product_set: new.draft.product_set,
            });
        }
        let known = self.known.iter_mut().find(|known| known.id == id)?;
        if known.producer_id != producer {
            remarks.push(of_another(row));
            return None;
        }
        let filling = known.draft().filled(said);
        remarks.extend(
            filling
                .differs
                .into_iter()
                .map(|field| RegisterRemark::differs(row, field)),
        );
        if filling.adds {
            let version = known.version;
            *known = known.changed(filling.draft, register.now);
            if !self.filled.insert(id) {
                known.version = version;
            }
        }
        Some(ProductOfRow {
            id,
            product_set: known.product_set,
        })
    }
}

/// The product that stands for `product`: itself, or the one into which it was merged.
fn stands(product: &Product) -> Uuid {
    product.merged_into.unwrap_or(product.id)
}

fn closed(row: u32) -> RegisterRemark {
    RegisterRemark::new(
        row,
        PaperField::Producer,
        Reason::error(
            "producer_closed",
            "chủ thể đã ngừng hoạt động: không đăng ký sản phẩm mới",
            "the producer is closed: it registers no new products",
        ),
    )
}

fn ambiguous(row: u32, count: usize) -> RegisterRemark {
    RegisterRemark::new(
        row,
        PaperField::Product,
        Reason::error(
            "product_ambiguous",
            format!("chủ thể có {count} sản phẩm cùng tên: hãy ghi mã sản phẩm hoặc gộp các bản trùng"),
            format!(
                "the producer has {count} products of this name: write the product's code, or merge the twins"
            ),
        ),
    )
}

fn of_another(row: u32) -> RegisterRemark {
    RegisterRemark::new(
        row,
        PaperField::Producer,
        Reason::error(
            "product_of_another_producer",
            "mã này là của sản phẩm thuộc chủ thể khác; đổi chủ thể là một việc đính chính",
            "the product of this code is another producer's; a new producer is a correction",
        ),
    )
}
