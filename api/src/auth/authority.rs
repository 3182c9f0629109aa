//! Issues and verifies access tokens.

use super::keys::{KeyError, SigningKeys};
use super::outside::{OutsideIssuers, TrustedIssuer};
use super::principal::{Principal, PrincipalKind};
use super::recent_tokens::RecentTokens;
use super::token::{ACCESS_TOKEN_SECONDS, CREDENTIAL, Claims, Grant, TokenError, decoded};
use super::verified::{Bearer, VerifiedToken, now};
use chrono::Utc;
use jsonwebtoken::{Header, decode_header, encode};
use moka::sync::Cache;
use shared::domain::access::{Role, RoleAssignment};
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use thread_local::ThreadLocal;
use uuid::Uuid;

/// Verified tokens kept in memory: ours have about 1 KiB each, some 20 MiB; outside ones eight times that at most.
const CACHED_TOKENS: u64 = 20_000;

/// Longest token that is looked at; ours have about 700 bytes.
const LONGEST_TOKEN: usize = 4096;

/// The issuer of this service's tokens. Token times come from the machine's clock, never from a frozen one.
pub struct Authority {
    keys: SigningKeys,
    issuer: String,
    audience: String,
    outside: OutsideIssuers,
    /// By the whole token: a signature check costs more than the rest of a request.
    verified: Cache<Arc<str>, VerifiedToken>,
    /// Those of them that each thread has seen lately.
    recent: ThreadLocal<RefCell<RecentTokens>>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// An authority that signs with `keys` as `issuer`, for `audience`.
    #[must_use]
    pub fn new(keys: SigningKeys, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let verified = Cache::builder()
            .max_capacity(CACHED_TOKENS)
            .time_to_live(Duration::from_secs(u64::from(ACCESS_TOKEN_SECONDS)))
            .build();
        Self {
            keys,
            issuer: issuer.into(),
            audience: audience.into(),
            outside: OutsideIssuers::default(),
            verified,
            recent: ThreadLocal::new(),
        }
    }

    /// Accepts tokens of `outside` too.
    #[must_use]
    pub(crate) fn trusting(mut self, outside: OutsideIssuers) -> Self {
        self.outside = outside;
        self
    }

    /// Shows before serving that the crypto works: a token verifies; tampered with, unsigned or expired it does not.
    ///
    /// # Errors
    /// [`KeyError::SelfTest`] naming what failed.
    pub(crate) fn self_test(&self) -> Result<(), KeyError> {
        let failed = |what: &str| KeyError::SelfTest(what.to_owned());
        let grant = Grant {
            subject: Uuid::nil(),
            kind: PrincipalKind::Client,
            assignment: RoleAssignment::of_nation(Role::CouncilMember),
            session: None,
            permissions: Vec::new(),
        };
        let mut claims = Claims::of(&grant, &self.issuer, &self.audience, Utc::now());
        let good = self.sign(&claims).map_err(|error| failed(&error.to_string()))?;
        self.check(&good).map_err(|_| failed("a good token is refused"))?;
        claims.exp = claims.iat.saturating_sub(3600);
        let expired = self.sign(&claims).map_err(|error| failed(&error.to_string()))?;
        if self.check(&expired).err() != Some(TokenError::Expired) {
            return Err(failed("an expired token is accepted"));
        }
        let (head, signature) = good
            .rsplit_once('.')
            .ok_or_else(|| failed("a token has no signature"))?;
        let (_, other) = expired
            .rsplit_once('.')
            .ok_or_else(|| failed("a token has no signature"))?;
        if signature == other
            || self.check(&format!("{head}.{other}")).is_ok()
            || self.check(&format!("{head}.")).is_ok()
        {
            return Err(failed("a badly signed token is accepted"));
        }
        Ok(())
    }

