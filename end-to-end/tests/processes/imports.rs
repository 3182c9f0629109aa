//! A list that is taken over while workers are killed, stopped, cut off and told twice: each row once, whole.

use crate::support::{publish, service};
use reqwest::Method;
use serde_json::{Value, json};
use shared::job::JobKind;
use std::fmt::Write;
use test_support::{HttpClient, Proxy, Service, eventually};

/// Rows of the list: a dozen chunks.
const ROWS: usize = 6_000;
const HEADINGS: &str =
    "Tên sản phẩm,Bộ sản phẩm,Chủ thể,Loại chủ thể,Xã,Tỉnh,Hạng sao,Ngày công nhận,Số quyết định";

/// Each row is a product with its recognition, of one of 2,000 producers.
fn list() -> String {
    let mut list = HEADINGS.to_owned();
    for row in 0..ROWS {
        let producer = row % 2_000;
        write!(
            list,
            "\nSản phẩm {row},1,HTX số {producer},HTX,xã Sông Lô,Phú Thọ,3 sao,15/6/2023,120/QĐ-UBND"
        )
        .expect("memory");
    }
    list
}

async fn uploaded(client: &HttpClient, list: String) -> Value {
    let sent = client.request(Method::POST, "/api/v1/files?name=danh-sach.csv");
    let sent = sent
        .header("content-type", "text/csv")
        .body(list)
        .send()
        .await
        .expect("an answer");
    assert_eq!(sent.status(), 201);
    sent.json::<Value>().await.expect("JSON")["id"].clone()
}

/// The import once `find` says so of it.
async fn seen(client: &HttpClient, id: &str, find: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/api/v1/imports/{id}");
    eventually(|| async {
        let import = client.get(&path).await;
        assert_ne!(import["state"], "failed", "{import}");
        if find(&import) { Ok(import) } else { Err(import) }
    })
    .await
}

async fn begun(client: &HttpClient) -> String {
    let file = uploaded(client, list()).await;
    let given = json!({"kind": "products", "file_id": file, "reading": {"generation": "current"}});
    let import = client.post("/api/v1/imports", &given, 202).await;
    import["id"].as_str().expect("an id").to_owned()
}

/// Every row is there once, with all that it says.
async fn assert_each_row_once(service: &Service) {
    let rows = i64::try_from(ROWS).expect("few");
    for (sql, count) in [
        ("select count(*) from products", rows),
        ("select count(distinct name) from products", rows),
        ("select count(*) from producers", 2_000),
        ("select count(*) from recognitions", rows),
        ("select count(distinct product_id) from recognitions", rows),
        ("select count(*) from certificates", rows),
        ("select count(*) from decisions", 1),
    ] {
        assert_eq!(service.database.number(sql).await, count, "{sql}");
    }
}

#[tokio::test]
async fn killed_stopped_and_told_twice_each_row_comes_once() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let mut worker = service.worker(&[]).await;
    let id = begun(&client).await;
    let import = seen(&client, &id, |import| import["state"] == "checked").await;
    assert_eq!(import["progress"]["counts"]["taken"], ROWS, "{import}");
    assert_eq!(service.database.number("select count(*) from products").await, 0);

    let commit = format!("/api/v1/imports/{id}/commit");
    let begun = client.post(&commit, &json!({}), 202).await;
    let job = begun["job_id"].as_str().expect("an id").to_owned();
    let mut through = 0;
    for kill in 0..3 {
        let further = |import: &Value| import["progress"]["through"].as_u64() > Some(through);
        let import = seen(&client, &id, further).await;
        through = import["progress"]["through"].as_u64().expect("a number");
        publish(&service, JobKind::Import, &job, &id).await;
        let gone = std::mem::replace(&mut worker, service.worker(&[]).await);
        if kill == 1 {
            gone.child.signal("TERM");
        } else {
            gone.child.kill().await;
        }
    }
    let import = seen(&client, &id, |import| import["state"] == "committed").await;
    let counts = &import["progress"]["counts"];
    assert_eq!(
        (&counts["taken"], &counts["refused"]),
        (&json!(ROWS), &json!(0)),
        "{import}"
    );
    assert_eq!(
        (
            &counts["products_new"],
            &counts["producers_new"],
            &counts["recognitions_new"]
        ),
        (&json!(ROWS), &json!(2_000), &json!(ROWS))
    );
    assert_each_row_once(&service).await;
    publish(&service, JobKind::Import, &job, &id).await;
    let valid = client
        .get("/api/v1/statistics/products?measure=ever_certified")
        .await;
    assert_eq!(valid["totals"]["products"], ROWS);
    assert_each_row_once(&service).await;
}

#[tokio::test]
async fn cut_off_from_the_database_it_goes_on_where_it_was() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let database = reqwest::Url::parse(&service.database.url()).expect("an address");
    let target = format!(
        "{}:{}",
        database.host_str().expect("a host"),
        database.port().unwrap_or(5432)
    );
    let proxy = Proxy::to(&target).await;
    let through_proxy = [("DATABASE_URL", service.database.url_through(proxy.address()))];
    let _worker = service.worker(&through_proxy).await;
    let id = begun(&client).await;
    seen(&client, &id, |import| {
        import["progress"]["through"].as_u64() > Some(0)
    })
    .await;
    proxy.cut();
    seen(&client, &id, |import| import["state"] == "checked").await;
    client
        .post(&format!("/api/v1/imports/{id}/commit"), &json!({}), 202)
        .await;
    seen(&client, &id, |import| {
        import["state"] == "committing" && import["progress"]["through"].as_u64() > Some(0)
    })
    .await;
    proxy.cut();
    seen(&client, &id, |import| import["state"] == "committed").await;
    assert_each_row_once(&service).await;
}

#[tokio::test]
async fn stopped_in_the_middle_whole_rows_stay_and_it_goes_on_when_asked() {
    let service = service().await;
    let api = service.api(&[]).await;
    let client = service.national(&api.base).await;
    let _worker = service.worker(&[]).await;
    let id = begun(&client).await;
    seen(&client, &id, |import| import["state"] == "checked").await;
    let commit = format!("/api/v1/imports/{id}/commit");
    client.post(&commit, &json!({}), 202).await;
    seen(&client, &id, |import| {
        import["progress"]["through"].as_u64() > Some(0)
    })
    .await;
    client
        .post(&format!("/api/v1/imports/{id}/cancel"), &json!({}), 200)
        .await;
    let stopped = seen(&client, &id, |import| import["state"] == "cancelled").await;
    let taken = stopped["progress"]["counts"]["taken"].as_i64().expect("a number");
    assert!(taken < i64::try_from(ROWS).expect("few"), "{stopped}");
    let whole =
        "select count(*) from products p where exists (select from recognitions r where r.product_id = p.id)
        and exists (select from certificates c where c.product_id = p.id)";
    assert_eq!(service.database.number(whole).await, taken);
    assert_eq!(
        service.database.number("select count(*) from products").await,
        taken
    );
    client.post(&commit, &json!({}), 202).await;
    seen(&client, &id, |import| import["state"] == "committed").await;
    assert_each_row_once(&service).await;
}
