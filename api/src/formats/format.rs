//! The formats.

use actix_web::http::header::HeaderValue;
use shared::text_enum;

text_enum! {
    // Of those that a client likes alike the first is taken.
    /// A format by a word that fits into a link.
    #[derive(Default)]
    pub(crate) enum Format {
        /// JSON of this service.
        #[default]
        Json = "json",
        // RFC 4180 in UTF-8 with a byte order mark, without which Excel misreads Vietnamese.
        /// Comma-separated values.
        Csv = "csv",
        /// A workbook of Excel.
        Xlsx = "xlsx",
        /// JSON-stat 2.0.
        JsonStat = "json-stat",
    }
}

impl Format {
    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonStat => "application/vnd.json-stat+json",
        }
    }

    /// Its name in the list of file types of the Publications Office of the European Union, which DCAT-AP asks for.
    pub(crate) const fn file_type(self) -> &'static str {
        match self {
            Self::Json | Self::JsonStat => "JSON",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
        }
    }

    /// The header, with the character set where the type needs one.
    pub(super) const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            other => other.media_type(),
        })
    }

    /// The ending of a file, for formats that people save.
    pub(super) const fn ending(self) -> Option<&'static str> {
        match self {
            Self::Csv => Some("csv"),
            Self::Xlsx => Some("xlsx"),
            Self::Json | Self::JsonStat => None,
        }
    }
}
