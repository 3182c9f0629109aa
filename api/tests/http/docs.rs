//! The document and its page: complete, current, and served without any other server.

use crate::app::{App, problem};
use reqwest::Method;
use serde_json::Value;

/// Paths anybody may call.
const PUBLIC: [&str; 11] = [
    "/health/live",
    "/health/ready",
    "/metrics",
    "/.well-known/jwks.json",
    "/oauth2/token",
    "/api/v1/sessions",
    "/api/v1/certificates/verification",
    "/api/v1/open-data/catalog",
    "/api/v1/open-data/datasets/{name}",
    "/verify",
    "/verify/{code}",
];

pub(crate) fn document() -> Value {
    serde_json::from_str(&api::server::document().unwrap().to_json().unwrap()).unwrap()
}

#[test]
fn the_committed_document_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let current = format!("{}\n", api::server::document().unwrap().to_pretty_json().unwrap());
    assert!(
        committed == current,
        "openapi/openapi.json is out of date: run `cargo run -p api -- openapi > openapi/openapi.json`"
    );
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = document();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_operation_is_there_and_protected() {
    let app = App::start().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let called = example(path);
            let response = app.request(method.clone(), &called).send().await.unwrap();
            let status = response.status().as_u16();
            if PUBLIC.contains(&path.as_str()) {
                assert!(
                    status != 404 && status != 405 && status < 500,
                    "{method} {called}: {status}"
                );
            } else {
                problem(response, 401, "unauthenticated").await;
            }
        }
    }
}

/// The path with values in place of its parameters.
pub(crate) fn example(path: &str) -> String {
    let mut called = String::new();
    for part in path.split_inclusive('/') {
        let name = part.trim_end_matches('/');
        if name.starts_with('{') {
            let value = match name {
                "{id}" => "018f0000-0000-7000-8000-000000000000",
                "{name}" => "products-by-group",
                _ => "1",
            };
            called.push_str(value);
            called.push_str(&part[name.len()..]);
        } else {
            called.push_str(part);
        }
    }
    called
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_needs_no_other_server() {
    let app = App::start().await;
    assert_eq!(
        app.get("/openapi.json").await.json::<Value>().await.unwrap(),
        document()
    );
    assert_eq!(app.get("/docs").await.headers()["location"], "/docs/");
    let page = app.get("/docs/").await;
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(
        !html.contains("<script>"),
        "an inline script: the policy forbids it"
    );
    let mut files = 0;
    for attribute in ["src=\"", "href=\""] {
        for reference in html
            .split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(!reference.contains("//"), "{reference} is on another server");
            let file = app
                .get(&format!("/docs/{}", reference.trim_start_matches("./")))
                .await;
            assert_eq!(file.status(), 200, "{reference}");
            files += 1;
        }
    }
    assert!(files >= 4, "{html}");
    let start = app
        .get("/docs/swagger-initializer.js")
        .await
        .text()
        .await
        .unwrap();
    assert!(
        start.contains("/openapi.json") && !start.contains("https://"),
        "{start}"
    );
}
