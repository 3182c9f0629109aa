//! The certificate on paper and as a credential that needs no question.

use super::{Scene, revocation};
use crate::app::{body, problem};
use crate::registration::{get, send};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Method;
use serde_json::{Value, json};

const DAY: &str = "2026-12-30";

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_says_in_vietnamese_what_was_decided() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    let path = format!(
        "/api/v1/certificates/{}/document",
        certificate["id"].as_str().unwrap()
    );
    let answer = get(&scene.app, &scene.province, &path).await;
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let read = async |answer: reqwest::Response| {
        let bytes = answer.bytes().await.unwrap();
        let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let text = read(answer).await;
    for part in [
        "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ",
        "GIẤY CHỨNG NHẬN",
        "Ổi Đôn Nhân",
        "HTX Sông Lô Xanh",
        "ĐẠT HẠNG 4 (BỐN) SAO",
        "30/12/2026",
        "30/12/2029",
        certificate["number"].as_str().unwrap(),
        certificate["code"].as_str().unwrap(),
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("THU HỒI"));
    let given = revocation("breach_of_law", DAY, "12/QĐ", DAY);
    body(
        scene
            .act(&scene.province, &certificate["id"], "revocation", &given)
            .await,
        200,
    )
    .await;
    let text = read(get(&scene.app, &scene.province, &path).await).await;
    assert!(text.contains("ĐÃ BỊ THU HỒI TỪ NGÀY 30/12/2026"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_is_checked_with_nothing_but_the_keys() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    let id = &certificate["id"];
    let path = format!("/api/v1/certificates/{}/credential", id.as_str().unwrap());
    let answer = get(&scene.app, &scene.province, &path).await;
    assert_eq!(answer.headers()["content-type"], "application/vc+jwt");
    let credential = answer.text().await.unwrap();
    let jwks: JwkSet =
        serde_json::from_value(body(scene.app.get("/.well-known/jwks.json").await, 200).await).unwrap();
    // From here on nobody is asked.
    let header = decode_header(&credential).unwrap();
    assert_eq!(
        (header.typ.as_deref(), header.alg),
        (Some("vc+jwt"), Algorithm::EdDSA)
    );
    let key = DecodingKey::from_jwk(jwks.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_aud = false;
    let claims: Value = decode(&credential, &key, &validation).unwrap().claims;
    assert_eq!(claims["@context"][0], "https://www.w3.org/ns/credentials/v2");
    assert_eq!(claims["validFrom"], "2026-12-30T00:00:00+07:00");
    assert_eq!(claims["validUntil"], "2029-12-31T00:00:00+07:00");
    assert_eq!(claims["issuer"], scene.app.issuer);
    let subject = &claims["credentialSubject"];
    assert_eq!(
        (&subject["stars"], &subject["productName"]),
        (&json!(4), &json!("Ổi Đôn Nhân"))
    );
    // Neither passes for the other.
    problem(
        get(&scene.app, &credential, "/api/v1/certificates").await,
        401,
        "unauthenticated",
    )
    .await;
    assert_eq!(scene.verify(&scene.province).await["status"], "unknown");
    assert_eq!(scene.verify(&credential).await["status"], "valid");
    let (head, signature) = credential.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{head}.{other}{}", &signature[1..]);
    assert_eq!(scene.verify(&forged).await["status"], "unknown");
    // Shown plainly where it was revoked meanwhile, and no new one is signed.
    let given = revocation("dishonest_dossier", DAY, "12/QĐ", DAY);
    body(scene.act(&scene.province, id, "revocation", &given).await, 200).await;
    assert_eq!(scene.verify(&credential).await["status"], "revoked");
    problem(get(&scene.app, &scene.province, &path).await, 409, "conflict").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_printed_code_gets_the_credential_without_a_token() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    let code = certificate["code"].as_str().unwrap();
    let found = scene.verify(code).await;
    let credential = found["credential"].as_str().unwrap();
    let jwks: JwkSet =
        serde_json::from_value(body(scene.app.get("/.well-known/jwks.json").await, 200).await).unwrap();
    let kid = decode_header(credential).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(jwks.find(&kid).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_aud = false;
    let claims: Value = decode(credential, &key, &validation).unwrap().claims;
    assert_eq!(
        claims["credentialSubject"]["certificateNumber"],
        certificate["number"]
    );
    // Numbers can be counted through, and lead to none.
    let by_number = scene.verify(certificate["number"].as_str().unwrap()).await;
    assert_eq!(
        (&by_number["status"], &by_number["credential"]),
        (&json!("valid"), &Value::Null)
    );
    assert_eq!(scene.verify(credential).await["credential"], Value::Null);
    let given = revocation("dishonest_dossier", DAY, "12/QĐ", DAY);
    let revoked = scene
        .act(&scene.province, &certificate["id"], "revocation", &given)
        .await;
    body(revoked, 200).await;
    assert_eq!(scene.verify(code).await["credential"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_cannot_be_made_of_an_access_token() {
    let scene = Scene::at(DAY).await;
    // Even with the claims of a good access token, what is marked as a credential opens nothing.
    let mut header = jsonwebtoken::Header::new(Algorithm::EdDSA);
    header.typ = Some("vc+jwt".to_owned());
    header.kid = Some(scene.app.kid().await);
    let key = jsonwebtoken::EncodingKey::from_ed_pem(crate::app::KEY.as_bytes()).unwrap();
    let claims = scene.app.claims();
    let marked = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    header.typ = Some("at+jwt".to_owned());
    let plain = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    let path = "/api/v1/scorings";
    problem(
        send(&scene.app, Method::POST, &marked, path, &json!({})).await,
        401,
        "unauthenticated",
    )
    .await;
    problem(
        send(&scene.app, Method::POST, &plain, path, &json!({})).await,
        422,
        "invalid_fields",
    )
    .await;
}
