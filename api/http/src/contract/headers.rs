//! Headers of the contract: what each is, said once.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// What an answer's header says; `name` is one of the contract's.
pub(super) fn header(name: &str) -> Header {
    let (description, schema) = match name {
        "ETag" => (
            "Names this version: send it back in `If-None-Match` or `If-Match`.",
            text(),
        ),
        "Location" => ("Path of what was made or started.", text()),
        "Link" => ("`<…>; rel=\"next\"`: the next page, where there is one.", text()),
        "Retry-After" => ("Seconds after which another try may succeed.", seconds()),
        "Idempotency-Replayed" => (
            "`true` where this is the kept answer of an earlier request with the same `Idempotency-Key`.",
            text().enum_values(Some(["true"])),
        ),
        "WWW-Authenticate" => ("How to authenticate (RFC 6750).", text()),
        "Content-Disposition" => ("The file's name (RFC 6266).", text()),
        "Cache-Control" => ("How long the answer may be kept.", text()),
        "Content-Range" => ("The part that is answered (RFC 9110).", text()),
        "Accept-Ranges" => ("`bytes`: parts can be asked for with `Range`.", text()),
        "Content-Language" => ("Language of the labels.", text()),
        "Content-Digest" => ("Digest of the content (RFC 9530).", text()),
        "Last-Modified" => ("When it was last changed.", text()),
        _ => ("", text()),
    };
    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(description))
        .build()
}

/// Headers of problems with `status`.
pub(super) fn of_problems(status: u16) -> &'static [&'static str] {
    match status {
        401 | 403 => &["WWW-Authenticate"],
        429 | 503 => &["Retry-After"],
        _ => &[],
    }
}

/// `Accept-Language`, which every operation takes: problems are told in its language.
pub(super) fn accept_language() -> Parameter {
    ParameterBuilder::new()
        .name("Accept-Language")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Language of labels and messages: `vi` (default) or `en`."))
        .schema(Some(text().examples(["vi", "en"])))
        .build()
}

/// A text.
pub fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// True or false.
pub fn boolean() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}

fn seconds() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .maximum(Some(86_400))
}
