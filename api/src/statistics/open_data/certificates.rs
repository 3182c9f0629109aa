//! The certificates that hold today: what `/api/v1/certificates/verification` shows of each, and where it is from.

use super::dataset::DatasetQuery;
use crate::formats::{BYTE_ORDER_MARK, Form, harmless};
use crate::places::unit_name;
use crate::state::AppState;
use crate::statistics::polled::Poll;
use actix_web::{HttpResponse, web};
use api_http::extract::{ListAnswer, Page};
use api_http::problem::{ApiResult, Code, Problem};
use bytes::Bytes;
use chrono::NaiveDate;
use csv::{Terminator, WriterBuilder};
use futures_util::stream;
use serde::Serialize;
use shared::database::StoreError;
use shared::database::certificates::{self, CertificateFilter, CertificateRecord};
use shared::domain::access::Scope;
use shared::domain::criteria::RecognitionAuthority;
use shared::domain::language::Language;
use shared::domain::units::{Generation, Level, UnitRef};
use utoipa::ToSchema;
use uuid::Uuid;

/// Certificates read with one statement and sent as one piece.
const PIECE: i64 = 500;

/// A certificate as the public sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenDataCertificate {
    /// Null where it was issued elsewhere and has none on record.
    number: Option<String>,
    /// 3 to 5.
    stars: i16,
    product_code: String,
    product_name: String,
    product_set: i16,
    producer_name: String,
    /// In today's boundaries.
    province_code: String,
    /// On the day of the certificate.
    province_name: String,
    /// In today's boundaries.
    commune_code: String,
    /// On the day of the certificate.
    commune_name: String,
    authority: RecognitionAuthority,
    decision_number: String,
    decided_on: NaiveDate,
    valid_from: NaiveDate,
    /// Last day of the term; it holds on all of it.
    valid_to: NaiveDate,
    /// Last day of a carry-over.
    extended_to: Option<NaiveDate>,
}

/// The list as it is asked for.
pub(super) struct PublicCertificates<'a> {
    poll: &'a Poll,
    page: Page,
    today: NaiveDate,
}

/// A column of the file: its name in Vietnamese and English, and what stands in it.
type FileColumn = (&'static str, &'static str, fn(&OpenDataCertificate) -> String);

const COLUMNS: [FileColumn; 16] = [
    ("Số giấy chứng nhận", "Certificate number", |one| {
        one.number.clone().unwrap_or_default()
    }),
    ("Hạng sao", "Stars", |one| one.stars.to_string()),
    ("Mã sản phẩm", "Product code", |one| one.product_code.clone()),
    ("Tên sản phẩm", "Product", |one| one.product_name.clone()),
    ("Bộ sản phẩm", "Product set", |one| {
        one.product_set.to_string()
    }),
    ("Chủ thể", "Producer", |one| one.producer_name.clone()),
    ("Mã tỉnh", "Province code", |one| one.province_code.clone()),
    ("Tỉnh", "Province", |one| one.province_name.clone()),
    ("Mã xã", "Commune code", |one| one.commune_code.clone()),
    ("Xã", "Commune", |one| one.commune_name.clone()),
    ("Cơ quan cấp", "Authority", |one| one.authority.to_string()),
    ("Số quyết định", "Decision", |one| {
        one.decision_number.clone()
    }),
    ("Ngày quyết định", "Decided on", |one| {
        one.decided_on.to_string()
    }),
    ("Hiệu lực từ", "Valid from", |one| {
        one.valid_from.to_string()
    }),
    ("Có giá trị đến hết", "Valid to", |one| {
        one.valid_to.to_string()
    }),
    ("Gia hạn đến", "Carried over to", |one| {
        one.extended_to.map(|day| day.to_string()).unwrap_or_default()
    }),
];

impl<'a> PublicCertificates<'a> {
    /// # Errors
    /// 400 for a page that cannot be turned to.
    pub(super) fn new(poll: &'a Poll, query: &DatasetQuery) -> ApiResult<Self> {
        Ok(Self {
            poll,
            page: Page::new(query.cursor.as_deref(), query.page_size)?,
            today: poll.state().clock.today(),
        })
    }

