use super::super::example::test_rules;
use super::*;
use serde_json::json;

/// The good claims of a province's officer with `changes`.
fn mapped(rules: &OutsideIssuer, changes: &Value) -> Result<Principal, &'static str> {
    let mut claims =
        json!({"sub": "f:1:lan", "realm": {"roles": ["offline_access", "can-bo-tinh"]}, "unit": "25"});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    principal(rules, &claims)
}

fn role(word: &str) -> Value {
    json!({ "roles": [word] })
}

#[test]
fn a_good_token_becomes_an_outside_caller_of_its_unit() {
    let rules = test_rules();
    let officer = mapped(&rules, &json!({})).unwrap();
    assert_eq!(officer.scope, Scope::Province("25".to_owned()));
    assert_eq!(
        (officer.role, officer.kind),
        (Role::Province, PrincipalKind::Outside)
    );
    // `jobs:admin` is granted by the issuer but not within the role.
    assert_eq!(
        officer.permissions,
        [Permission::ProductsRead, Permission::StatisticsRead]
    );
    let commune = mapped(&rules, &json!({"realm": role("can-bo-xa"), "unit": "08782"})).unwrap();
    assert_eq!(commune.scope, Scope::Commune("08782".to_owned()));
    // A text instead of a list, and no unit: the issuer speaks for one province.
    let text = mapped(&rules, &json!({"realm": {"roles": "can-bo-tinh"}, "unit": null})).unwrap();
    assert_eq!(text.scope, officer.scope);
    let statistics = mapped(&rules, &json!({"realm": role("thong-ke"), "unit": null})).unwrap();
    assert_eq!(statistics.scope, officer.scope);
}

#[test]
fn what_the_rules_do_not_say_is_refused() {
    let rules = test_rules();
    for changes in [
        json!({"sub": ""}),
        json!({"sub": "x".repeat(256)}),
        json!({"realm": role("national")}),
        json!({"realm": role("province")}),
        json!({"realm": {"roles": ["can-bo-tinh", "can-bo-xa"]}}),
        json!({"realm": {"roles": 1}}),
        json!({"realm": null}),
        json!({"unit": "01"}),
        json!({"unit": "26"}),
        json!({"unit": 25}),
        json!({"realm": role("can-bo-xa")}),
        json!({"realm": role("can-bo-xa"), "unit": null}),
        // Of Hà Nội.
        json!({"realm": role("can-bo-xa"), "unit": "00004"}),
    ] {
        assert!(mapped(&rules, &changes).is_err(), "{changes}");
    }
}

#[test]
fn one_province_stays_one_province_whatever_the_table_says() {
    // Such a table is refused when it is read; here it is the second lock.
    let mut rules = test_rules();
    rules.claims.producer = Some("/producer".to_owned());
    for (word, role) in [
        ("toan-quoc", Role::National),
        ("kiem-toan", Role::Auditor),
        ("chu-the", Role::Producer),
    ] {
        rules.roles.insert(word.to_owned(), role);
    }
    let producer = Uuid::from_u128(7).to_string();
    for word in ["toan-quoc", "kiem-toan", "chu-the"] {
        assert!(
            mapped(&rules, &json!({"realm": role(word), "producer": producer})).is_err(),
            "{word}"
        );
    }
    rules.reach = IssuerReach::Nation;
    let scope = |word: &str| {
        mapped(&rules, &json!({"realm": role(word), "producer": producer}))
            .unwrap()
            .scope
    };
    assert_eq!(scope("toan-quoc"), Scope::Nation);
    assert_eq!(scope("chu-the"), Scope::Producer(Uuid::from_u128(7)));
}

#[test]
fn a_token_may_ask_for_less_but_not_for_more() {
    let mut rules = test_rules();
    rules.claims.permissions = Some("/scope".to_owned());
    let granted = |scope: &Value| mapped(&rules, &json!({ "scope": scope })).unwrap().permissions;
    let expected = [Permission::StatisticsRead];
    assert_eq!(
        granted(&json!("openid statistics:read jobs:admin producers:write")),
        expected
    );
    assert_eq!(granted(&json!(["statistics:read"])), expected);
    assert!(granted(&json!(null)).is_empty());
}

#[test]
fn ids_are_stable_and_of_nobody_else() {
    let one = id("https://a.example", "lan");
    assert_eq!(one, id("https://a.example", "lan"));
    assert_eq!(one.get_version_num(), 8);
    assert_eq!(Uuid::now_v7().get_version_num(), 7);
    let others = [
        id("https://b.example", "lan"),
        id("https://a.example", "mai"),
        id("https://a.examplel", "an"),
    ];
    assert!(!others.contains(&one));
}
