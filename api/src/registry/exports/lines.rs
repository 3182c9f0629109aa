//! Files with a line for each product: CSV as a stream, a workbook in one piece.

use super::field::Field;
use super::file_format::FileFormat;
use super::sheet;
use crate::formats::BYTE_ORDER_MARK;
use crate::places::registry;
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpResponse, web};
use api_http::answer::{Media, Spreadsheet};
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use chrono::NaiveDate;
use csv::{Terminator, WriterBuilder};
use futures_util::{Stream, TryStreamExt, stream};
use shared::database::producers::Producer;
use shared::database::products::{self, Product};
use shared::database::recognitions::{self, Recognition};
use shared::domain::access::Scope;
use shared::domain::criteria::Regimes;
use shared::domain::money::Dong;
use shared::domain::products::{ProductStanding, standing};
use shared::domain::recognition::RecognitionEndReason;
use shared::domain::units::{Registry, UnitRef};
use shared::domain::violation::Violation;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Products read with one statement and sent as one piece.
const PIECE: u16 = 500;
/// The most products of a workbook, which is made in memory.
const MOST_IN_A_WORKBOOK: usize = 20_000;
/// Files hold names and telephones: nothing between keeps them.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// A product as the lines see it.
pub(super) struct ExportProduct<'a> {
    /// 1 for the first line.
    pub(super) number: i64,
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
pub(super) trait ExportLines: Send + Sync + 'static {
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

/// A file about to be written.
pub(super) struct Export<L> {
    lines: L,
    scope: Scope,
    unit: Option<UnitRef>,
    day: NaiveDate,
}

/// Where the next piece begins.
#[derive(Clone, Copy)]
struct Next {
    after: Option<Uuid>,
    number: i64,
}

impl<L: ExportLines> Export<L> {
    pub(super) fn new(lines: L, scope: &Scope, unit: Option<UnitRef>, day: NaiveDate) -> Self {
        Self {
            lines,
            scope: scope.clone(),
            unit,
            day,
        }
    }

    /// The file.
    ///
    /// # Errors
    /// 422 for a workbook that would be too long.
    pub(super) async fn answer(
        self,
        state: web::Data<AppState>,
        format: FileFormat,
    ) -> ApiResult<Media<Spreadsheet>> {
        let mut response = HttpResponse::Ok();
        let name = format!("attachment; filename=\"ocop-{}.{format}\"", L::NAME);
        response.insert_header((CONTENT_DISPOSITION, name));
        response.insert_header((CACHE_CONTROL, NOT_KEPT));
        match format {
            FileFormat::Csv => {
                response.content_type("text/csv; charset=utf-8; header=present");
                Ok(Media::of(response.streaming(self.csv(state))))
            }
            FileFormat::Xlsx => {
                let lines = self.all(&state).await?;
                let body = sheet::write(&self.lines.headings(), &lines)?;
                response.content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
                Ok(Media::of(response.body(body)))
            }
        }
    }

    fn csv(self, state: web::Data<AppState>) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
        let export = Arc::new(self);
        let first = Some(None);
        stream::try_unfold(first, move |next: Option<Option<Next>>| {
            let (export, state) = (Arc::clone(&export), state.clone());
            async move {
                let Some(next) = next else {
                    return Ok::<_, Problem>(None);
                };
                let (mut written, next) = match next {
                    None => (
                        BYTE_ORDER_MARK.to_vec(),
                        Next {
                            after: None,
                            number: 1,
                        },
                    ),
                    Some(next) => (Vec::new(), next),
                };
                if !written.is_empty() {
                    let headings = export.lines.headings().into_iter().map(Field::Text);
                    write(&mut written, &[headings.collect()])?;
                }
                let (lines, next) = export.piece(&state, next).await?;
                write(&mut written, &lines)?;
                Ok(Some((Bytes::from(written), next.map(Some))))
            }
        })
        .map_err(actix_web::Error::from)
    }

    /// All lines, as long as they are no more than a workbook takes.
    async fn all(&self, state: &AppState) -> ApiResult<Vec<Vec<Field>>> {
        let mut next = Some(Next {
            after: None,
            number: 1,
        });
        let mut all = Vec::new();
        while let Some(from) = next {
            let (lines, following) = self.piece(state, from).await?;
            all.extend(lines);
            if all.len() > MOST_IN_A_WORKBOOK {
                return Err(Problem::violation(Violation::new(
                    "/format",
                    "too_long_for_a_workbook",
                    format!("Quá {MOST_IN_A_WORKBOOK} sản phẩm: hãy chọn unit hoặc format=csv."),
                    format!("More than {MOST_IN_A_WORKBOOK} products: name a unit or ask for format=csv."),
                )));
            }
            next = following;
        }
        Ok(all)
    }

    /// The next lines, and where to go on. The connection is given back between pieces: the client may be slow.
    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)> {
        let mut connection = state.database.connection().await?;
        let unit = self.unit.as_ref();
        let limit = i64::from(PIECE);
        let products =
            products::recognised(&mut connection, &self.scope, unit, self.day, from.after, limit).await?;
        let ids: Vec<Uuid> = products.iter().map(|(product, _)| product.id).collect();
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
        for (product, producer) in &products {
            let listed = ExportProduct {
                number,
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

fn write(to: &mut Vec<u8>, lines: &[Vec<Field>]) -> ApiResult<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    for line in lines {
        let fields = line.iter().map(Field::written);
        writer
            .write_record(fields)
            .map_err(|error| Problem::internal(&error))?;
    }
    writer.flush().map_err(|error| Problem::internal(&error))
}
