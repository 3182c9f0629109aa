//! The formats.

use actix_web::http::header::HeaderValue;

/// A format of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Format {
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

impl Format {
    /// Every format; of those that a client likes alike the first is taken.
    pub(crate) const ALL: [Self; 4] = [Self::Json, Self::Csv, Self::Xlsx, Self::JsonStat];

    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonStat => "application/vnd.json-stat+json",
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
