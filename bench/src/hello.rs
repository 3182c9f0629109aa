//! "Hello" as JSON by the same version of actix, with the same number of threads as the api has by default.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::TcpListener;

/// Prints its address and serves until it is killed. `same` are the lines of an answer's head and, after an empty one, its
/// body: what bare actix answers under `/same`.
pub(crate) async fn serve(same: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("hello on {}\n", listener.local_addr().expect("an address"));
    let (head, body) = same.split_once("\n\n").unwrap_or(("", same));
    let headers: Vec<(HeaderName, HeaderValue)> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
        .collect();
    let body = body.to_owned();
    HttpServer::new(move || {
        let hello = || async { HttpResponse::Ok().json(serde_json::json!({"message": "hello"})) };
        let (headers, body) = (headers.clone(), body.clone());
        let same = move || {
            let (headers, body) = (headers.clone(), body.clone());
            async move {
                let mut response = HttpResponse::Ok();
                for header in headers {
                    response.insert_header(header);
                }
                response.body(body)
            }
        };
        App::new()
            .route("/health/ready", web::get().to(hello))
            .route("/same", web::get().to(same))
    })
    .listen(listener)
    .expect("a listener")
    .run()
    .await
    .expect("a server");
}
