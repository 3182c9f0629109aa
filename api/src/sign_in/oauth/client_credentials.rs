//! `grant_type=client_credentials`: a system shows its secret.

use super::form::TokenForm;
use super::permissions::{granted, narrowed};
use super::refusal::{error, without_office};
use super::token_answer::TokenAnswer;
use crate::auth::{Grant, PrincipalKind};
use crate::state::AppState;
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use api_http::problem::{Code, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use shared::database::clients;
use std::net::SocketAddr;

/// Name and secret as the client gave them.
struct Credentials {
    client_id: String,
    secret: SecretString,
}

pub(super) async fn grant(
    state: &AppState,
    form: &TokenForm,
    basic: Option<&HeaderValue>,
    peer: Option<SocketAddr>,
) -> Result<TokenAnswer, Problem> {
    let credentials = credentials(form, basic)?;
    let asked = form.one("scope")?;
    let attempt = state.attempts.begin("client", &credentials.client_id, peer)?;
    let client = clients::find(&mut *state.database.connection().await?, &credentials.client_id).await?;
    let hash = client.as_ref().map(|client| client.secret_hash.clone());
    let matches = state.passwords.check(credentials.secret, hash).await?;
    let Some(client) = client.filter(|_| matches) else {
        return Err(invalid_client());
    };
    attempt.succeeded();
    let permissions = narrowed(
        asked.as_deref(),
        granted(&client.identity.scopes, client.identity.role)?,
    )?;
    let grant = Grant {
        subject: client.id,
        kind: PrincipalKind::Client,
        assignment: client.identity.assignment()?.ok_or_else(without_office)?,
        session: None,
        permissions,
    };
    let token = state
        .authority
        .issue(&grant)
        .map_err(|error| Problem::internal(&error))?;
    Ok(TokenAnswer::new(token, &grant.permissions, None))
}

/// From HTTP Basic or the form, not from both (RFC 6749 section 2.3).
fn credentials(form: &TokenForm, basic: Option<&HeaderValue>) -> Result<Credentials, Problem> {
    let in_form = form.one("client_secret")?;
    match (basic, in_form) {
        (Some(_), Some(_)) => Err(error(Code::InvalidRequest, "invalid_request").detail(
            "Chỉ dùng một cách xác thực: HTTP Basic hoặc biểu mẫu.",
            "Authenticate in one way only: HTTP Basic or the form.",
        )),
        (Some(header), None) => parse_basic(header).ok_or_else(invalid_client),
        (None, Some(secret)) => Ok(Credentials {
            client_id: form.required("client_id")?,
            secret: secret.into(),
        }),
        (None, None) => Err(invalid_client()),
    }
}

/// Name and secret are form-encoded inside (RFC 6749 section 2.3.1).
fn parse_basic(header: &HeaderValue) -> Option<Credentials> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    let (client_id, secret) = (decoded(client_id), decoded(secret));
    if client_id.contains('\0') {
        return None;
    }
    Some(Credentials {
        client_id,
        secret: secret.into(),
    })
}

fn decoded(text: &str) -> String {
    // A key without `=`: the decoder takes the whole text as one name.
    let escaped = text.replace('=', "%3D").replace('&', "%26");
    form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

fn invalid_client() -> Problem {
    error(Code::InvalidClient, "invalid_client")
        .header(WWW_AUTHENTICATE, "Basic realm=\"ocop\", charset=\"UTF-8\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn basic_credentials_are_form_encoded_inside() {
        let header = |text: &str| HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(text))).unwrap();
        let read = parse_basic(&header("my+app:a%3Ab=&c")).unwrap();
        assert_eq!(
            (read.client_id.as_str(), read.secret.expose_secret()),
            ("my app", "a:b=&c")
        );
        assert!(parse_basic(&header("no colon")).is_none());
        assert!(parse_basic(&HeaderValue::from_static("Bearer x")).is_none());
    }
}