    /// `iss` of what is signed here.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The public keys.
    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.keys
    }

    /// A signed token for `grant`.
    pub(crate) fn issue(&self, grant: &Grant) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign(&Claims::of(grant, &self.issuer, &self.audience, Utc::now()))
    }

    fn sign(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        let key = self.keys.signing();
        let mut header = Header::new(key.algorithm);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(key.kid.clone());
        encode(&header, claims, &key.encoding)
    }

    /// The caller behind `token`, or the outside issuer whose keys may have to be waited for: see [`Self::verify_outside`].
    ///
    /// # Errors
    /// [`TokenError`], which says no more than a client may know.
    pub(crate) fn verify(&self, token: &str) -> Result<Bearer, TokenError> {
        if let Some(known) = self.known(token) {
            return known.map(Bearer::Known);
        }
        if let Some(issuer) = self.outside.claimed_by(token) {
            return Ok(Bearer::Outside(issuer));
        }
        let claims = self.check(token)?;
        Ok(Bearer::Known(self.keep(token, claims.principal()?, claims.exp)))
    }

    /// The caller behind a token that was verified lately and has not expired since.
    pub(crate) fn remembered(&self, token: &str) -> Option<Arc<Principal>> {
        self.known(token)?.ok()
    }

    /// What is known of a token that was verified lately, first out of this thread's memory.
    fn known(&self, token: &str) -> Option<Result<Arc<Principal>, TokenError>> {
        let (now, recent) = (now(), self.recent.get_or_default());
        if let Some(known) = recent.borrow().find(token)
            && now <= known.kept_until
        {
            return Some(known.caller(now));
        }
        let known = self.verified.get(token)?;
        let caller = known.caller(now);
        recent.borrow_mut().keep(token.into(), known.apart());
        Some(caller)
    }

    /// The caller behind a `token` of `issuer`.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub(crate) async fn verify_outside(
        &self,
        issuer: &TrustedIssuer,
        token: &str,
    ) -> Result<Arc<Principal>, TokenError> {
        let (principal, expires) = issuer.verify(token).await?;
        Ok(self.keep(token, principal, expires))
    }

    /// Remembers a verified token until it expires, [`ACCESS_TOKEN_SECONDS`] at most.
    fn keep(&self, token: &str, principal: Principal, expires: u64) -> Arc<Principal> {
        let principal = Arc::new(principal);
        let verified = VerifiedToken {
            principal: Arc::clone(&principal),
            expires,
            kept_until: now().saturating_add(u64::from(ACCESS_TOKEN_SECONDS)),
        };
        self.verified.insert(token.into(), verified);
        principal
    }

    /// When a verified `token` expires, in seconds since 1970.
    pub(crate) fn expiry(&self, token: &str) -> Option<u64> {
        self.verified.get(token).map(|known| known.expires)
    }

    fn check(&self, token: &str) -> Result<Claims, TokenError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::Invalid);
        }
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        // Signed by the same key, but a statement about a certificate and nobody's right.
        if header.typ.as_deref() == Some(CREDENTIAL) {
            return Err(TokenError::Invalid);
        }
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        let (key, algorithm) = self.keys.verifying(&kid).ok_or(TokenError::Invalid)?;
        let required = ["exp", "nbf", "iss", "aud", "sub"];
        decoded(token, (key, algorithm), &self.issuer, &self.audience, &required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;
    use shared::domain::access::Permission;

    /// Made for these tests with `openssl genpkey -algorithm RSA`; it signs nowhere else.
    const RSA: &str = include_str!("keys/test-rsa.pem");

    /// Made for these tests with `openssl genpkey -algorithm ed25519`.
    const ED: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIIuU5JNya5KKttqwmERHGaCiYwb6UI42m6qI7OTOvqWk
-----END PRIVATE KEY-----
";
    /// Its public half, by `openssl pkey -pubout`.
    const ED_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAgvMKIUZ8nSnKtoHt9DiaKHEctuC9MrK9hEI+T/3L3LA=
-----END PUBLIC KEY-----
";

    fn of_file(text: &str) -> Authority {
        let keys = SigningKeys::from_file(&SecretString::from(text.to_owned())).unwrap();
        Authority::new(keys, "https://ocop.example", "ocop-api")
    }

    #[test]
    fn a_credential_stays_checkable_after_the_key_was_changed() {
        let old = of_file(ED);
        let claims = serde_json::json!({"iss": "https://ocop.example", "jti": "urn:uuid:1"});
        let credential = old.sign_credential(&claims).unwrap();
        let new = of_file(&format!("{RSA}\nformer:\n{ED_PUBLIC}"));
        new.self_test().unwrap();
        assert_eq!(new.credential(&credential).unwrap()["jti"], "urn:uuid:1");
        // Published as before, under the same name, and only the new one signs.
        let published = &old.keys().jwks().keys[0];
        assert!(new.keys().jwks().keys.contains(published) && new.keys().jwks().keys.len() == 2);
        let header = jsonwebtoken::decode_header(new.sign_credential(&claims).unwrap()).unwrap();
        assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256);
        // Without it the credential is nobody's.
        assert_eq!(of_file(RSA).credential(&credential), None);
    }

    #[test]
    fn a_file_without_a_private_key_is_refused() {
        for text in ["", "no key at all", ED_PUBLIC] {
            let refused = SigningKeys::from_file(&SecretString::from(text.to_owned()));
            assert!(
                matches!(refused, Err(super::super::keys::KeyError::Missing)),
                "{text}"
            );
        }
        let broken = ED.replace("MC4C", "MC4D");
        let refused = SigningKeys::from_file(&SecretString::from(broken));
        assert!(matches!(
            refused,
            Err(super::super::keys::KeyError::Unreadable(_))
        ));
    }

    #[test]
    fn an_rsa_key_signs_rs256_and_is_published() {
        let keys = SigningKeys::from_pems([&SecretString::from(RSA)]).unwrap();
        let jwks = serde_json::to_value(keys.jwks()).unwrap();
        let key = &jwks["keys"][0];
        assert_eq!((&key["kty"], &key["alg"]), (&"RSA".into(), &"RS256".into()));
        assert!(key.get("d").is_none(), "a private key is public");
        let authority = Authority::new(keys, "https://ocop.example", "ocop-api");
        authority.self_test().unwrap();
        let grant = Grant {
            subject: Uuid::now_v7(),
            kind: PrincipalKind::Client,
            assignment: RoleAssignment::of_nation(Role::National),
            permissions: vec![Permission::ScoringsRun],
            session: None,
        };
        let token = authority.issue(&grant).unwrap();
        assert_eq!(
            jsonwebtoken::decode_header(&token).unwrap().alg,
            jsonwebtoken::Algorithm::RS256
        );
        let Bearer::Known(principal) = authority.verify(&token).unwrap() else {
            panic!("our own token is taken for an outside one");
        };
        assert_eq!(principal.id, grant.subject);
    }
}
