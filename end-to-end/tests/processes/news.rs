//! Who listens for versions of the statistics hears of what a worker recognises.

use crate::support::{service, submit, succeeded};
use reqwest::{Method, Response};

/// The version of the next event; none where the stream ends before it.
async fn next(stream: &mut Response) -> Option<i64> {
    let mut text = String::new();
    while let Some(piece) = stream.chunk().await.expect("the stream") {
        text.push_str(std::str::from_utf8(&piece).expect("UTF-8"));
        let event = text.split_once("\n\n").map(|(event, _)| event);
        let Some(event) = event.filter(|event| !event.starts_with(':')) else {
            text = text
                .split_once("\n\n")
                .map(|(_, rest)| rest.to_owned())
                .unwrap_or(text);
            continue;
        };
        let id = event.lines().find_map(|line| line.strip_prefix("id: "));
        return Some(id.expect("an id").parse().expect("a version"));
    }
    None
}

#[tokio::test]
async fn a_recognition_is_told_to_who_listens_and_a_stop_ends_the_stream() {
    let service = service().await;
    let api = service.api(&[]).await;
    let _worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let mut stream = client
        .request(Method::GET, "/api/v1/statistics/versions")
        .send()
        .await
        .expect("a stream");
    let before = next(&mut stream).await.expect("the version now");
    // Of ten some are recognised.
    for (product, seed) in service.products(10).await.iter().zip(1..) {
        let id = submit(&client, product, seed).await;
        succeeded(&client, &id).await;
    }
    let told = next(&mut stream).await.expect("a new version");
    assert!(told > before, "{told} after {before}");
    let figures = client.get("/api/v1/statistics/products").await;
    assert!(figures["version"].as_i64() >= Some(told));
    assert!(figures["totals"]["products"].as_i64() > Some(0));
    assert!(api.child.terminate().await.success(), "an orderly end is code 0");
    // Versions that were on their way, and then the end.
    while next(&mut stream).await.is_some() {}
}
