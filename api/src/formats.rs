//! The formats of a figure and the choice among them by `Accept`.

mod accept;
mod csv;
mod json_stat;
mod tabular;
mod xlsx;

pub(crate) use csv::{BYTE_ORDER_MARK, harmless};
pub(crate) use tabular::Tabular;

use crate::http::problem::{ApiResult, Problem};
use crate::http::request_context::RequestContext;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, TryIntoHeaderValue,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use serde::Serialize;
use shared::domain::language::Language;
use shared::domain::statistics::Labels;

/// A format of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Format {
    /// JSON of this service.
    #[default]
    Json,
    /// Comma-separated values (RFC 4180) in UTF-8 with a byte order mark, without which Excel misreads Vietnamese.
    Csv,
    /// A workbook of Excel.
    Xlsx,
    /// JSON-stat 2.0, a dataset.
    JsonStat,
}

/// A format in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Form {
    pub(super) format: Format,
    pub(super) language: Language,
}

impl Format {
    /// Every format; of those that a client likes alike the first is taken.
    pub(super) const ALL: [Self; 4] = [Self::Json, Self::Csv, Self::Xlsx, Self::JsonStat];

    /// Its media type.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonStat => "application/vnd.json-stat+json",
        }
    }

    /// The header, with the character set where the type needs one.
    const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            other => other.media_type(),
        })
    }

    /// The ending of a file, for formats that people save.
    const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Csv => Some("csv"),
            Self::Xlsx => Some("xlsx"),
            Self::Json | Self::JsonStat => None,
        }
    }
}

impl Form {
    /// The form that `request` asks for.
    ///
    /// # Errors
    /// 406 where it accepts none that is offered.
    pub(super) fn of(request: &HttpRequest) -> ApiResult<Self> {
        Ok(Self::in_format(request, accept::chosen(request)?))
    }

    /// `format` in the language that `request` asks for.
    pub(super) fn in_format(request: &HttpRequest, format: Format) -> Self {
        let extensions = request.extensions();
        let language = extensions.get::<RequestContext>().map(|context| context.language);
        Self {
            format,
            language: language.unwrap_or_default(),
        }
    }

    /// The form that `request` asks for, in a language that is known.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(super) fn in_language(language: Language, request: &HttpRequest) -> ApiResult<Self> {
        let format = accept::chosen(request)?;
        Ok(Self { format, language })
    }

    /// `figures` in this form; `labels` are in its language.
    ///
    /// # Errors
    /// 500 where they cannot be written.
    pub(super) fn write(self, figures: &(impl Serialize + Tabular), labels: &Labels<'_>) -> ApiResult<Bytes> {
        let written = match self.format {
            Format::Json => figures.json().map_err(|error| Problem::internal(&error))?,
            Format::Csv => csv::write(&figures.table(labels), labels)?,
            Format::Xlsx => xlsx::write(&figures.table(labels), labels)?,
            Format::JsonStat => json_stat::write(&figures.table(labels), labels)?,
        };
        Ok(written.into())
    }

    /// 200 in this form and, for what people save, the name of a file.
    pub(super) fn response(self, name: &str) -> HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_TYPE, self.format.content_type()));
        if self.format != Format::Json {
            response.insert_header((CONTENT_LANGUAGE, self.language.tag()));
        }
        if let Some(ending) = self.format.ending()
            && let Ok(attachment) = format!("attachment; filename=\"ocop-{name}.{ending}\"").try_into_value()
        {
            response.insert_header((CONTENT_DISPOSITION, attachment));
        }
        response
    }
}
