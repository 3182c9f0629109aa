//! A request and its answer, as both went over the wire.

use flate2::read::GzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Request, StatusCode};
use std::io::Read;

/// One side of an exchange.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) headers: HeaderMap,
    /// Nothing where it is a stream, is too large to be held, or was not to be read.
    pub(super) body: Option<Vec<u8>>,
}

impl Side {
    /// The media type without its parameters, in small letters.
    pub(super) fn media_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = value.split(';').next().unwrap_or_default();
        Some(essence.trim().to_ascii_lowercase())
    }

    /// True where there are bytes.
    pub(super) fn has_body(&self) -> bool {
        self.body.as_ref().is_some_and(|body| !body.is_empty())
    }

    /// The body unpacked.
    pub(super) fn unpacked(&self) -> Option<Vec<u8>> {
        let body = self.body.as_ref()?;
        match self.headers.get(CONTENT_ENCODING).map(|coding| coding.as_bytes()) {
            None | Some(b"identity") => Some(body.clone()),
            Some(b"gzip") => {
                let mut bytes = Vec::new();
                GzDecoder::new(&body[..]).read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }
            Some(_) => None,
        }
    }
}

/// A request and its answer.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) method: Method,
    /// Without the query, percent-encoded.
    pub(super) path: String,
    /// Names and values of the query, decoded, in their order.
    pub(super) query: Vec<(String, String)>,
    /// Path and query as they were sent.
    pub(super) target: String,
    pub(super) sent: Side,
    pub(super) status: StatusCode,
    pub(super) answer: Side,
}

impl Exchange {
    /// The sent half of it; the answer is still to come.
    pub(super) fn begin(request: &Request) -> Self {
        let url = request.url();
        let body = match request.body() {
            None => Some(Vec::new()),
            Some(body) => body.as_bytes().map(<[u8]>::to_vec),
        };
        Self {
            method: request.method().clone(),
            path: url.path().to_owned(),
            query: url.query_pairs().into_owned().collect(),
            target: match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            },
            sent: Side {
                headers: request.headers().clone(),
                body,
            },
            status: StatusCode::CONTINUE,
            answer: Side {
                headers: HeaderMap::new(),
                body: None,
            },
        }
    }

    /// True where the request had the effect that it asked for.
    pub(super) fn is_accepted(&self) -> bool {
        self.status.is_success() || self.status == StatusCode::NOT_MODIFIED
    }

    /// True where it had none.
    pub(super) fn is_refused(&self) -> bool {
        self.status.is_client_error() || self.status.is_server_error()
    }
}
