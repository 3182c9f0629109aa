//! From 202 to the result, with the broker there and with the broker away.

use crate::support::{assert_each_counted_once, service, submit, succeeded};
use test_support::{Proxy, RequestBuilder};

#[tokio::test]
async fn an_accepted_evaluation_gets_its_result_through_rabbitmq() {
    let service = service().await;
    let api = service.api(&[]).await;
    let _worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;
    let id = submit(&client, &products[0], 7).await;
    let evaluation = succeeded(&client, &id).await;
    assert_eq!(evaluation["attempts"], 1);
    assert_eq!(evaluation["result"]["outcome"], "rated");
    assert_eq!(evaluation["result"]["count"], 5);

    // The same sheets scored at once, without job and broker, must lead to the same result.
    let mut request = test_support::scoring_request(test_support::PRODUCT_SET, 5, 7);
    request["council"] = serde_json::json!({"members": 5, "max_spread": null});
    let scored = client.post("/api/v1/scorings", &request, 200).await;
    assert_eq!(evaluation["result"], scored);
    // And in the other language too, although one was kept.
    let english = async |request: RequestBuilder| {
        let answer = request
            .header("Accept-Language", "en")
            .send()
            .await
            .expect("an answer");
        answer.json::<serde_json::Value>().await.expect("JSON")
    };
    let kept = english(client.request(reqwest::Method::GET, &format!("/api/v1/evaluations/{id}"))).await;
    let scored = english(
        client
            .request(reqwest::Method::POST, "/api/v1/scorings")
            .json(&request),
    )
    .await;
    assert_eq!(kept["result"], scored);
    assert_ne!(kept["result"], evaluation["result"]);
    assert_each_counted_once(&service, &[&client], 1).await;
}

#[tokio::test]
async fn submissions_while_the_broker_is_away_are_accepted_and_rated_when_it_is_back() {
    let service = service().await;
    let proxy = Proxy::to(&service.broker.address()).await;
    let through = [("AMQP_URL", service.broker.url_through(proxy.address()))];
    let api = service.api(&through).await;
    let _worker = service.worker(&through).await;
    let client = service.national(&api.base).await;
    let products = service.products(3).await;

    // Once with the broker there, so that the connections exist which are then cut.
    let before = submit(&client, &products[0], 1).await;
    succeeded(&client, &before).await;

    proxy.refuse();
    let cut = submit(&client, &products[1], 2).await;
    let also_cut = submit(&client, &products[2], 3).await;
    let waiting = client.get(&format!("/api/v1/evaluations/{cut}")).await;
    assert_eq!(waiting["status"], "queued");

    proxy.resume();
    for id in [&cut, &also_cut] {
        succeeded(&client, id).await;
    }
    assert_each_counted_once(&service, &[&client], 3).await;
}
