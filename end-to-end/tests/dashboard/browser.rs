//! A headless Chromium of the test's own, and the commands of WebDriver that the tests use (W3C WebDriver 2, JSON over HTTP).

use crate::page::Page;
use futures_util::FutureExt;
use reqwest::Method;
use serde_json::{Value, json};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use test_support::Child;

/// No command of the browser takes longer on a loaded machine.
const LONGEST_COMMAND: Duration = Duration::from_secs(60);

/// Root may not use the sandbox; containers have a small /dev/shm; the rest keeps the browser from asking other servers.
const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--lang=vi",
    "--window-size=1280,1000",
];

/// The key Tab, as WebDriver writes it.
pub(crate) const TAB: &str = "\u{e004}";
/// The key Enter.
pub(crate) const ENTER: &str = "\u{e007}";
/// The space bar.
pub(crate) const SPACE: &str = " ";

/// Member of an answer that holds the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Runs `test` on a page of a new browser, which ends with it however it ends.
pub(crate) async fn in_browser(base: &str, test: impl AsyncFnOnce(&Page)) {
    let mut program = Child::start("chromedriver", &["--port=0"], &[]);
    let port = program.printed(port).await;
    let page = Page::new(Browser::start(port).await, base);
    let outcome = AssertUnwindSafe(async {
        test(&page).await;
        page.assert_no_trouble().await;
    })
    .catch_unwind()
    .await;
    // A browser that is left behind would outlive the test.
    page.browser.command(Method::DELETE, "", Value::Null).await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The port in `ChromeDriver was started successfully on port 12345.`
fn port(output: &str) -> Option<u16> {
    let (_, rest) = output.split_once("successfully on port ")?;
    rest.split_once('.')?.0.parse().ok()
}

/// A session with a browser.
pub(crate) struct Browser {
    client: reqwest::Client,
    session: String,
}

impl Browser {
    async fn start(port: u16) -> Self {
        let client = reqwest::Client::builder()
            .timeout(LONGEST_COMMAND)
            .build()
            .unwrap();
        let wanted = json!({"capabilities": {"alwaysMatch": {"browserName": "chrome",
            "goog:chromeOptions": {"args": ARGUMENTS}, "goog:loggingPrefs": {"browser": "ALL"}}}});
        let mut browser = Self {
            client,
            session: format!("http://127.0.0.1:{port}/session"),
        };
        let started = browser.command(Method::POST, "", wanted).await;
        browser.session = format!("{}/{}", browser.session, started["sessionId"].as_str().unwrap());
        browser
    }

    /// The value that a command answers, which must succeed.
    pub(crate) async fn command(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self.client.request(method, format!("{}{path}", self.session));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let status = answer.status();
        let mut answer: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {answer:#}");
        answer["value"].take()
    }

    /// A command that takes `body`.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.command(Method::POST, path, body).await
    }

    /// A command of Chromium's own protocol.
    pub(crate) async fn chromium(&self, command: &str, parameters: Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.post("/goog/cdp/execute", body).await;
    }

    /// Path of the element that `selector` names.
    pub(crate) async fn element(&self, selector: &str) -> String {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.post("/element", wanted).await;
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    /// Presses keys, one after the other, where the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        let actions = json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]});
        self.post("/actions", actions).await;
    }
}
