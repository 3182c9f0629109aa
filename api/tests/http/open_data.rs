//! Open data: read by anybody, in the formats that tools read, described by a catalogue.

use crate::app::{App, body, problem};
use crate::statistics::app;
use api::config::{Limits, OpenDataConfig};
use reqwest::Method;
use serde_json::{Value, json};

const CATALOG: &str = "/api/v1/open-data/catalog";

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_describes_each_data_set_and_every_link_of_it_leads_to_its_format() {
    let (app, _) = app().await;
    let answer = app.get(CATALOG).await;
    assert_eq!(answer.headers()["content-type"], "application/ld+json");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=600");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let catalog = body(answer, 200).await;
    assert_eq!(catalog["@type"], "dcat:Catalog");
    for member in [
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dct:license",
        "dct:spatial",
    ] {
        assert!(!catalog[member].is_null(), "{member}");
    }
    let datasets = catalog["dcat:dataset"].as_array().unwrap();
    assert_eq!(datasets.len(), 5);
    for dataset in datasets {
        assert_eq!(dataset["@type"], "dcat:Dataset");
        for member in [
            "dct:title",
            "dct:description",
            "dct:identifier",
            "dcat:theme",
            "dct:temporal",
        ] {
            assert!(!dataset[member].is_null(), "{member} of {dataset}");
        }
        for distribution in dataset["dcat:distribution"].as_array().unwrap() {
            assert_eq!(distribution["@type"], "dcat:Distribution");
            let address = distribution["dcat:downloadURL"]["@id"].as_str().unwrap();
            let path = &address[address.find("/api/").unwrap()..];
            let file = app.get(path).await;
            assert_eq!(file.status(), 200, "{path}");
            let given = file.headers()["content-type"].to_str().unwrap();
            let told = distribution["dcat:mediaType"]["@id"].as_str().unwrap();
            let told = told
                .strip_prefix("https://www.iana.org/assignments/media-types/")
                .unwrap();
            assert!(given.starts_with(told), "{path}: {given} is not {told}");
            assert_eq!(file.headers()["cache-control"], "public, max-age=600");
            assert_eq!(file.headers()["access-control-allow-origin"], "*");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_says_who_publishes_and_under_which_terms() {
    let app = App::changed(|http| {
        http.open_data = OpenDataConfig {
            publisher: "Sở Nông nghiệp và Môi trường Phú Thọ".to_owned(),
            licence: "https://example.vn/giay-phep".to_owned(),
            contact: Some("ocop@example.vn".to_owned()),
        };
    })
    .await;
    let catalog = body(app.get(CATALOG).await, 200).await;
    assert_eq!(
        catalog["dct:publisher"]["foaf:name"],
        "Sở Nông nghiệp và Môi trường Phú Thọ"
    );
    assert_eq!(catalog["dct:license"]["@id"], "https://example.vn/giay-phep");
    let contact = &catalog["dcat:dataset"][0]["dcat:contactPoint"]["vcard:hasEmail"]["@id"];
    assert_eq!(contact, "mailto:ocop@example.vn");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_costs_a_304() {
    let (app, _) = app().await;
    for path in [
        CATALOG,
        "/api/v1/open-data/datasets/products-by-group?format=csv",
        "/api/v1/open-data/datasets/certificates?format=json",
    ] {
        let etag = app.get(path).await.headers()["etag"].clone();
        let request = app
            .request(Method::GET, path)
            .header("if-none-match", etag.clone());
        let again = request.send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.headers()["etag"], etag);
        assert_eq!(again.headers()["cache-control"], "public, max-age=600");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_named() {
    let (app, _) = app().await;
    let datasets = "/api/v1/open-data/datasets";
    problem(app.get(&format!("{datasets}/producers")).await, 404, "not_found").await;
    for (query, pointer) in [
        ("certificates?format=pdf", "/format"),
        ("certificates?unit=25", "/unit"),
        ("certificates?cursor=x", "/cursor"),
        ("certificates?page_size=0", "/page_size"),
        ("products-by-group?page_size=10", "/page_size"),
    ] {
        let problem = problem(
            app.get(&format!("{datasets}/{query}")).await,
            400,
            "invalid_query",
        )
        .await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
    let cube = app
        .get(&format!("{datasets}/certificates?format=json-stat"))
        .await;
    problem(cube, 406, "not_acceptable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_to_wait() {
    let app = App::with_limits(Limits {
        open_data: 2,
        ..Limits::default()
    })
    .await;
    for _ in 0..2 {
        body(app.get(CATALOG).await, 200).await;
    }
    let refused = app.get("/api/v1/open-data/datasets/certificates").await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, 429, "too_many_requests").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_data_set_tells_the_sex_or_the_ethnicity_of_persons() {
    let (app, _) = app().await;
    let catalog: Value = body(app.get(CATALOG).await, 200).await;
    for dataset in catalog["dcat:dataset"].as_array().unwrap() {
        let name = dataset["dct:identifier"].as_str().unwrap();
        let data = body(
            app.get(&format!("/api/v1/open-data/datasets/{name}?format=json"))
                .await,
            200,
        )
        .await;
        let text = data.to_string();
        for word in ["gender", "ethnic_minority", "representative", "phone", "address"] {
            assert!(!text.contains(word), "{word} in {name}");
        }
        if name != "certificates" {
            assert_ne!(data["by"], json!([]), "{name}");
        }
    }
}
