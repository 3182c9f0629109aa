//! The public list of certificates: those that hold today, without a word about persons.

use super::{Scene, revocation};
use crate::app::body;
use serde_json::Value;

const DAY: &str = "2026-12-30";
const LIST: &str = "/api/v1/open-data/datasets/certificates";

#[tokio::test(flavor = "multi_thread")]
async fn anybody_reads_the_certificates_that_hold_today() {
    let scene = Scene::at(DAY).await;
    let (_, guava) = scene.certified("Ổi Đôn Nhân", 3, DAY).await;
    let (_, formula) = scene.certified("=HYPERLINK(\"x\")", 4, DAY).await;
    let (_, gone) = scene.certified("Rượu", 3, DAY).await;
    let answer = revocation("misuse_of_mark", DAY, "9/QĐ", DAY);
    body(
        scene
            .act(&scene.province, &gone["id"], "revocation", &answer)
            .await,
        200,
    )
    .await;

    let mut names = Vec::new();
    let mut path = format!("{LIST}?format=json&page_size=1");
    loop {
        let response = scene.app.get(&path).await;
        let link = response.headers().get("link").cloned();
        let page = body(response, 200).await;
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        names.push(page["items"][0]["product_name"].as_str().unwrap().to_owned());
        let Some(next) = page["next"].as_str() else {
            assert_eq!(link, None);
            break;
        };
        assert!(link.unwrap().to_str().unwrap().contains(next));
        path = format!("{LIST}?format=json&page_size=1&cursor={next}");
    }
    assert_eq!(names, ["Ổi Đôn Nhân", "=HYPERLINK(\"x\")"]);

    let file = scene.app.get(&format!("{LIST}?format=csv")).await;
    assert_eq!(
        file.headers()["content-disposition"],
        "attachment; filename=\"ocop-certificates.csv\""
    );
    let text = file.text().await.unwrap();
    let lines: Vec<&str> = text.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert!(
        lines[0].starts_with("\u{feff}Số giấy chứng nhận,Hạng sao,"),
        "{text}"
    );
    assert_eq!(lines.len(), 3, "{text}");
    let number = |one: &Value| one["number"].as_str().unwrap().to_owned();
    assert!(lines[1].starts_with(&format!("{},3,", number(&guava))), "{text}");
    assert!(lines[1].contains(",Ổi Đôn Nhân,1,HTX Sông Lô Xanh,25,"), "{text}");
    assert!(
        lines[2].starts_with(&format!("{},4,", number(&formula))),
        "{text}"
    );
    assert!(
        lines[2].contains(",\"'=HYPERLINK(\"\"x\"\")\","),
        "a formula in {text}"
    );
    assert!(!text.contains("Rượu"), "a revoked one: {text}");

    // A term that is over is no certificate in force.
    scene.app.set_date("2031-01-01");
    let page = body(scene.app.get(&format!("{LIST}?format=json")).await, 200).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 0);
}
