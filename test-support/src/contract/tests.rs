use super::document::Node;
use super::exchange::{Exchange, Side};
use super::violation::ViolationKind;
use super::{Contract, WORKSPACE};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// A document of one resource.
fn contract() -> Contract {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } });
    let problem = json!({
        "description": "a problem", "x-codes": ["not_found"],
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let shop = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Shop" } } });
    Contract::of(json!({
        "paths": {
            "/shops": { "post": {
                "parameters": [
                    { "name": "of", "in": "query", "required": true, "schema": { "type": "integer", "maximum": 5 } },
                    { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 3 } },
                ],
                "requestBody": { "required": true, "content": shop },
                "responses": {
                    "201": {
                        "description": "made", "content": shop,
                        "headers": { "Location": { "required": true, "schema": { "type": "string" } } },
                    },
                    "default": problem,
                },
            } },
            "/shops/{id}": { "get": { "parameters": [id], "responses": {
                "200": { "description": "it", "content": shop },
                "404": problem,
            } } },
            "/shops/latest": { "get": { "responses": { "204": { "description": "none" } } } },
        },
        "components": { "schemas": {
            "Problem": {
                "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } },
            },
            "Shop": { "allOf": [
                { "$ref": "#/components/schemas/Named" },
                { "type": "object", "required": ["open"], "properties": { "open": { "type": "boolean" } } },
            ] },
            "Named": {
                "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } },
                "additionalProperties": false,
            },
        } },
    }))
}

/// The schema of the first JSON in a request's or an answer's part of the document.
fn json_schema(contract: &Contract, part: Node) -> Node {
    let content = contract.document.resolved(part).member("content").unwrap();
    let (_, media_type) = content
        .members()
        .find(|(name, _)| name.ends_with("json"))
        .unwrap();
    media_type.member("schema").unwrap()
}

#[test]
fn the_examples_of_the_document_are_as_it_says() {
    let contract = Contract::get();
    let text = std::fs::read_to_string(format!("{WORKSPACE}/openapi/examples.json")).unwrap();
    let examples: Value = serde_json::from_str(&text).unwrap();
    let mut used = 0;
    for (id, name, operation) in contract.document.operations() {
        let Some(example) = examples.get(id).or_else(|| examples.get(&name)) else {
            continue;
        };
        used += 1;
        let status = example["status"].to_string();
        let request = operation.member("requestBody");
        let answer = operation.member("responses").and_then(|all| all.member(&status));
        for (side, part) in [("request", request), ("answer", answer)] {
            let Some(value) = example.get(side) else { continue };
            let part = part.unwrap_or_else(|| panic!("{name} has no {side}"));
            let schema = json_schema(contract, part);
            let found = contract
                .schemas
                .check(&schema, value, ViolationKind::AnswerBody, side);
            assert!(found.is_empty(), "{name}: {found:?}");
        }
    }
    assert_eq!(
        used,
        examples.as_object().unwrap().len(),
        "some example is of no operation"
    );
}

const ID: &str = "018f0000-0000-7000-8000-000000000000";

fn side(media_type: &str, body: Option<&Value>) -> Side {
    let mut headers = HeaderMap::new();
    if !media_type.is_empty() {
        headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
    }
    Side {
        headers,
        body: Some(body.map(|body| body.to_string().into_bytes()).unwrap_or_default()),
    }
}

fn exchange(method: Method, target: &str, status: u16, answer: Side) -> Exchange {
    let request = Client::new().request(method, format!("http://localhost{target}"));
    Exchange {
        status: StatusCode::from_u16(status).unwrap(),
        answer,
        ..Exchange::begin(&request.build().unwrap())
    }
}

/// A request that makes a shop, and its answer: both as documented.
fn making() -> Exchange {
    let shop = json!({ "name": "An", "open": true });
    let mut exchange = exchange(
        Method::POST,
        "/shops?of=3",
        201,
        side("application/json; charset=utf-8", Some(&shop)),
    );
    exchange.sent = side("application/json", Some(&shop));
    let location = HeaderValue::from_static("/shops/1");
    exchange.answer.headers.insert("location", location);
    exchange
}

