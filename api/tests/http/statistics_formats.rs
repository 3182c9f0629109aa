//! Figures in the formats that spreadsheets and statistical tools read.

use crate::app::{App, body, problem};
use crate::statistics::app;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const JSON_STAT: &str = "application/vnd.json-stat+json";
const BY_STARS: &str = "/api/v1/statistics/products?by=stars&as_of=2021-02-17";

async fn figures(app: &App, token: &str, path: &str, accept: &str, language: &str) -> Response {
    app.request(Method::GET, path)
        .bearer_auth(token)
        .header("accept", accept)
        .header("accept-language", language)
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_reads_the_figures_as_csv_in_either_language() {
    let (app, token) = app().await;
    let answer = figures(&app, &token, BY_STARS, CSV, "vi").await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(headers["content-language"], "vi");
    assert_eq!(headers["vary"], "Accept, Accept-Language, Authorization");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"ocop-products.csv\""
    );
    let bytes = answer.bytes().await.unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert_eq!(
        text,
        "\u{feff}Hạng sao (mã),Hạng sao,Số sản phẩm,Số chủ thể\r\n3,3 sao,17,12\r\n4,4 sao,5,5\r\n_T,Tổng số,22,13\r\n"
    );
    let english = figures(&app, &token, BY_STARS, CSV, "en")
        .await
        .text()
        .await
        .unwrap();
    assert!(
        english.contains("Stars (code),Stars,Products,Producers\r\n3,3 stars,17"),
        "{english}"
    );
    let communes =
        "/api/v1/statistics/products?by=commune,product_group,year&as_of=2021-02-17&generation=legacy";
    let named = figures(&app, &token, communes, CSV, "vi")
        .await
        .text()
        .await
        .unwrap();
    assert!(named.contains("Nhóm sản phẩm"), "{named}");
    assert!(named.contains(",I,Thực phẩm,2020,"), "{named}");
    assert!(named.contains(",Xã ") || named.contains(",Thị trấn "), "{named}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_holds_the_figures_as_numbers_and_is_the_same_each_time() {
    let (app, token) = app().await;
    let answer = figures(&app, &token, BY_STARS, XLSX, "vi").await;
    assert_eq!(answer.headers()["content-type"], XLSX);
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename=\"ocop-products.xlsx\""
    );
    let etag = answer.headers()["etag"].clone();
    let bytes = answer.bytes().await.unwrap();
    let mut workbook = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        workbook.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let texts = part("xl/sharedStrings.xml");
    for text in [
        "Sản phẩm OCOP còn hiệu lực ngày 17/02/2021",
        "Hạng sao",
        "Số chủ thể",
        "4 sao",
        "Tổng số",
    ] {
        assert!(texts.contains(text), "{text} is missing in {texts}");
    }
    let sheet = part("xl/worksheets/sheet1.xml");
    for number in ["<v>17</v>", "<v>5</v>", "<v>22</v>", "<v>13</v>"] {
        assert!(sheet.contains(number), "{number} is missing in {sheet}");
    }
    let again = figures(&app, &token, BY_STARS, XLSX, "vi").await;
    assert_eq!(again.headers()["etag"], etag);
}

#[tokio::test(flavor = "multi_thread")]
async fn statistical_tools_read_the_figures_as_json_stat() {
    let (app, token) = app().await;
    let answer = figures(&app, &token, BY_STARS, JSON_STAT, "en").await;
    assert_eq!(answer.headers()["content-type"], JSON_STAT);
    let dataset = body(answer, 200).await;
    hold_to_the_specification(&dataset);
    assert_eq!(dataset["label"], "OCOP products valid on 17/02/2021");
    assert_eq!(dataset["id"], json!(["stars", "measure"]));
    assert_eq!(dataset["value"], json!([17, 12, 5, 5]));
    assert_eq!(
        dataset["dimension"]["stars"],
        json!({"label": "Stars", "category": {"index": ["3", "4"], "label": {"3": "3 stars", "4": "4 stars"}}})
    );
    assert_eq!(
        dataset["extension"]["totals"],
        json!({"products": 22, "producers": 13})
    );
    for by in [
        "",
        "year,province",
        "commune,product_set,stars",
        "gender,ethnic_minority",
    ] {
        let path = format!("/api/v1/statistics/products?by={by}&as_of=2021-02-17");
        let dataset = body(figures(&app, &token, &path, JSON_STAT, "vi").await, 200).await;
        hold_to_the_specification(&dataset);
    }
    let empty = "/api/v1/statistics/products?by=stars&as_of=2020-01-01";
    let dataset = body(figures(&app, &token, empty, JSON_STAT, "vi").await, 200).await;
    hold_to_the_specification(&dataset);
    assert_eq!(dataset["size"], json!([0, 2]));
}