    /// A page of it, tagged by what it says.
    pub(super) async fn page(&self) -> ApiResult<HttpResponse> {
        let mut connection = self.poll.state().database.connection().await?;
        let rows = certificates::list(
            &mut connection,
            &Scope::Nation,
            &holding(self.today),
            self.page.after,
            self.page.limit(),
        )
        .await?;
        drop(connection);
        let views = ListAnswer::of(
            &self.page,
            rows,
            |one| one.certificate.id,
            OpenDataCertificate::from,
        );
        let written = serde_json::to_vec(&views).map_err(|error| Problem::internal(&error))?;
        let mut response = self.poll.answer_written(written, "application/json");
        views.link(self.poll.request(), &mut response);
        Ok(response)
    }

    /// All of it as a file, written while it is sent.
    pub(super) fn csv(&self, form: Form) -> HttpResponse {
        let (state, today) = (self.poll.state().clone(), self.today);
        let pieces = stream::try_unfold(Next::Headings, move |next| {
            let state = state.clone();
            async move { piece(&state, today, form.language, next).await }
        });
        form.response("certificates").streaming(pieces)
    }
}

/// What of the file comes next.
enum Next {
    Headings,
    After(Option<Uuid>),
    Nothing,
}

/// The next piece. The connection is given back between pieces: the client may be slow.
async fn piece(
    state: &web::Data<AppState>,
    today: NaiveDate,
    language: Language,
    next: Next,
) -> Result<Option<(Bytes, Next)>, StoreError> {
    let after = match next {
        Next::Nothing => return Ok(None),
        Next::Headings => {
            let mut first = BYTE_ORDER_MARK.to_vec();
            let headings = COLUMNS.map(|(vi, en, _)| match language {
                Language::Vi => vi.to_owned(),
                Language::En => en.to_owned(),
            });
            first.extend(lines([headings])?);
            return Ok(Some((first.into(), Next::After(None))));
        }
        Next::After(after) => after,
    };
    let mut connection = state.database.connection().await?;
    let rows = certificates::list(&mut connection, &Scope::Nation, &holding(today), after, PIECE).await?;
    drop(connection);
    let Some(last) = rows.last().map(|one| one.certificate.id) else {
        return Ok(None);
    };
    let more = i64::try_from(rows.len()).unwrap_or(PIECE) == PIECE;
    let next = if more {
        Next::After(Some(last))
    } else {
        Next::Nothing
    };
    let lines_of = rows.into_iter().map(OpenDataCertificate::from);
    let written = lines(lines_of.map(|one| COLUMNS.map(|(_, _, field)| harmless(&field(&one)))))?;
    Ok(Some((written.into(), next)))
}

fn lines(records: impl IntoIterator<Item = [String; COLUMNS.len()]>) -> Result<Vec<u8>, StoreError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::Internal(error.to_string());
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error.error()))
}

/// Those that hold on `day`, wherever they are.
fn holding(day: NaiveDate) -> CertificateFilter {
    CertificateFilter {
        revocation_due: None,
        as_of: day,
        holding: true,
        status: None,
        expiring_within: None,
        unit: None,
        stars: None,
        product_id: None,
        producer_id: None,
    }
}

/// The list has no figures that a workbook or a cube could hold.
pub(super) fn not_offered() -> Problem {
    Problem::new(Code::NotAcceptable).detail(
        "Danh sách giấy chứng nhận có hai định dạng: json, csv.",
        "The list of certificates comes as json or csv.",
    )
}

impl From<CertificateRecord> for OpenDataCertificate {
    fn from(record: CertificateRecord) -> Self {
        let (certificate, decision) = (record.certificate, record.decision);
        let name = |level, code: &str| {
            let unit = UnitRef::new(Generation::Current, level, code);
            unit_name(&unit, certificate.issued_on).unwrap_or(unit.code)
        };
        Self {
            province_name: name(Level::Province, &certificate.current_province_code),
            commune_name: name(Level::Commune, &certificate.current_commune_code),
            number: certificate.number,
            stars: certificate.stars,
            product_code: certificate.product_code,
            product_name: certificate.product_name,
            product_set: certificate.product_set,
            producer_name: certificate.producer_name,
            province_code: certificate.current_province_code,
            commune_code: certificate.current_commune_code,
            authority: certificate.authority,
            decision_number: decision.number,
            decided_on: decision.decided_on,
            valid_from: certificate.valid_from,
            valid_to: certificate.valid_to,
            extended_to: record.state.extended_to,
        }
    }
}
