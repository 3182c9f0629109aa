//! Calls that several tests of producers and products make.

use crate::app::{App, SECRET, body};
use api::sign_in::identities::{NewIdentity, create_client};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::{Role, RoleAssignment};

/// A token of a new client of `role` in the current unit `unit`.
pub(crate) async fn token_in(app: &App, role: Role, unit: &str) -> String {
    let name = format!("{role}-{unit}");
    let assignment = match role {
        Role::National => RoleAssignment::of_nation(role),
        _ => assignment(role, unit),
    };
    let identity = NewIdentity {
        name: name.clone(),
        display_name: name.clone(),
        assignment,
        permissions: None,
    };
    create_client(&app.database.database(), &identity, &SECRET.into())
        .await
        .unwrap();
    app.token_of(&name).await
}

/// A token of a new client of the producer with the id `producer`.
pub(crate) async fn token_of_producer(app: &App, producer: &str) -> String {
    let name = format!("producer-{producer}");
    let identity = NewIdentity {
        name: name.clone(),
        display_name: name.clone(),
        assignment: RoleAssignment {
            producer: Some(producer.parse().unwrap()),
            ..RoleAssignment::of_nation(Role::Producer)
        },
        permissions: None,
    };
    create_client(&app.database.database(), &identity, &SECRET.into())
        .await
        .unwrap();
    app.token_of(&name).await
}

fn assignment(role: Role, unit: &str) -> RoleAssignment {
    RoleAssignment {
        unit: Some(unit.to_owned()),
        ..RoleAssignment::of_nation(role)
    }
}

pub(crate) async fn send(app: &App, method: Method, token: &str, path: &str, json: &Value) -> Response {
    app.request(method, path)
        .bearer_auth(token)
        .json(json)
        .send()
        .await
        .unwrap()
}

pub(crate) async fn get(app: &App, token: &str, path: &str) -> Response {
    app.request(Method::GET, path)
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
}

/// A cooperative in the current commune `commune`; its id.
pub(crate) async fn cooperative(app: &App, token: &str, name: &str, commune: &str) -> String {
    let given = json!({"name": name, "kind": "cooperative", "commune_code": commune});
    let made = body(
        send(app, Method::POST, token, "/api/v1/producers", &given).await,
        201,
    )
    .await;
    made["id"].as_str().unwrap().to_owned()
}

/// The ids of a list.
pub(crate) fn ids(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect()
}
