//! The dashboard's page and files: complete, from this server alone, and kept by browsers as long as they are what they were.

use crate::app::{App, problem};
use reqwest::{Method, Response};

async fn get(app: &App, path: &str) -> Response {
    app.request(Method::GET, path).send().await.unwrap()
}

/// The addresses that the page names.
fn named(page: &str) -> Vec<String> {
    let quoted = page.split('"').skip(1).step_by(2);
    quoted
        .filter(|text| text.starts_with("/dashboard/"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_runs_only_its_own_files() {
    let app = App::start().await;
    let answer = get(&app, "/dashboard").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("script-src 'self'; style-src 'self';"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    let page = answer.text().await.unwrap();
    // A policy without inline parts would silently leave them out.
    for inline in ["<script>", "<style", "style=", "onclick", "{{"] {
        assert!(!page.contains(inline), "{inline}: {page}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_that_the_page_needs_is_there_and_stays_as_it_is() {
    let app = App::start().await;
    let page = get(&app, "/dashboard").await.text().await.unwrap();
    let mut wanted = named(&page);
    assert!(wanted.len() >= 5, "{page}");
    let folder = wanted[0].rsplit_once('/').unwrap().0.to_owned();
    wanted.push(format!("{folder}/communes.json"));
    let mut seen: Vec<String> = Vec::new();
    while let Some(path) = wanted.pop() {
        let answer = get(&app, &path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let kept = answer.headers()["cache-control"].to_str().unwrap();
        assert!(kept.contains("immutable"), "{path}: {kept}");
        let tag = answer.headers()["etag"].clone();
        let again = app
            .request(Method::GET, &path)
            .header("if-none-match", tag)
            .send();
        assert_eq!(again.await.unwrap().status(), 304, "{path}");
        let script = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/javascript");
        let text = answer.text().await.unwrap();
        seen.push(path.clone());
        for module in imports(&text).filter(|_| script) {
            let address = resolve(&path, module);
            if !seen.contains(&address) && !wanted.contains(&address) {
                wanted.push(address);
            }
        }
    }
    assert!(
        seen.iter().any(|path| path.ends_with("/panels/trend.js")),
        "{seen:?}"
    );
}

/// What a module imports.
fn imports(module: &str) -> impl Iterator<Item = &str> {
    let lines = module.lines().filter(|line| line.starts_with("import "));
    lines.filter_map(|line| line.split('"').nth(1))
}

/// The address of `relative` as a module at `path` means it.
fn resolve(path: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_another_version_are_not_mixed_in() {
    let app = App::start().await;
    for path in [
        "/dashboard/assets/0/main.js",
        "/dashboard/assets/0/../../../Cargo.toml",
        "/dashboard/main.js",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status(), 404, "{path}");
    }
    let page = get(&app, "/dashboard").await.text().await.unwrap();
    let folder = named(&page)[0].rsplit_once('/').unwrap().0.to_owned();
    let answer = get(&app, &format!("{folder}/index.html")).await;
    assert_eq!(answer.status(), 404);
    let changed = app.request(Method::POST, "/dashboard").send().await.unwrap();
    problem(changed, 405, "method_not_allowed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_encoding_has_a_tag_of_its_own() {
    let app = App::start().await;
    let page = get(&app, "/dashboard").await.text().await.unwrap();
    let script = named(&page)
        .into_iter()
        .find(|path| path.ends_with("/main.js"))
        .unwrap();
    let ask = async |path: &str, encoding: &str, seen: &str| {
        let request = app
            .request(Method::GET, path)
            .header("accept-encoding", encoding)
            .header("if-none-match", seen);
        request.send().await.unwrap()
    };
    for path in ["/dashboard", script.as_str()] {
        let (plain, small) = (ask(path, "identity", "").await, ask(path, "gzip", "").await);
        assert!(!plain.headers().contains_key("content-encoding"), "{path}");
        assert_eq!(small.headers()["content-encoding"], "gzip", "{path}");
        let tag = |answer: &Response| answer.headers()["etag"].to_str().unwrap().to_owned();
        let (plain_tag, small_tag) = (tag(&plain), tag(&small));
        assert_ne!(plain_tag, small_tag, "{path}");
        assert!(!small_tag.starts_with("W/"), "{small_tag}");
        let (plain, small) = (plain.bytes().await.unwrap(), small.bytes().await.unwrap());
        assert!(small.len() < plain.len(), "{path}");
        for (encoding, own, other) in [
            ("identity", &plain_tag, &small_tag),
            ("gzip", &small_tag, &plain_tag),
        ] {
            let unchanged = ask(path, encoding, own).await;
            assert_eq!(unchanged.status(), 304, "{path} {encoding}");
            assert_eq!(tag(&unchanged), *own);
            for header in ["cache-control", "vary"] {
                assert!(
                    unchanged.headers().contains_key(header),
                    "{header} of {path} {encoding}"
                );
            }
            assert!(unchanged.bytes().await.unwrap().is_empty());
            let another = ask(path, encoding, other).await;
            assert_eq!(another.status(), 200, "{path} {encoding} with the other's tag");
        }
    }
}