fn found(exchange: &Exchange) -> Vec<String> {
    let violations = contract().violations(exchange);
    violations.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_one(exchange: &Exchange, wanted: &str) {
    let found = found(exchange);
    assert!(
        matches!(&found[..], [one] if one.contains(wanted)),
        "{wanted}: {found:?}"
    );
}

#[test]
fn what_is_documented_is_no_violation() {
    assert_eq!(found(&making()), [""; 0]);
    let shop = json!({ "name": "An", "open": false });
    let one = exchange(
        Method::GET,
        &format!("/shops/{ID}"),
        200,
        side("application/json", Some(&shop)),
    );
    assert_eq!(found(&one), [""; 0]);
    let head = exchange(Method::HEAD, &format!("/shops/{ID}"), 200, side("", None));
    assert_eq!(found(&head), [""; 0]);
    // Literal segments win over parameters: `latest` is no id.
    assert_eq!(
        found(&exchange(Method::GET, "/shops/latest", 204, side("", None))),
        [""; 0]
    );
}

#[test]
fn statuses_media_types_and_bodies_must_be_documented() {
    let path = format!("/shops/{ID}");
    let answer = |status, side| exchange(Method::GET, &path, status, side);
    assert_one(
        &answer(410, side("", None)),
        "answer status: 410 is not documented",
    );
    assert_one(
        &answer(200, side("text/html", None)),
        "text/html is not documented",
    );
    assert_one(&answer(200, side("", None)), "answer media type: it is missing");
    let more = side(
        "application/json",
        Some(&json!({ "name": "An", "open": true, "closed": false })),
    );
    assert_one(
        &answer(200, more),
        "answer body: Unevaluated properties are not allowed ('closed' was unexpected)",
    );
    let wrong = side("application/json", Some(&json!({ "name": 1, "open": true })));
    let told = found(&answer(200, wrong));
    let rule = "answer body /name: 1 is not of type \"string\" (rule #/components/schemas/Named.part/properties/name/type)";
    assert!(told.iter().any(|one| one == rule), "{told:?}");
    let full = exchange(
        Method::GET,
        "/shops/latest",
        204,
        side("application/json", Some(&json!({}))),
    );
    assert_one(&full, "a body is not documented for 204");
}

#[test]
fn a_problem_has_a_documented_code() {
    let path = format!("/shops/{ID}");
    let answer = |code: &str| {
        let problem = json!({ "code": code });
        exchange(
            Method::GET,
            &path,
            404,
            side("application/problem+json", Some(&problem)),
        )
    };
    assert_eq!(found(&answer("not_found")), [""; 0]);
    assert_one(&answer("gone"), "\"gone\" is not one of 404's codes");
}

#[test]
fn headers_are_documented_and_the_required_ones_are_there() {
    let mut without = making();
    without.answer.headers.remove("location");
    assert_one(&without, "answer header Location: it is required and missing");
    let mut with = making();
    with.answer
        .headers
        .insert("etag", HeaderValue::from_static("\"1\""));
    assert_one(&with, "answer header etag: it is not documented for 201");
    let mut heeded = making();
    heeded
        .sent
        .headers
        .insert("if-match", HeaderValue::from_static("\"1\""));
    assert_one(&heeded, "request header if-match: it is not documented");
}

#[test]
fn an_accepted_request_could_have_been_written_after_the_document() {
    let with_query = |query: &str| {
        let making = making();
        let url = exchange(Method::POST, &format!("/shops?{query}"), 201, side("", None));
        Exchange {
            query: url.query,
            ..making
        }
    };
    assert_one(&with_query("of=6"), "query parameter of: 6 is greater than");
    assert_one(&with_query("of=a"), "query parameter of: \"a\" is not of type");
    assert_one(
        &with_query("of=1&by=x"),
        "query parameter by: it is not documented",
    );
    assert_one(&with_query(""), "query parameter of: it is required and missing");
    let mut key = making();
    let name = HeaderName::from_static("idempotency-key");
    key.sent.headers.insert(name, HeaderValue::from_static("long"));
    assert_one(
        &key,
        "request header Idempotency-Key: \"long\" is longer than 3 characters",
    );
    let mut body = making();
    body.sent = side("application/json", Some(&json!({ "name": "An" })));
    assert_one(&body, "request body: \"open\" is a required property");
    body.sent = side("text/plain", Some(&json!("An")));
    assert_one(&body, "\"text/plain\" is not documented");
    body.sent = side("", None);
    assert_one(&body, "request body: it is required and missing");
    let id = exchange(
        Method::GET,
        "/shops/7",
        200,
        side("application/json", Some(&json!({ "name": "An", "open": true }))),
    );
    assert_one(&id, "path parameter id: \"7\" is not a \"uuid\"");
}

#[test]
fn what_was_refused_may_have_been_wrong() {
    let problem = json!({ "code": "not_found" });
    let refused = exchange(
        Method::GET,
        "/shops/7?by=x",
        404,
        side("application/problem+json", Some(&problem)),
    );
    assert_eq!(found(&refused), [""; 0]);
    assert_eq!(
        found(&exchange(Method::GET, "/nowhere", 404, side("", None))),
        [""; 0]
    );
    assert_one(
        &exchange(Method::DELETE, "/shops", 204, side("", None)),
        "it is not documented: and was not refused",
    );
}
