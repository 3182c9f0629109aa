//! "Hello" as JSON by the same version of actix, with the same number of threads as the api has by default.

use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::TcpListener;

/// Prints its address and serves until it is killed.
pub(crate) async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("hello on {}\n", listener.local_addr().expect("an address"));
    HttpServer::new(|| {
        let hello = || async { HttpResponse::Ok().json(serde_json::json!({"message": "hello"})) };
        App::new().route("/health/ready", web::get().to(hello))
    })
    .listen(listener)
    .expect("a listener")
    .run()
    .await
    .expect("a server");
}
