//! Everybody who takes part, signed in.

use api::sign_in::identities::{NewIdentity, create_account, create_client};
use serde_json::{Value, json};
use shared::domain::access::{Role, RoleAssignment};
use test_support::{HttpClient, TestDatabase};

const SECRET: &str = "a secret of the whole year";

/// A client of `role` for a unit or a producer.
pub(crate) async fn client(
    database: &TestDatabase,
    base: &str,
    role: Role,
    unit: Option<&str>,
    producer: Option<&str>,
) -> HttpClient {
    let name = format!("{role}-{}", unit.or(producer).unwrap_or("vn"));
    let assignment = RoleAssignment {
        role,
        unit: unit.map(str::to_owned),
        producer: producer.map(|id| id.parse().unwrap()),
    };
    let identity = identity(&name, assignment);
    create_client(&database.database(), &identity, &SECRET.into())
        .await
        .unwrap();
    HttpClient::with_credentials(base, &name, SECRET).await
}

/// Three persons for a council named `council`: who they are, as a council lists its members, and their callers.
pub(crate) async fn members(
    database: &TestDatabase,
    base: &str,
    council: &str,
) -> (Vec<Value>, Vec<HttpClient>) {
    let (mut listed, mut people) = (Vec::new(), Vec::new());
    for role in ["chair", "member", "expert"] {
        let name = format!("{council}-{role}");
        let identity = identity(&name, RoleAssignment::of_nation(Role::CouncilMember));
        let account = create_account(&database.database(), &identity, &SECRET.into())
            .await
            .unwrap();
        let signed_in = json!({"username": name, "password": SECRET});
        let session = HttpClient::anonymous(base)
            .post("/api/v1/sessions", &signed_in, 200)
            .await;
        people.push(HttpClient::with_token(
            base,
            session["access_token"].as_str().unwrap(),
        ));
        listed.push(json!({"account_id": account, "name": format!("Nguyễn Văn {role}"), "role": role}));
    }
    (listed, people)
}

fn identity(name: &str, assignment: RoleAssignment) -> NewIdentity {
    NewIdentity {
        name: name.to_owned(),
        display_name: name.to_owned(),
        assignment,
        permissions: None,
    }
}
