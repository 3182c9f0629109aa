//! The list of communes: as pages of JSON, and as a table.

use super::request::{CommunesQuery, NtmQuestion};
use crate::formats::Tabular;
use crate::state::AppState;
use crate::statistics::columns::{columns, entries, headings, own_dimension, whole};
use crate::statistics::folders::NTM;
use crate::statistics::{Statistic, VersionedFigures};
use api_http::contract::NamedSchema;
use api_http::extract::{ListAnswer, Page};
use api_http::problem::ApiResult;
use chrono::NaiveDate;
use serde::Serialize;
use shared::domain::access::Scope;
use shared::domain::ntm::CommuneIndicator;
use shared::domain::statistics::table::{Category, DimensionRole, StatisticsTable, TableRow};
use shared::domain::statistics::{Dimension, Labels};
use shared::domain::units::{Generation, Level, UnitKind};
use std::borrow::Cow;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A question that can be answered.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CommunesQuestion {
    place: NtmQuestion,
    met: Option<bool>,
    kind: Option<UnitKind>,
    page: Page<String>,
    /// Whether files hold that page alone.
    files_by_page: bool,
}

/// The communes that are asked for.
#[derive(Serialize)]
pub(super) struct Communes {
    #[serde(flatten)]
    page: ListAnswer<CommuneView>,
    /// Those that files hold.
    #[serde(skip)]
    rows: Vec<CommuneIndicator<'static>>,
    #[serde(skip)]
    generation: Generation,
    #[serde(skip)]
    day: NaiveDate,
}

/// The page of them.
impl ToSchema for Communes {
    fn name() -> Cow<'static, str> {
        ListAnswer::<CommuneView>::name()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        ListAnswer::<CommuneView>::schemas(schemas);
    }
}

impl PartialSchema for Communes {
    fn schema() -> RefOr<Schema> {
        ListAnswer::<CommuneView>::schema()
    }
}

/// A commune on the day.
#[derive(Serialize, ToSchema)]
pub(super) struct CommuneView {
    generation: Generation,
    /// The day of these boundaries: 30 June 2025 of `legacy` ones, 1 July 2025 of `current` ones.
    boundaries_on: NaiveDate,
    #[schema(example = "08782")]
    code: String,
    name: String,
    /// `xã`, `phường`, `đặc khu`, before the reform `thị trấn`.
    kind: UnitKind,
    province_code: String,
    /// Products that hold three stars or more on the day.
    products: i64,
    /// Whether the commune meets the indicator: at least one.
    met: bool,
}

impl CommuneView {
    pub(super) fn of(one: &CommuneIndicator<'_>, day: NaiveDate) -> Self {
        let commune = one.commune;
        Self {
            generation: commune.unit.generation,
            boundaries_on: commune.unit.generation.boundary_day(),
            code: commune.unit.code.clone(),
            name: commune.name_on(day).to_owned(),
            kind: one.kind,
            province_code: commune.province_code.clone(),
            products: one.products,
            met: one.is_met(),
        }
    }
}

impl Statistic for CommunesQuestion {
    const FOLDER: &'static str = NTM;
    const NAME: &'static str = "communes";
    const FILE: &'static str = "ntm-communes";
    type Query = CommunesQuery;
    type Figures = Communes;

    fn ask(mut query: CommunesQuery, scope: &Scope, today: NaiveDate) -> ApiResult<Self> {
        Ok(Self {
            met: query.met,
            kind: query.kind,
            page: Page::new(query.cursor.as_deref(), query.page_size)?,
            files_by_page: query.cursor.is_some() || query.page_size.is_some(),
            place: NtmQuestion::new(&query.area(), query.as_of, scope, today)?,
        })
    }

    async fn count(&self, state: &AppState) -> ApiResult<VersionedFigures<Communes>> {
        let (version, mut communes) = self.place.communes(state).await?;
        communes.retain(|one| self.admits(one));
        let limit = usize::try_from(self.page.limit()).unwrap_or(usize::MAX);
        let rows: Vec<_> = communes.iter().copied().take(limit).collect();
        let key = |one: &CommuneIndicator<'_>| one.commune.unit.code.clone();
        let page = ListAnswer::of(&self.page, rows, key, |one| CommuneView::of(&one, self.place.day));
        if self.files_by_page {
            communes.truncate(page.items.len());
        }
        let figures = Communes {
            page,
            rows: communes,
            generation: self.place.area.generation,
            day: self.place.day,
        };
        Ok(VersionedFigures { version, figures })
    }

    fn next(figures: &Communes) -> Option<&str> {
        figures.page.next.as_deref()
    }
}

impl CommunesQuestion {
    /// Whether a commune is asked for: on this page or a later one.
    fn admits(&self, one: &CommuneIndicator<'_>) -> bool {
        let code = &one.commune.unit.code;
        self.met.is_none_or(|met| one.is_met() == met)
            && self.kind.is_none_or(|kind| one.kind == kind)
            && self.page.after.as_ref().is_none_or(|after| code > after)
    }
}

impl Communes {
    fn row(&self, one: &CommuneIndicator<'static>, labels: &Labels<'_>) -> TableRow {
        let commune = one.commune;
        TableRow {
            at: vec![
                labels.unit(self.generation, Level::Province, &commune.province_code),
                Category::plain(one.kind.as_str()),
                labels.unit(self.generation, Level::Commune, &commune.unit.code),
            ],
            entries: entries(COLUMNS, one),
        }
    }
}

columns! {
    /// What is said of a commune.
    COLUMNS of CommuneIndicator<'static> {
        Count "products", "Số sản phẩm từ 3 sao", "Products of 3 stars or more", |one| whole(one.products);
        Count "met", "Đạt chỉ tiêu (1: đạt)", "Meets the indicator (1: yes)", |one| whole(one.is_met());
    }
}

impl Tabular for Communes {
    fn day(&self) -> NaiveDate {
        self.day
    }

    fn table(&self, labels: &Labels<'_>) -> StatisticsTable {
        let day = self.day.format("%d/%m/%Y");
        let kind = labels.say("Loại đơn vị", "Kind of unit");
        StatisticsTable {
            title: labels.say(
                &format!("Xã có sản phẩm OCOP ngày {day}"),
                &format!("Communes with OCOP products on {day}"),
            ),
            dimensions: vec![
                labels.dimension(Dimension::Province),
                own_dimension("kind", kind, DimensionRole::Kind),
                labels.dimension(Dimension::Commune),
            ],
            measures: headings(COLUMNS, labels),
            rows: self.rows.iter().map(|one| self.row(one, labels)).collect(),
            totals: None,
        }
    }
}
