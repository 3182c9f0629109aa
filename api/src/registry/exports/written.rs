//! Lines as a file: CSV as a stream, a workbook in one piece.

use super::field::Field;
use super::file_format::FileFormat;
use super::sheet;
use crate::formats::BYTE_ORDER_MARK;
use crate::state::AppState;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpResponse, web};
use api_http::answer::{Media, Spreadsheet};
use api_http::problem::{ApiResult, Problem};
use bytes::Bytes;
use csv::{Terminator, WriterBuilder};
use futures_util::{Stream, TryStreamExt, stream};
use shared::domain::violation::Violation;
use std::sync::Arc;
use uuid::Uuid;

/// The most lines of a workbook, which is made in memory.
const MOST_IN_A_WORKBOOK: usize = 20_000;
/// Files hold names and telephones: nothing between keeps them.
pub(super) const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// Where the next piece begins.
#[derive(Clone, Copy)]
pub(super) struct Next {
    /// After this record; none: with the first.
    pub(super) after: Option<Uuid>,
    /// The number of its first line, from 1.
    pub(super) number: i64,
}

impl Next {
    const FIRST: Self = Self {
        after: None,
        number: 1,
    };
}

/// What a file is written from, piece by piece.
pub(super) trait Pieces: 'static {
    /// Name of the file, without its ending.
    fn name(&self) -> &'static str;

    /// The names of the columns.
    fn headings(&self) -> Vec<String>;

    /// The next lines, and where to go on. The connection is given back between pieces: the client may be slow.
    async fn piece(&self, state: &AppState, from: Next) -> ApiResult<(Vec<Vec<Field>>, Option<Next>)>;
}

/// The file of `pieces`.
///
/// # Errors
/// 422 for a workbook that would be too long.
pub(super) async fn answer(
    pieces: impl Pieces,
    state: web::Data<AppState>,
    format: FileFormat,
) -> ApiResult<Media<Spreadsheet>> {
    let mut response = HttpResponse::Ok();
    let name = format!("attachment; filename=\"ocop-{}.{format}\"", pieces.name());
    response.insert_header((CONTENT_DISPOSITION, name));
    response.insert_header((CACHE_CONTROL, NOT_KEPT));
    match format {
        FileFormat::Csv => {
            response.content_type("text/csv; charset=utf-8; header=present");
            Ok(Media::of(response.streaming(csv(pieces, state))))
        }
        FileFormat::Xlsx => {
            let lines = all(&pieces, &state).await?;
            let body = sheet::write(&pieces.headings(), &lines)?;
            response.content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            Ok(Media::of(response.body(body)))
        }
    }
}

fn csv(
    pieces: impl Pieces,
    state: web::Data<AppState>,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let pieces = Arc::new(pieces);
    stream::try_unfold(Some(Next::FIRST), move |next: Option<Next>| {
        let (pieces, state) = (Arc::clone(&pieces), state.clone());
        async move {
            let Some(from) = next else {
                return Ok::<_, Problem>(None);
            };
            let (lines, next) = pieces.piece(&state, from).await?;
            let mut written = Vec::new();
            if from.after.is_none() {
                written.extend_from_slice(BYTE_ORDER_MARK);
                let headings = pieces.headings().into_iter().map(Field::Text);
                write(&mut written, &[headings.collect()])?;
            }
            write(&mut written, &lines)?;
            Ok(Some((Bytes::from(written), next)))
        }
    })
    .map_err(actix_web::Error::from)
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

/// All lines, as long as they are no more than a workbook takes.
async fn all(pieces: &impl Pieces, state: &AppState) -> ApiResult<Vec<Vec<Field>>> {
    let mut next = Some(Next::FIRST);
    let mut all = Vec::new();
    while let Some(from) = next {
        let (lines, following) = pieces.piece(state, from).await?;
        all.extend(lines);
        if all.len() > MOST_IN_A_WORKBOOK {
            return Err(Problem::violation(Violation::new(
                "/format",
                "too_long_for_a_workbook",
                format!("Quá {MOST_IN_A_WORKBOOK} dòng: hãy chọn unit hoặc format=csv."),
                format!("More than {MOST_IN_A_WORKBOOK} lines: name a unit or ask for format=csv."),
            )));
        }
        next = following;
    }
    Ok(all)
}