/// The rules of the JSON-stat 2.0 Dataset Format (json-stat.org/full) for the members that we write.
fn hold_to_the_specification(dataset: &Value) {
    assert_eq!(
        (&dataset["version"], &dataset["class"]),
        (&json!("2.0"), &json!("dataset"))
    );
    let ids: Vec<&str> = dataset["id"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let sizes: Vec<usize> = dataset["size"]
        .as_array()
        .unwrap()
        .iter()
        .map(|size| usize::try_from(size.as_u64().unwrap()).unwrap())
        .collect();
    assert_eq!(ids.len(), sizes.len());
    assert_eq!(dataset["dimension"].as_object().unwrap().len(), ids.len());
    for (id, size) in ids.iter().zip(&sizes) {
        let dimension = &dataset["dimension"][id];
        assert!(dimension["label"].is_string(), "{dimension}");
        let index = dimension["category"]["index"].as_array().unwrap();
        assert_eq!(index.len(), *size, "{dimension}");
        let labels = dimension["category"]["label"].as_object().unwrap();
        assert_eq!(labels.len(), *size, "a category twice: {dimension}");
        assert!(
            index
                .iter()
                .all(|code| labels.contains_key(code.as_str().unwrap())),
            "{dimension}"
        );
    }
    let cells: usize = sizes.iter().product();
    match &dataset["value"] {
        Value::Array(values) => {
            assert_eq!(values.len(), cells);
            assert!(values.iter().all(|value| value.is_number() || value.is_null()));
        }
        Value::Object(values) => {
            assert!(
                values
                    .keys()
                    .all(|position| position.parse::<usize>().unwrap() < cells)
            );
            assert!(values.values().all(Value::is_number));
        }
        other => panic!("{other}"),
    }
    for (role, with) in dataset["role"].as_object().unwrap() {
        assert!(["time", "geo", "metric"].contains(&role.as_str()), "{role}");
        let with = with.as_array().unwrap();
        assert!(
            !with.is_empty() && with.iter().all(|id| ids.contains(&id.as_str().unwrap())),
            "{role}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_format_and_language_has_its_own_tag_and_costs_a_304() {
    let (app, token) = app().await;
    let mut seen = Vec::new();
    for (accept, language) in [
        ("*/*", "vi"),
        (CSV, "vi"),
        (CSV, "en"),
        (XLSX, "vi"),
        (JSON_STAT, "vi"),
    ] {
        let first = figures(&app, &token, BY_STARS, accept, language).await;
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        let request = app
            .request(Method::GET, BY_STARS)
            .bearer_auth(&token)
            .header("accept", accept)
            .header("accept-language", language)
            .header("if-none-match", &etag);
        let again = request.send().await.unwrap();
        assert_eq!(again.status(), 304, "{accept} {language}");
        assert_eq!(again.headers()["vary"], "Accept, Accept-Language, Authorization");
        assert!(!seen.contains(&etag), "{accept} {language}: {etag} is another's");
        seen.push(etag);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_format_that_is_not_offered_is_refused_with_those_that_are() {
    let (app, token) = app().await;
    for accept in ["application/pdf", "text/csv;q=0", "text/html, image/*"] {
        let refused = figures(&app, &token, BY_STARS, accept, "en").await;
        let problem = problem(refused, 406, "not_acceptable").await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            [CSV, XLSX, JSON_STAT]
                .iter()
                .all(|offered| detail.contains(offered)),
            "{detail}"
        );
    }
    let browser = figures(&app, &token, BY_STARS, "text/html,*/*;q=0.8", "vi").await;
    assert_eq!(browser.headers()["content-type"], "application/json");
}
