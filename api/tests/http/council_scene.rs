//! A province with a round, a council of three, and dossiers before it.

use crate::app::{App, KEY, SECRET, body, sign};
use crate::registration::{send, token_in};
use api::sign_in::identities::{NewIdentity, create_account};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use shared::domain::access::{Permission, Role, RoleAssignment, permission_list};
use test_support::council_sheets;
use uuid::Uuid;

/// A person who may sit in councils.
pub(crate) struct Person {
    pub(crate) account: Uuid,
    pub(crate) token: String,
}

pub(crate) struct Scene {
    pub(crate) app: App,
    /// Token of the office of province 25.
    pub(crate) office: String,
    pub(crate) round: String,
    pub(crate) council: String,
    /// Chair, vice-chair, member.
    pub(crate) people: Vec<Person>,
    /// Their ids in the council.
    pub(crate) members: Vec<String>,
    pub(crate) dossier: String,
}

pub(crate) async fn person(app: &App, name: &str) -> Person {
    let identity = NewIdentity {
        name: name.to_owned(),
        display_name: name.to_owned(),
        assignment: RoleAssignment::of_nation(Role::CouncilMember),
        permissions: None,
    };
    let account = create_account(&app.database.database(), &identity, &SECRET.into())
        .await
        .unwrap();
    let mut claims = app.claims();
    claims["sub"] = json!(account);
    claims["kind"] = json!("person");
    claims["role"] = json!("council_member");
    claims["scope"] = json!(permission_list(Role::CouncilMember.permissions()));
    let token = sign(&claims, &app.kid().await, KEY);
    Person { account, token }
}

/// A token that may do what `permissions` say, of somebody in `province`.
pub(crate) async fn office_with(app: &App, province: &str, permissions: &[Permission]) -> String {
    let mut claims = app.claims();
    claims["role"] = json!("province");
    claims["unit"] = json!(province);
    claims["scope"] = json!(permission_list(permissions));
    sign(&claims, &app.kid().await, KEY)
}

pub(crate) fn council_of(round: &str, people: &[&Person]) -> Value {
    let members = people.iter().zip(0..).map(|(person, index)| {
        let role = match index {
            0 => "chair",
            1 => "vice_chair",
            _ => "member",
        };
        json!({"account_id": person.account, "name": format!("Nguyễn Văn {index}"), "role": role,
            "position": "Phó Giám đốc", "organisation": "Sở Nông nghiệp và Môi trường"})
    });
    json!({"round_id": round, "name": "Hội đồng OCOP tỉnh Phú Thọ", "decision_number": "1205/QĐ-UBND",
        "decision_date": "2026-05-04", "mode": "meeting", "members": members.collect::<Vec<_>>()})
}

/// On 2026-06-01: a round, a council of three and one dossier before it, in its first turn.
pub(crate) async fn scene() -> Scene {
    let app = App::at("2026-06-01").await;
    let office = token_in(&app, Role::Province, "25").await;
    let people = vec![
        person(&app, "chair").await,
        person(&app, "vice").await,
        person(&app, "member").await,
    ];
    let round = created(
        &app,
        &office,
        "/api/v1/rounds",
        &json!({"level": "province", "year": 2026, "number": 1}),
    )
    .await;
    let seats: Vec<&Person> = people.iter().collect();
    let council = created(&app, &office, "/api/v1/councils", &council_of(&round, &seats)).await;
    let product = app.database.products(1).await.remove(0);
    let dossier = app
        .database
        .dossier(&product, "at_council", 1, "2026-05-25")
        .await;
    let list = format!("/api/v1/councils/{council}/members");
    let listed = body(crate::registration::get(&app, &office, &list).await, 200).await;
    let members = crate::registration::ids(&listed)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let scene = Scene {
        app,
        office,
        round,
        council,
        people,
        members,
        dossier,
    };
    assign(&scene, &scene.dossier).await;
    scene
}

/// The id of what a POST makes.
pub(crate) async fn created(app: &App, token: &str, path: &str, given: &Value) -> String {
    let made = body(send(app, Method::POST, token, path, given).await, 201).await;
    made["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn assign(scene: &Scene, dossier: &str) {
    let path = format!("/api/v1/councils/{}/dossiers", scene.council);
    let given = json!({"dossier_ids": [dossier]});
    body(
        send(&scene.app, Method::POST, &scene.office, &path, &given).await,
        200,
    )
    .await;
}

/// Answers of a full sheet for product set 1; another `seed`, other answers.
pub(crate) fn answers(seed: u64) -> Value {
    json!({"answers": council_sheets(1, 1, seed)[0]["answers"]})
}

impl Scene {
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/dossiers/{}{rest}", self.dossier)
    }

    pub(crate) async fn get(&self, token: &str, rest: &str) -> Response {
        crate::registration::get(&self.app, token, &self.path(rest)).await
    }

    /// A request with `If-Match`.
    pub(crate) async fn tagged(
        &self,
        method: Method,
        token: &str,
        rest: &str,
        tag: &str,
        given: &Value,
    ) -> Response {
        self.app
            .request(method, &self.path(rest))
            .bearer_auth(token)
            .header("If-Match", tag)
            .json(given)
            .send()
            .await
            .unwrap()
    }

    /// Writes a sheet and hands it in.
    pub(crate) async fn hand_in(&self, who: usize, given: &Value) {
        let token = &self.people[who].token;
        let mine = self.path("/score-sheets/mine");
        let written = send(&self.app, Method::PUT, token, &mine, given).await;
        let tag = written.headers()["etag"].to_str().unwrap().to_owned();
        body(written, 201).await;
        let rest = "/score-sheets/mine/handing-in";
        let handed_in = self.tagged(Method::POST, token, rest, &tag, &json!({})).await;
        assert!(!body(handed_in, 200).await["handed_in_at"].is_null());
    }

    /// `ETag` of the dossier.
    pub(crate) async fn tag(&self) -> String {
        let answer = self.get(&self.office, "").await;
        answer.headers()["etag"].to_str().unwrap().to_owned()
    }

    /// Closes the sheets.
    pub(crate) async fn close(&self) -> Response {
        let tag = self.tag().await;
        self.tagged(Method::POST, &self.office, "/evaluations", &tag, &json!({}))
            .await
    }
}
