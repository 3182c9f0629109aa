//! Polls that a server answers again from its memory, before it looks for a route: nobody can tell.

use crate::app::App;
use crate::registration::token_in;
use crate::statistics::app;
use reqwest::{Method, Response};
use shared::domain::access::Role;

/// The same path to the routes, another one to the memory: so it takes the whole way each time.
const WHOLE_WAY: &str = "/api/v1/statistics/%70roducts";
const REPEATED: &str = "/api/v1/statistics/products";

/// All that a client sees but what is another one each time.
async fn seen(response: Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let each_time = ["date", "x-request-id", "traceparent"];
    let mut headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter(|(name, _)| !each_time.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    let status = response.status().as_u16();
    (status, headers, response.bytes().await.unwrap().to_vec())
}

async fn send(app: &App, path: &str, token: &str, headers: &[(&str, &str)]) -> Response {
    let request = app.request(Method::GET, path).bearer_auth(token);
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_answer_is_the_handlers_to_the_last_byte() {
    let (app, national) = app().await;
    let provincial = token_in(&app, Role::Province, "25").await;
    let plain = format!("{REPEATED}?by=stars&as_of=2021-02-17");
    let etag = send(&app, &plain, &national, &[]).await.headers()["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    app.statistics.set_followed(true);
    let weak = format!("W/{etag}");
    let headers: [&[(&str, &str)]; 8] = [
        &[],
        &[("accept", "application/json")],
        &[("accept", "text/csv"), ("accept-language", "en")],
        &[("accept", "image/png")],
        &[("if-none-match", &etag)],
        &[("if-none-match", &weak)],
        &[("if-none-match", "\"old\"")],
        &[("if-none-match", "*"), ("accept-language", "en")],
    ];
    let queries = [
        "?by=stars&as_of=2021-02-17",
        "?by=stars,kind&as_of=2021-03-01",
        "",
        "?by=nothing",
        "?unit=26",
    ];
    for token in [&national, &provincial, "stolen"] {
        for query in queries {
            for headers in headers {
                let whole_way = seen(send(&app, &format!("{WHOLE_WAY}{query}"), token, headers).await).await;
                for time in 1..=3 {
                    let repeated =
                        seen(send(&app, &format!("{REPEATED}{query}"), token, headers).await).await;
                    assert_eq!(
                        unlike_path(repeated),
                        unlike_path(whole_way.clone()),
                        "{query} {headers:?} {time}"
                    );
                }
            }
        }
    }
}

/// Without the path, which a problem names as it was asked, and without the id of the request.
fn unlike_path(
    (status, headers, body): (u16, Vec<(String, String)>, Vec<u8>),
) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let Ok(mut problem) = serde_json::from_slice::<serde_json::Value>(&body) else {
        return (status, headers, body);
    };
    if let Some(members) = problem
        .as_object_mut()
        .filter(|members| members.contains_key("instance"))
    {
        members.remove("instance");
        members.remove("request_id");
        let headers = headers
            .into_iter()
            .filter(|(name, _)| name != "content-length")
            .collect();
        return (status, headers, problem.to_string().into_bytes());
    }
    (status, headers, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_answer_has_the_ids_of_its_own_request() {
    let (app, token) = app().await;
    let poll = format!("{REPEATED}?by=stars");
    send(&app, &poll, &token, &[]).await;
    app.statistics.set_followed(true);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let mut spans = std::collections::HashSet::new();
    for time in 0..3 {
        let id = format!("request-{time}");
        let answer = send(
            &app,
            &poll,
            &token,
            &[("x-request-id", &id), ("traceparent", &parent)],
        )
        .await;
        assert_eq!(answer.headers()["x-request-id"], id.as_str());
        let place = answer.headers()["traceparent"].to_str().unwrap().to_owned();
        assert!(place.starts_with(&format!("00-{trace}-")), "{place}");
        assert!(spans.insert(place), "a span is there twice");
        let own = send(&app, &poll, &token, &[]).await;
        assert!(spans.insert(own.headers()["x-request-id"].to_str().unwrap().to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_answers_are_counted_like_all_others() {
    let (app, token) = app().await;
    send(&app, REPEATED, &token, &[]).await;
    app.statistics.set_followed(true);
    let counted = async || -> u64 {
        let series = format!("http_requests_total{{route=\"{REPEATED}\",method=\"GET\",status=\"200\"}} ");
        let text = app.get("/metrics").await.text().await.unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(&series))
            .unwrap_or("0");
        line.parse().unwrap()
    };
    let before = counted().await;
    for _ in 0..5 {
        assert_eq!(send(&app, REPEATED, &token, &[]).await.status(), 200);
    }
    // The recorder is the process's: other tests may count as well.
    assert!(counted().await >= before + 5);
}
