//! A single sign-on as far as this service sees one: keys that sign, and a little server of their public halves.

use crate::app::KEY;
use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer, web};
use api::config::outside_issuers::{OutsideIssuer, parse};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

pub(super) const NAME: &str = "https://sso.example.vn/realms/phu-tho";
/// Made for these tests with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.
const EC: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZjnJ7KNceBDqnuYE
6Y/g0kwLugiAlA9Qn2weHal01WyhRANCAASjrkxRKcrJvJabQkhL4GlcgkQkjF1R
Ad40VFMYG+BFwtF7STern0Yh1uIaSDW5yePmwABMwHXoJbA7Kn89MVE4
-----END PRIVATE KEY-----
";
const RSA: &str = include_str!("../../../src/auth/keys/test-rsa.pem");

/// A key pair with its id.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) kid: &'static str,
    algorithm: Algorithm,
    encoding: EncodingKey,
}

impl Key {
    pub(super) fn ed(kid: &'static str, pem: &str) -> Self {
        Self {
            kid,
            algorithm: Algorithm::EdDSA,
            encoding: EncodingKey::from_ed_pem(pem.as_bytes()).unwrap(),
        }
    }

    pub(super) fn rsa(kid: &'static str) -> Self {
        Self {
            kid,
            algorithm: Algorithm::RS256,
            encoding: EncodingKey::from_rsa_pem(RSA.as_bytes()).unwrap(),
        }
    }

    pub(super) fn ec(kid: &'static str) -> Self {
        Self {
            kid,
            algorithm: Algorithm::ES256,
            encoding: EncodingKey::from_ec_pem(EC.as_bytes()).unwrap(),
        }
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.to_owned());
        self.sign_as(&header, claims)
    }

    /// Signs under any header.
    pub(super) fn sign_as(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.encoding).unwrap()
    }

    fn public(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.encoding, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.to_owned());
        jwk
    }
}

/// What the server answers with.
struct Published {
    status: u16,
    body: String,
}

/// A running key server.
pub(super) struct Sso {
    published: Arc<Mutex<Published>>,
    asked: Arc<AtomicUsize>,
    url: String,
    handle: actix_web::dev::ServerHandle,
}

impl Sso {
    /// A server that publishes `keys`.
    pub(super) fn start(keys: &[Key]) -> Self {
        let published = Arc::new(Mutex::new(Published {
            status: 200,
            body: String::new(),
        }));
        let asked = Arc::new(AtomicUsize::new(0));
        let shared = Data::new((Arc::clone(&published), Arc::clone(&asked)));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/certs", web::get().to(answer))
                .route("/moved", web::get().to(moved))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let sso = Self {
            published,
            asked,
            url: format!("http://{address}"),
            handle: server.handle(),
        };
        tokio::spawn(server);
        sso.publish(keys);
        sso
    }

    pub(super) fn publish(&self, keys: &[Key]) {
        let keys: Vec<Jwk> = keys.iter().map(Key::public).collect();
        self.answer_with(200, json!({ "keys": keys }).to_string());
    }

    pub(super) fn answer_with(&self, status: u16, body: String) {
        *self.published.lock().unwrap() = Published { status, body };
    }

    /// How often the keys were fetched.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The trust of Phú Thọ's single sign-on, with `changes`.
    pub(super) fn trusted(&self, changes: &Value) -> Vec<OutsideIssuer> {
        let mut entry = json!({
            "issuer": NAME, "audience": "ocop-api", "jwks_url": format!("{}/certs", self.url),
            "algorithms": ["EdDSA"],
            "claims": {"role": "/realm_access/roles", "unit": "/ocop/unit"},
            "roles": {"can-bo-tinh": "province", "can-bo-xa": "commune"},
            "reach": {"province": "25"},
            "permissions": ["producers:read", "producers:write", "statistics:read"],
        });
        for (name, value) in changes.as_object().unwrap() {
            entry[name] = value.clone();
        }
        parse(&json!({"issuers": [entry]}).to_string()).unwrap()
    }

    pub(super) fn moved(&self) -> String {
        format!("{}/moved", self.url)
    }
}

impl Drop for Sso {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

async fn answer(state: Data<(Arc<Mutex<Published>>, Arc<AtomicUsize>)>) -> HttpResponse {
    state.1.fetch_add(1, Ordering::SeqCst);
    let published = state.0.lock().unwrap();
    let status = actix_web::http::StatusCode::from_u16(published.status).unwrap();
    HttpResponse::build(status).body(published.body.clone())
}

async fn moved() -> HttpResponse {
    HttpResponse::Found()
        .insert_header(("location", "/certs"))
        .finish()
}

/// Its everyday key.
pub(super) fn everyday() -> Key {
    Key::ed("2026", KEY)
}

/// Claims of an officer of Phú Thọ; a test spoils them.
pub(super) fn officer(subject: &str) -> Value {
    let now = chrono::Utc::now().timestamp();
    json!({
        "iss": NAME, "sub": subject, "aud": ["account", "ocop-api"], "iat": now, "exp": now + 600,
        "realm_access": {"roles": ["offline_access", "can-bo-tinh"]}, "ocop": {"unit": "25"},
    })
}
