//! What anybody sees without a token.

use super::{Scene, revocation};
use crate::app::{App, body, problem};
use api::config::Limits;
use serde_json::{Value, json};

const DAY: &str = "2026-12-30";

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_how_a_certificate_stands() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi Đôn Nhân", 4, DAY).await;
    let code = certificate["code"].as_str().unwrap();
    for typed in [
        code.to_owned(),
        code.replace('-', "").to_lowercase(),
        certificate["number"].as_str().unwrap().to_owned(),
    ] {
        let found = scene.verify(&typed).await;
        assert_eq!(
            (&found["status"], &found["as_of"]),
            (&json!("valid"), &json!(DAY)),
            "{typed}"
        );
        let shown = &found["certificate"];
        assert_eq!(
            (&shown["stars"], &shown["product_name"]),
            (&json!(4), &json!("Ổi Đôn Nhân"))
        );
        // By its number nobody learns the code, and nothing names a person or an id.
        let text = found.to_string();
        assert!(
            !text.contains(code)
                && !text.contains("Nguyễn")
                && !text.contains(certificate["id"].as_str().unwrap())
        );
    }
    for (day, status) in [("2029-08-01", "expiring"), ("2029-12-31", "expired")] {
        scene.app.set_date(day);
        assert_eq!(scene.verify(code).await["status"], status);
    }
    scene.app.set_date("2027-05-10");
    let given = revocation("misuse_of_mark", "2027-05-01", "12/QĐ", "2027-05-10");
    body(
        scene
            .act(&scene.province, &certificate["id"], "revocation", &given)
            .await,
        200,
    )
    .await;
    let found = scene.verify(code).await;
    assert_eq!(
        (
            &found["status"],
            &found["certificate"]["ended_on"],
            &found["certificate"]["ground"]
        ),
        (&json!("revoked"), &json!("2027-05-10"), &json!("misuse_of_mark"))
    );
    for nothing in [
        "7K3M-9QXT-2WHB-5CDE",
        "0009/2026/OCOP-25",
        "",
        "a.b.c",
        "' or 1=1",
    ] {
        let found = scene.verify(nothing).await;
        assert_eq!(
            (&found["status"], &found["certificate"]),
            (&json!("unknown"), &Value::Null),
            "{nothing}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_the_same_to_people() {
    let scene = Scene::at(DAY).await;
    let (_, certificate) = scene.certified("Ổi <b>Đôn</b> Nhân", 4, DAY).await;
    let code = certificate["code"].as_str().unwrap();
    let answer = scene.app.get(&format!("/verify/{code}")).await;
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    let page = answer.text().await.unwrap();
    for part in [
        "Còn hiệu lực",
        "Valid",
        "Ổi &lt;b&gt;Đôn&lt;/b&gt; Nhân",
        "4 sao",
        "30/12/2026",
        "30/12/2029",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(!page.contains("src=") && !page.contains("<link") && !page.contains("<script"));
    let given = revocation("misuse_of_mark", DAY, "12/QĐ", DAY);
    body(
        scene
            .act(&scene.province, &certificate["id"], "revocation", &given)
            .await,
        200,
    )
    .await;
    let page = scene
        .app
        .get(&format!("/verify?code={code}"))
        .await
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("Đã bị thu hồi từ ngày 30/12/2026") && page.contains("Sử dụng sai nhãn hiệu OCOP"),
        "{page}"
    );
    let page = scene.app.get("/verify/XXXX").await.text().await.unwrap();
    assert!(page.contains("Không có giấy chứng nhận này"));
    let page = scene.app.get("/verify").await.text().await.unwrap();
    assert!(page.contains("<form") && !page.contains("role=\"status\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn look_ups_are_bounded_by_address() {
    let app = App::with_limits(Limits {
        verifications: 3,
        ..Limits::default()
    })
    .await;
    let path = "/api/v1/certificates/verification?code=X";
    for _ in 0..2 {
        body(app.get(path).await, 200).await;
    }
    assert_eq!(app.get("/verify/X").await.status(), 200);
    // Whatever a client claims to be forwarded for.
    let claimed = app
        .request(reqwest::Method::GET, path)
        .header("x-forwarded-for", "10.1.2.3");
    let refused = claimed.send().await.unwrap();
    let wait: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait));
    problem(refused, 429, "too_many_requests").await;
    let page = app.get("/verify/X").await;
    assert_eq!(page.status(), 429);
    assert!(page.headers().contains_key("retry-after"));
    let page = page.text().await.unwrap();
    assert!(
        page.contains("Too many look-ups") && page.contains("value=\"X\""),
        "{page}"
    );
    // The form alone looks nothing up.
    assert_eq!(app.get("/verify").await.status(), 200);
}
