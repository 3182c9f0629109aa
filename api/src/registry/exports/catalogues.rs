//! The catalogues of the ministry's table: products are lines of [`super::lines`], the others stand here.

use super::field::Field;
use super::lines::{ExportLines, ExportProduct};
use super::written::{Next, Pieces};
use crate::places::registry;
use crate::state::AppState;
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use shared::database::producers::{self, Producer};
use shared::domain::access::Scope;
use shared::domain::language::Language;
use shared::domain::products::{MinistryCatalogue, MinistryFormat, MinistryTable};
use shared::domain::units::{Generation, Unit, UnitRef};

/// Producers read with one statement and sent as one piece.
const PIECE: i64 = 500;

/// DM_SanPham: each product of PTNT_OCOP.
pub(super) struct ProductCatalogue {
    pub(super) format: MinistryFormat,
}

/// DM_CoSo: the producers in reach whose products were recognised until the day.
pub(super) struct ProducerCatalogue {
    pub(super) format: MinistryFormat,
    pub(super) scope: Scope,
    pub(super) unit: Option<UnitRef>,
    pub(super) day: NaiveDate,
}

/// DM_DonViHanhChinh: all units of today by their names on the day, each after the one above it.
pub(super) struct UnitCatalogue {
    pub(super) format: MinistryFormat,
    pub(super) day: NaiveDate,
}

/// DM_KhoangThoiGian: the years of the programme until the one asked for.
pub(super) struct PeriodCatalogue {
    pub(super) first: i16,
    pub(super) last: i16,
}

/// The names of a table's columns.
pub(super) fn headings(table: MinistryTable) -> Vec<String> {
    let columns = table.columns().iter();
    columns.map(|(name, _)| (*name).to_owned()).collect()
}

/// `text` as it fits the column of `table`.
pub(super) fn fitted(format: &MinistryFormat, table: MinistryTable, column: &str, text: &str) -> Field {
    Field::text(format.fitted(table, column, text))
}

impl ExportLines for ProductCatalogue {
    const NAME: &'static str = MinistryCatalogue::Products.as_str();

    fn headings(&self) -> Vec<String> {
        headings(MinistryTable::Catalogue(MinistryCatalogue::Products))
    }

    fn line(&self, listed: &ExportProduct<'_>) -> Option<Vec<Field>> {
        let (_, standing) = listed.standing(true)?;
        let product = listed.product;
        let table = MinistryTable::Catalogue(MinistryCatalogue::Products);
        let fitted = |column, text| fitted(&self.format, table, column, text);
        let no = u32::try_from(product.product_set).ok();
        let set = no.and_then(|no| {
            let described = listed.regimes.iter().filter(|regime| !regime.recorded_only);
            described.last()?.product_set(no)
        });
        Some(vec![
            Field::text(self.format.product_code(listed.register_number)),
            fitted("TenSanPham", &product.name),
            set.map_or(Field::Nothing, |set| {
                fitted("NhomSanPham", set.group_label.get(Language::Vi))
            }),
            Field::Nothing,
            Field::text(self.format.status(standing)),
        ])
    }
}

impl Pieces for ProducerCatalogue {
    fn name(&self) -> &'static str {
        MinistryCatalogue::Producers.as_str()
    }

    fn headings(&self) -> Vec<String> {
        headings(MinistryTable::Catalogue(MinistryCatalogue::Producers))
    }

    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let mut connection = state.database.connection().await?;
        let (unit, after) = (self.unit.as_ref(), from.after);
        let rows = producers::recognised(&mut connection, &self.scope, unit, self.day, after, PIECE).await?;
        let lines = rows.iter().map(|(producer, number)| self.line(producer, *number));
        let count = i64::try_from(rows.len()).unwrap_or(PIECE);
        let next = rows.last().filter(|_| count == PIECE).map(|(last, _)| Next {
            after: Some(last.id),
            number: from.number.saturating_add(count),
        });
        Ok((lines.collect(), next))
    }
}

impl ProducerCatalogue {
    fn line(&self, producer: &Producer, number: i32) -> Vec<Field> {
        let table = MinistryTable::Catalogue(MinistryCatalogue::Producers);
        let fitted = |column, text| fitted(&self.format, table, column, text);
        let address = producer.address.as_deref();
        vec![
            Field::text(self.format.producer_code(number)),
            fitted("TenCoSo", &producer.name),
            fitted("LoaiCoSo", producer.kind.name().0),
            address.map_or(Field::Nothing, |address| fitted("DiaChi", address)),
            Field::text(&producer.current_commune_code),
        ]
    }
}

impl Pieces for UnitCatalogue {
    fn name(&self) -> &'static str {
        MinistryCatalogue::Units.as_str()
    }

    fn headings(&self) -> Vec<String> {
        headings(MinistryTable::Catalogue(MinistryCatalogue::Units))
    }

    async fn piece(&self, _: &AppState, _: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let units = registry()?.units_of(Generation::Current, None);
        Ok((units.iter().map(|unit| self.line(unit)).collect(), None))
    }
}

impl UnitCatalogue {
    fn line(&self, unit: &Unit) -> Vec<Field> {
        let table = MinistryTable::Catalogue(MinistryCatalogue::Units);
        let fitted = |column, text| fitted(&self.format, table, column, text);
        vec![
            Field::text(&unit.unit.code),
            fitted("TenDonViHanhChinh", unit.name_on(self.day)),
            fitted("CapHanhChinh", unit.kind_on(self.day).as_str()),
            Field::or_nothing(unit.parent_code.clone()),
        ]
    }
}

impl Pieces for PeriodCatalogue {
    fn name(&self) -> &'static str {
        MinistryCatalogue::Periods.as_str()
    }

    fn headings(&self) -> Vec<String> {
        headings(MinistryTable::Catalogue(MinistryCatalogue::Periods))
    }

    async fn piece(&self, _: &AppState, _: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let line = |year: i16| {
            let (code, number) = (Field::text(year.to_string()), Field::number(year));
            vec![code, number, Field::Nothing, Field::Nothing]
        };
        Ok(((self.first..=self.last).map(line).collect(), None))
    }
}
