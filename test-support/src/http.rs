//! An HTTP client that is somebody: it holds a token of the token endpoint.

use crate::contract::checked;
use reqwest::{Method, Response};
use reqwest_middleware::{ClientWithMiddleware, RequestBuilder};
use serde_json::Value;

/// A caller of the API at one address. Each exchange is held against the document, see [`checked`].
#[derive(Clone, Debug)]
pub struct HttpClient {
    base: String,
    client: ClientWithMiddleware,
    token: Option<String>,
}

impl HttpClient {
    /// A caller without a token; `base` is `http://host:port`.
    #[must_use]
    pub fn anonymous(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            client: checked(reqwest::Client::new()),
            token: None,
        }
    }

    /// A caller with a token that was had elsewhere.
    #[must_use]
    pub fn with_token(base: &str, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::anonymous(base)
        }
    }

    /// A caller with a token for client credentials.
    pub async fn with_credentials(base: &str, client_id: &str, client_secret: &str) -> Self {
        let mut caller = Self::anonymous(base);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", client_secret),
        ];
        let answer = caller
            .request(Method::POST, "/oauth2/token")
            .form(&form)
            .send()
            .await;
        let body = json(answer.expect("an answer of the token endpoint"), 200).await;
        caller.token = Some(body["access_token"].as_str().expect("an access token").to_owned());
        caller
    }

    /// The same caller at another address, such as a second process of the service.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            ..self.clone()
        }
    }

    /// The same caller whose exchanges nobody holds against the document, for measurements.
    #[must_use]
    pub fn unchecked(&self) -> Self {
        Self {
            client: reqwest::Client::new().into(),
            ..self.clone()
        }
    }

    /// The access token, for a client of another make.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// A request to `path` with the token, to be completed and sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// `GET path`, which must answer 200; its JSON.
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await;
        json(answer.unwrap_or_else(|error| panic!("GET {path}: {error}")), 200).await
    }

    /// The process's metrics in the Prometheus text format.
    pub async fn metrics(&self) -> String {
        let answer = self.request(Method::GET, "/metrics").send().await;
        answer.expect("an answer").text().await.expect("a text")
    }

    /// `POST path` with a JSON body, which must answer `status`; its JSON.
    pub async fn post(&self, path: &str, body: &Value, status: u16) -> Value {
        let answer = self.request(Method::POST, path).json(body).send().await;
        json(
            answer.unwrap_or_else(|error| panic!("POST {path}: {error}")),
            status,
        )
        .await
    }
}

async fn json(answer: Response, status: u16) -> Value {
    let (url, seen) = (answer.url().clone(), answer.status());
    let text = answer.text().await.expect("a body");
    assert_eq!(seen, status, "{url}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"))
}
