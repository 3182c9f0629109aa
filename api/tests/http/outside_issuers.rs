//! Tokens of a province's single sign-on.

mod issuer;

use crate::app::{App, KEY, STRANGE_KEY, body, problem};
use crate::registration::{cooperative, get, ids, send, token_in};
use issuer::{Key, Sso, everyday, officer};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};
use shared::domain::access::Role;
use test_support::eventually;

const PRODUCERS: &str = "/api/v1/producers";

/// The good claims with one of them replaced.
fn with(name: &str, value: Value) -> Value {
    let mut claims = officer("lan");
    claims[name] = value;
    claims
}

async fn accepted(app: &App, token: &str) -> Value {
    body(get(app, token, PRODUCERS).await, 200).await
}

async fn refused(app: &App, token: &str) -> Value {
    problem(get(app, token, PRODUCERS).await, 401, "unauthenticated").await
}

async fn undecided(app: &App, token: &str) {
    let response = get(app, token, PRODUCERS).await;
    assert_eq!(response.headers()["retry-after"], "5");
    problem(response, 503, "unavailable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_token_sees_exactly_its_province() {
    let sso = Sso::start(&[everyday()]);
    let app = App::trusting(sso.trusted(&json!({}))).await;
    let national = token_in(&app, Role::National, "").await;
    let own = cooperative(&app, &national, "Sông Lô Xanh", "08782").await;
    let foreign = cooperative(&app, &national, "Ba Đình", "00004").await;
    let token = everyday().sign(&officer("lan"));
    assert_eq!(ids(&accepted(&app, &token).await), [own.as_str()]);
    problem(
        get(&app, &token, &format!("{PRODUCERS}/{foreign}")).await,
        404,
        "not_found",
    )
    .await;
    let given = json!({"name": "Ngoài tỉnh", "kind": "cooperative", "commune_code": "00004"});
    problem(
        send(&app, Method::POST, &token, PRODUCERS, &given).await,
        403,
        "outside_reach",
    )
    .await;
    // A province may read products; this issuer may not grant it.
    problem(
        get(&app, &token, "/api/v1/products").await,
        403,
        "insufficient_scope",
    )
    .await;
    // A commune of the province, and only it.
    let mut clerk = with("realm_access", json!({"roles": ["can-bo-xa"]}));
    clerk["ocop"]["unit"] = json!("08782");
    assert_eq!(
        ids(&accepted(&app, &everyday().sign(&clerk)).await),
        [own.as_str()]
    );
    clerk["ocop"]["unit"] = json!("08869");
    assert!(ids(&accepted(&app, &everyday().sign(&clerk)).await).is_empty());
    // Our own tokens go on.
    assert_eq!(ids(&accepted(&app, &national).await).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_belongs_to_one_outside_subject() {
    let sso = Sso::start(&[everyday()]);
    let app = App::trusting(sso.trusted(&json!({}))).await;
    let given = json!({"name": "Sông Lô Xanh", "kind": "cooperative", "commune_code": "08782"});
    let create = async |subject: &str| {
        let response = app
            .request(Method::POST, PRODUCERS)
            .bearer_auth(everyday().sign(&officer(subject)))
            .header("idempotency-key", "one")
            .json(&given)
            .send()
            .await
            .unwrap();
        body(response, 201).await["id"].as_str().unwrap().to_owned()
    };
    let first = create("lan").await;
    assert_eq!(create("lan").await, first);
    assert_ne!(create("mai").await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn spoilt_tokens_are_refused() {
    let sso = Sso::start(&[everyday(), Key::ec("curve")]);
    let app = App::trusting(sso.trusted(&json!({}))).await;
    let now = chrono::Utc::now().timestamp();
    let signed = |claims: &Value| everyday().sign(claims);
    accepted(&app, &signed(&officer("lan"))).await;

    let expired = refused(&app, &signed(&with("exp", json!(now - 60)))).await;
    assert_eq!(expired["detail"], "Mã truy cập đã hết hạn.");
    let audience = refused(&app, &signed(&with("aud", json!("account")))).await;
    assert_eq!(audience["detail"], "Mã truy cập không dành cho dịch vụ này.");
    refused(&app, &signed(&with("nbf", json!(now + 600)))).await;
    refused(&app, &signed(&with("exp", json!("soon")))).await;
    refused(&app, &signed(&with("iss", json!("https://unknown.example.vn")))).await;
    // Its key for a token in our name.
    refused(&app, &signed(&with("iss", json!(app.issuer)))).await;
    for missing in ["exp", "aud", "sub", "iss"] {
        let mut claims = officer("lan");
        claims.as_object_mut().unwrap().remove(missing);
        refused(&app, &signed(&claims)).await;
    }

    // Published, but of an algorithm that is not allowed.
    refused(&app, &Key::ec("curve").sign(&officer("lan"))).await;
    // The right name on the wrong key, no name, an extension that must be understood, a shared secret.
    let stranger = Key::ed(everyday().kid, STRANGE_KEY);
    refused(&app, &stranger.sign(&officer("lan"))).await;
    let nameless = Header::new(Algorithm::EdDSA);
    refused(&app, &everyday().sign_as(&nameless, &officer("lan"))).await;
    let mut critical = Header::new(Algorithm::EdDSA);
    critical.kid = Some(everyday().kid.to_owned());
    critical.crit = Some(vec!["b64".to_owned()]);
    refused(&app, &everyday().sign_as(&critical, &officer("lan"))).await;
    let mut shared = Header::new(Algorithm::HS256);
    shared.kid = Some(everyday().kid.to_owned());
    let secret = EncodingKey::from_secret(KEY.as_bytes());
    refused(&app, &encode(&shared, &officer("lan"), &secret).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_more_than_the_issuer_may_grant() {
    let sso = Sso::start(&[everyday()]);
    let app = App::trusting(sso.trusted(&json!({}))).await;
    let role = |words: Value| with("realm_access", json!({ "roles": words }));
    for claims in [
        with("ocop", json!({"unit": "01"})),
        with("ocop", json!({"unit": "26"})),
        role(json!(["national"])),
        role(json!(["can-bo-tinh", "can-bo-xa"])),
        role(json!(["giam-doc"])),
        role(json!([])),
    ] {
        let problem = refused(&app, &everyday().sign(&claims)).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("không được trao"), "{claims}: {problem}");
    }
    // Words of ours mean nothing in its tokens.
    let mut greedy = officer("lan");
    greedy["role"] = json!("national");
    greedy["scope"] = json!("clients:admin jobs:admin products:read");
    let greedy = everyday().sign(&greedy);
    assert!(ids(&accepted(&app, &greedy).await).is_empty());
    problem(
        get(&app, &greedy, "/api/v1/jobs").await,
        403,
        "insufficient_scope",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rsa_and_elliptic_curves_are_accepted_where_they_are_allowed() {
    let keys = [Key::rsa("rsa"), Key::ec("curve")];
    let sso = Sso::start(&keys);
    let app = App::trusting(sso.trusted(&json!({"algorithms": ["RS256", "ES256"]}))).await;
    for key in &keys {
        accepted(&app, &key.sign(&officer("lan"))).await;
    }
    // The key says which algorithm it is for, not the token.
    let confused = Header {
        kid: Some("rsa".to_owned()),
        ..Header::new(Algorithm::RS512)
    };
    refused(&app, &keys[0].sign_as(&confused, &officer("lan"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_fetched_once_for_all_and_inventions_do_not_flood_the_issuer() {
    let sso = Sso::start(&[everyday()]);
    let app = App::trusting(sso.trusted(&json!({}))).await;
    accepted(&app, &everyday().sign(&officer("lan"))).await;
    assert_eq!(sso.asked(), 1);
    let next = Key::ed("2027", STRANGE_KEY);
    sso.publish(&[everyday(), next.clone()]);
    let token = next.sign(&officer("lan"));
    let answers = futures_util::future::join_all((0..8).map(|_| accepted(&app, &token))).await;
    assert_eq!(answers.len(), 8);
    assert_eq!(sso.asked(), 2);
    for _ in 0..20 {
        refused(&app, &Key::ed("invented", STRANGE_KEY).sign(&officer("lan"))).await;
    }
    assert_eq!(sso.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_is_away_at_the_start_is_trusted_when_it_comes() {
    let sso = Sso::start(&[]);
    sso.answer_with(500, "down".to_owned());
    let app = App::trusting(sso.trusted(&json!({}))).await;
    let token = everyday().sign(&officer("lan"));
    undecided(&app, &token).await;
    // Ours do not care.
    let national = token_in(&app, Role::National, "").await;
    accepted(&app, &national).await;
    sso.publish(&[everyday()]);
    eventually(async || {
        let status = get(&app, &token, PRODUCERS).await.status().as_u16();
        if status == 200 { Ok(()) } else { Err(status) }
    })
    .await;
    // Known keys stay good while it is away again.
    sso.answer_with(500, "down".to_owned());
    accepted(&app, &everyday().sign(&officer("mai"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_come_from_the_configured_address_and_within_bounds() {
    let sso = Sso::start(&[everyday()]);
    let token = everyday().sign(&officer("lan"));
    // Elsewhere, nowhere, and too much.
    for url in [sso.moved(), "http://127.0.0.1:1/certs".to_owned()] {
        let app = App::trusting(sso.trusted(&json!({ "jwks_url": url }))).await;
        undecided(&app, &token).await;
    }
    sso.answer_with(200, format!("{{\"keys\":[]{}}}", " ".repeat(300_000)));
    let app = App::trusting(sso.trusted(&json!({}))).await;
    undecided(&app, &token).await;
}
