//! The formats of a figure and the choice among them by `Accept`.

mod accept;
mod csv;
mod format;
mod json_stat;
mod tabular;
mod xlsx;

pub(crate) use csv::{BYTE_ORDER_MARK, harmless};
pub(crate) use format::Format;
pub(crate) use tabular::Tabular;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, TryIntoHeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use api_http::problem::{ApiResult, Problem};
use api_http::request_context::RequestContext;
use bytes::Bytes;
use serde::Serialize;
use shared::domain::language::Language;
use shared::domain::statistics::Labels;

/// A format in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Form {
    pub(crate) format: Format,
    pub(crate) language: Language,
}

impl Form {
    /// The form that `request` asks for.
    ///
    /// # Errors
    /// 406 where it accepts none that is offered.
    pub(crate) fn of(request: &HttpRequest) -> ApiResult<Self> {
        Ok(Self::in_format(request, accept::chosen(request)?))
    }

    /// `format` in the language that `request` asks for.
    pub(crate) fn in_format(request: &HttpRequest, format: Format) -> Self {
        let extensions = request.extensions();
        let language = extensions.get::<RequestContext>().map(|context| context.language);
        Self {
            format,
            language: language.unwrap_or_default(),
        }
    }

    /// The form that `request` asks for, in a language that is known.
    pub(crate) fn in_language(language: Language, request: &HttpRequest) -> ApiResult<Self> {
        let format = accept::chosen(request)?;
        Ok(Self { format, language })
    }

    /// `figures` in this form; `labels` are in its language.
    pub(crate) fn write(self, figures: &(impl Serialize + Tabular), labels: &Labels<'_>) -> ApiResult<Bytes> {
        let written = match self.format {
            Format::Json => figures.json().map_err(|error| Problem::internal(&error))?,
            Format::Csv => csv::write(&figures.table(labels), labels)?,
            Format::Xlsx => xlsx::write(&figures.table(labels), labels)?,
            Format::JsonStat => json_stat::write(&figures.table(labels), labels)?,
        };
        Ok(written.into())
    }

    /// 200 in this form and, for what people save, the name of a file.
    pub(crate) fn response(self, name: &str) -> HttpResponseBuilder {
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
