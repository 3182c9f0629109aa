//! Languages, request ids, traces.

use crate::app::{App, problem};
use reqwest::Method;

#[tokio::test(flavor = "multi_thread")]
async fn problems_speak_vietnamese_or_on_request_english() {
    let app = App::start().await;
    let title = async |accept: Option<&str>| {
        let mut request = app.request(Method::GET, "/nowhere");
        if let Some(accept) = accept {
            request = request.header("accept-language", accept);
        }
        let response = request.send().await.unwrap();
        let language = response.headers()["content-language"]
            .to_str()
            .unwrap()
            .to_owned();
        let problem = problem(response, 404, "route_not_found").await;
        (language, problem["title"].as_str().unwrap().to_owned())
    };
    let vietnamese = ("vi".to_owned(), "Không có đường dẫn này".to_owned());
    assert_eq!(title(None).await, vietnamese);
    assert_eq!(title(Some("fr, vi;q=0.5")).await, vietnamese);
    assert_eq!(
        title(Some("en-GB, vi;q=0.5")).await,
        ("en".to_owned(), "There is no such path".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_keeps_its_id_and_trace() {
    let app = App::start().await;
    let response = app
        .request(Method::GET, "/health/live")
        .header("x-request-id", "case-7")
        .header(
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        )
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["x-request-id"], "case-7");
    let trace = response.headers()["traceparent"].to_str().unwrap();
    assert!(
        trace.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
        "{trace}"
    );

    let odd = app
        .request(Method::GET, "/nowhere")
        .header("x-request-id", "a b")
        .send()
        .await
        .unwrap();
    let id = odd.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert!(
        id.len() == 32 && id.chars().all(|letter| letter.is_ascii_hexdigit()),
        "{id}"
    );
    problem(odd, 404, "route_not_found").await;
}
