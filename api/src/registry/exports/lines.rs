//! Files with a line for each recognised product.

use super::field::Field;
use super::written::{Next, Pieces};
use crate::places::registry;
use crate::state::AppState;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use shared::database::producers::Producer;
use shared::database::products::{self, Product};
use shared::database::recognitions::{self, Recognition};
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::money::Dong;
use shared::domain::products::{ProductStanding, standing};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::units::{Registry, UnitRef};
use std::collections::HashMap;
use uuid::Uuid;

/// Products read with one statement and sent as one piece.
const PIECE: u16 = 500;

/// A product as the lines see it.
pub(super) struct ExportProduct<'a> {
    /// 1 for the first line.
    pub(super) number: i64,
    /// Its running number, which stays.
    pub(super) register_number: i32,
    pub(super) product: &'a Product,
    pub(super) producer: &'a Producer,
    /// The recognitions that began until the day, oldest first.
    pub(super) history: Vec<&'a Recognition>,
    pub(super) day: NaiveDate,
    /// What it reported, where the file asks for it.
    pub(super) revenue: Option<Dong>,
    pub(super) regimes: &'a Regimes,
    pub(super) units: &'static Registry,
}

/// A kind of file.
pub(super) trait ExportLines: 'static {
    /// Name of the file, without its ending.
    const NAME: &'static str;

    /// The year whose reported revenue it shows.
    fn year(&self) -> Option<i16> {
        None
    }

    /// The names of the columns.
    fn headings(&self) -> Vec<String>;

    /// The line of a product; none where it does not belong in the file.
    fn line(&self, listed: &ExportProduct<'_>) -> Option<Vec<Field>>;
}

/// The products of a file.
pub(super) struct ProductLines<L> {
    lines: L,
    scope: Scope,
    unit: Option<UnitRef>,
    day: NaiveDate,
}

impl<L: ExportLines> ProductLines<L> {
    /// The products in reach of `scope` that lie in `unit` and were recognised until `day`.
    pub(super) fn new(lines: L, scope: &Scope, unit: Option<UnitRef>, day: NaiveDate) -> Self {
        Self {
            lines,
            scope: scope.clone(),
            unit,
            day,
        }
    }
}

impl<L: ExportLines> Pieces for ProductLines<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn headings(&self) -> Vec<String> {
        self.lines.headings()
    }

    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let mut connection = state.database.connection().await?;
        let unit = self.unit.as_ref();
        let limit = i64::from(PIECE);
        let products = products::register_page(
            &mut connection,
            &self.scope,
            unit,
            Some(self.day),
            from.after,
            limit,
        )
        .await?;
        let ids: Vec<Uuid> = products.iter().map(|(product, ..)| product.id).collect();
        let recognitions = recognitions::histories(&mut connection, &ids).await?;
        let revenues = match self.lines.year() {
            Some(year) => products::revenues(&mut connection, &ids, year).await?,
            None => HashMap::new(),
        };
        drop(connection);
        let mut by_product: HashMap<Uuid, Vec<&Recognition>> = HashMap::new();
        for one in recognitions.iter().filter(|one| one.valid_from <= self.day) {
            by_product.entry(one.product_id).or_default().push(one);
        }
        let (mut number, mut lines) = (from.number, Vec::new());
        for (product, producer, register_number) in &products {
            let listed = ExportProduct {
                number,
                register_number: *register_number,
                product,
                producer,
                history: by_product.remove(&product.id).unwrap_or_default(),
                day: self.day,
                revenue: revenues.get(&product.id).copied(),
                regimes: &state.regimes,
                units: registry()?,
            };
            if let Some(line) = self.lines.line(&listed) {
                lines.push(line);
                number = number.saturating_add(1);
            }
        }
        let more = products.len() == usize::from(PIECE);
        let after = ids.last().copied().filter(|_| more);
        Ok((
            lines,
            after.map(|after| Next {
                after: Some(after),
                number,
            }),
        ))
    }
}

impl ExportProduct<'_> {
    /// The recognition that tells how the product stands, and how it stands; of `certain` ones only those that are no potential five
    /// stars.
    pub(super) fn standing(&self, certain: bool) -> Option<(&Recognition, ProductStanding)> {
        let told: Vec<&Recognition> = self
            .history
            .iter()
            .copied()
            .filter(|one| !certain || !one.potential)
            .collect();
        let statuses: Vec<_> = told
            .iter()
            .map(|one| {
                (
                    one.status(),
                    one.end_reason == Some(RecognitionEndReason::Revoked),
                )
            })
            .collect();
        let (position, standing) = standing(&statuses, self.day)?;
        Some((told.get(position).copied()?, standing))
    }
}
