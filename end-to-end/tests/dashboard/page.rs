//! The dashboard as a person and a script see it. Every wait has a name and an end.

use crate::browser::{Browser, ENTER};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::eventually;

/// A tab with the dashboard.
pub(crate) struct Page {
    /// The browser.
    pub(crate) browser: Browser,
    base: String,
}

impl Page {
    pub(crate) fn new(browser: Browser, base: &str) -> Self {
        Self {
            browser,
            base: base.to_owned(),
        }
    }

    /// Opens the page; `asked` is what its address says after `#`.
    pub(crate) async fn open(&self, asked: &str) {
        let address = format!("{}/dashboard#{asked}", self.base);
        self.browser.post("/url", json!({"url": address})).await;
        self.wait("the form", "document.querySelector('#username')").await;
    }

    /// Signs in and waits until every panel has come to rest.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) {
        self.fill("#username", username).await;
        self.fill("#password", password).await;
        self.browser.press(ENTER).await;
        self.settled().await;
    }

    /// Waits until every panel shows what is asked for now.
    pub(crate) async fn settled(&self) {
        self.wait(
            "all panels",
            "document.querySelectorAll('.panel').length > 5
             && !document.querySelector('.panel[aria-busy=true]')
             && document.querySelector('.status').textContent",
        )
        .await;
    }

    /// What the expression `script` is, as soon as it is true; `name` says what was waited for where it never is.
    pub(crate) async fn wait(&self, name: &str, script: &str) -> Value {
        eventually(|| async {
            let seen = self.js(&format!("return {script}")).await;
            if truthy(&seen) {
                return Ok(seen);
            }
            let shown = self.js("return document.body.innerText").await;
            Err(format!("{name}; {script} is {seen}; the page shows {shown}"))
        })
        .await
    }

    /// What `script` returns.
    pub(crate) async fn js(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.browser.post("/execute/sync", body).await
    }

    /// The text that the expression `script` is.
    pub(crate) async fn text(&self, script: &str) -> String {
        let seen = self.js(&format!("return {script}")).await;
        seen.as_str()
            .unwrap_or_else(|| panic!("{script} is {seen}"))
            .to_owned()
    }

    /// Writes into a field.
    pub(crate) async fn fill(&self, field: &str, text: &str) {
        let field = self.browser.element(field).await;
        self.browser
            .post(&format!("{field}/value"), json!({"text": text}))
            .await;
    }

    /// Clicks what `selector` names.
    pub(crate) async fn click(&self, selector: &str) {
        let found = self.browser.element(selector).await;
        self.browser.post(&format!("{found}/click"), json!({})).await;
    }

    /// The browser's way back.
    pub(crate) async fn back(&self) {
        self.browser.post("/back", json!({})).await;
    }

    /// A screen of this size, as of a phone or a desk.
    pub(crate) async fn screen(&self, width: u32, height: u64, mobile: bool) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        let command = "Emulation.setDeviceMetricsOverride";
        self.browser.chromium(command, size).await;
    }

    /// What the screen shows, as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let picture = self
            .browser
            .command(Method::GET, "/screenshot", Value::Null)
            .await;
        STANDARD.decode(picture.as_str().unwrap()).unwrap()
    }

    /// Rows of a table of bars: the row's name, products and producers as they are written.
    pub(crate) async fn bars(&self, panel: &str) -> Vec<(String, u64, u64)> {
        let script = format!(
            "return [...document.querySelectorAll('#{panel} .bars tbody tr')].map((row) =>
                [row.cells[0].innerText, Number(row.cells[1].innerText), Number(row.cells[3].innerText)])"
        );
        let rows = self.js(&script).await;
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| {
            let number = |cell: usize| row[cell].as_u64().unwrap_or_else(|| panic!("{row}"));
            (row[0].as_str().unwrap().to_owned(), number(1), number(2))
        })
        .collect()
    }

    /// Rows of the tables that `selector` names, cell by cell as they are written.
    pub(crate) async fn rows(&self, selector: &str) -> Vec<Vec<String>> {
        let script = format!(
            "return [...document.querySelectorAll('{selector} tbody tr')].map((row) =>
                [...row.cells].map((cell) => cell.innerText.trim()))"
        );
        serde_json::from_value(self.js(&script).await).unwrap()
    }

    /// A figure at the top.
    pub(crate) async fn figure(&self, name: &str) -> u64 {
        let figure = self
            .text(&format!(
                "document.querySelector('[data-figure={name}]').innerText"
            ))
            .await;
        figure.parse().unwrap_or_else(|_| panic!("{name}: {figure}"))
    }

    /// Nothing went wrong that nobody sees: no script failed and no policy kept anything from running.
    pub(crate) async fn assert_no_trouble(&self) {
        let log = self.browser.post("/se/log", json!({"type": "browser"})).await;
        // Answers that are no success are the API's right; the tests look at what the page makes of them.
        let told = log.as_array().unwrap().iter();
        let trouble: Vec<&Value> = told.filter(|entry| entry["source"] != "network").collect();
        assert!(trouble.is_empty(), "{trouble:#?}");
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        _ => true,
    }
}
