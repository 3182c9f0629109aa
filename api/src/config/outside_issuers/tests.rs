use super::*;
use serde_json::{Value, json};
use shared::domain::access::Role;

fn good() -> Value {
    json!({
        "issuer": "https://sso.example.vn/realms/phu-tho",
        "audience": "ocop-api",
        "jwks_url": "https://sso.example.vn/certs",
        "algorithms": ["RS256", "EdDSA"],
        "claims": {"role": "/realm_access/roles", "unit": "/ocop~1unit"},
        "roles": {"can-bo-tinh": "province", "can-bo-xa": "commune"},
        "reach": {"province": "25"},
        "permissions": ["products:read"],
    })
}

fn with(changes: &Value) -> Value {
    let mut entry = good();
    for (name, value) in changes.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry
}

fn parsed(issuers: &Value) -> Result<Vec<OutsideIssuer>, Vec<String>> {
    parse(&json!({ "issuers": issuers }).to_string())
}

#[test]
fn a_good_entry_is_read() {
    let national =
        with(&json!({"issuer": "https://id.example.vn", "reach": "nation", "roles": {"a": "national"}}));
    let issuers = parsed(&json!([good(), national])).unwrap();
    assert_eq!(
        issuers[0].algorithms,
        [TokenAlgorithm::Rs256, TokenAlgorithm::EdDsa]
    );
    assert_eq!(issuers[0].reach, IssuerReach::Province("25".to_owned()));
    assert_eq!(issuers[0].roles["can-bo-xa"], Role::Commune);
    assert_eq!(issuers[1].reach, IssuerReach::Nation);
    assert!(parsed(&json!([])).unwrap().is_empty());
}

#[test]
fn every_problem_of_every_entry_is_told_at_once() {
    let bad = json!({
        "issuer": "",
        "audience": " ocop-api",
        "jwks_url": "http://sso.example.vn/certs",
        "algorithms": ["RS256", "HS256"],
        "claims": {"role": "realm_access.roles", "unit": "/a~2"},
        "roles": {"x": "emperor", "y": "national", "z": "auditor", "p": "producer"},
        "reach": {"province": "26"},
        "permissions": ["everything"],
    });
    let unknown = with(&json!({"secret": "x"}));
    let mut incomplete = good();
    incomplete.as_object_mut().unwrap().remove("reach");
    let found = parsed(&json!([bad, unknown, incomplete, good(), good()])).unwrap_err();
    let expected = [
        ("issuers[0].issuer: ", "must be a text"),
        ("issuers[0].audience: ", "must be a text"),
        ("issuers[0].jwks_url: ", "https"),
        ("issuers[0].algorithms: ", "HS256"),
        ("issuers[0].claims.role: ", "JSON pointer"),
        ("issuers[0].claims.unit: ", "JSON pointer"),
        ("issuers[0].roles.x: ", "emperor"),
        ("issuers[0].roles.y: ", "national reaches beyond one province"),
        ("issuers[0].roles.z: ", "auditor reaches beyond one province"),
        ("issuers[0].roles.p: ", "producer cannot be confined"),
        ("issuers[0].reach: ", "no province with the code 26"),
        ("issuers[0].permissions: ", "everything"),
        ("issuers[1]", "secret"),
        ("issuers[2]", "reach"),
        ("issuers[4].issuer: ", "twice"),
    ];
    for (place, rule) in expected {
        assert!(
            found
                .iter()
                .any(|problem| problem.starts_with(place) && problem.contains(rule)),
            "{place}{rule} is missing in {found:#?}"
        );
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn empty_lists_and_missing_paths_are_problems() {
    let empty = with(&json!({"algorithms": [], "roles": {}, "permissions": []}));
    assert_eq!(parsed(&json!([empty])).unwrap_err().len(), 3);
    let pathless = with(&json!({
        "claims": {"role": "/role"}, "reach": "nation",
        "roles": {"a": "province", "b": "commune", "c": "producer", "d": "statistics"},
    }));
    assert_eq!(parsed(&json!([pathless])).unwrap_err().len(), 3);
    // An issuer of one province speaks for it without a claim.
    let confined = with(&json!({"claims": {"role": "/role"}, "roles": {"a": "province"}}));
    parsed(&json!([confined])).unwrap();
}

#[test]
fn keys_come_encrypted_or_from_this_machine() {
    let taken = |url: &str| parsed(&json!([with(&json!({"jwks_url": url}))])).is_ok();
    for url in [
        "https://sso.example.vn/certs?a=b",
        "http://127.0.0.1:8081/certs",
        "http://[::1]/certs",
        "http://localhost/certs",
    ] {
        assert!(taken(url), "{url}");
    }
    for url in [
        "http://sso.example.vn/certs",
        "http://127.0.0.1.example.vn/",
        "http://localhost@example.vn/",
        "https://user:secret@example.vn/",
        "ftp://example.vn/",
        "/certs",
        "file:///certs",
        "",
    ] {
        assert!(!taken(url), "{url}");
    }
}

#[test]
fn the_file_is_read_with_the_other_variables() {
    let environment = |path: &str| Environment::from_pairs([(VARIABLE.to_owned(), path.to_owned())]);
    let path = std::env::temp_dir().join(format!("ocop-issuers-{}.json", uuid::Uuid::now_v7()));
    std::fs::write(&path, json!({"issuers": [good()]}).to_string()).unwrap();
    let name = path.to_str().unwrap();
    let mut fine = environment(name);
    assert_eq!(read(&mut fine, "http://ours").len(), 1);
    fine.finish(()).unwrap();
    let mut ours = environment(name);
    read(&mut ours, "https://sso.example.vn/realms/phu-tho");
    assert!(
        ours.finish(())
            .unwrap_err()
            .to_string()
            .contains("this service itself")
    );
    std::fs::remove_file(&path).unwrap();
}
