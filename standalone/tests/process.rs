//! The real binary as a child process: what it says, what it keeps, how it ends.

// The attribute tells clippy that helpers of tests are tests.
#[cfg(test)]
mod support;

use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use support::{Service, fails, get, shell};

#[test]
fn it_starts_serves_stops_on_ctrl_c_and_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let service = Service::start(&data);
    assert_eq!(get(service.address(), "/health/live").0, 200);
    assert_eq!(get(service.address(), "/health/ready").0, 200);
    assert_eq!(get(service.address(), "/docs/").0, 200);
    let credentials = fs::read(data.join("demo-credentials.json")).unwrap();
    let keys = get(service.address(), "/.well-known/jwks.json");
    assert_eq!(keys.0, 200);
    assert_eq!(service.stop("INT"), Some(0));

    let again = Service::start(&data);
    assert_eq!(fs::read(data.join("demo-credentials.json")).unwrap(), credentials);
    // The signing key lies in the database: the same key means the same database.
    assert_eq!(get(again.address(), "/.well-known/jwks.json"), keys);
    assert_eq!(again.stop("TERM"), Some(0));
}

#[test]
fn killed_without_warning_it_starts_again_with_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::start(folder.path());
    let keys = get(service.address(), "/.well-known/jwks.json");
    service.kill();
    let again = Service::start(folder.path());
    assert_eq!(get(again.address(), "/.well-known/jwks.json"), keys);
    assert_eq!(again.stop("INT"), Some(0));
}

#[test]
fn the_printed_commands_work_when_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path());
    let commands = service.commands();
    let [token, scoring, statistics] = commands.as_slice() else {
        panic!("three commands expected: {commands:?}");
    };
    let answer = shell(&format!("{token}\n{scoring}\n"));
    assert!(answer.contains(r#""stars":5"#), "{answer}");
    let answer = shell(&format!("{token}\n{statistics}\n"));
    assert!(answer.contains(r#""totals""#), "{answer}");
    assert_eq!(service.stop("INT"), Some(0));
}

#[test]
fn a_regime_of_the_criteria_folder_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let (data, criteria) = (folder.path().join("data"), folder.path().join("criteria"));
    fs::create_dir(&criteria).unwrap();
    let mut regime: Value = serde_json::from_str(include_str!("../../criteria/26-2026.json")).unwrap();
    let day = "2030-01-01";
    regime["id"] = json!("99-2030");
    regime["effective_from"] = json!(day);
    regime["recognition"][0]["from"] = json!(day);
    regime["transition"] = json!({
        "from_regime": "26-2026", "handed_in_before": day, "finish_by": {"first": day, "upgrade": day, "renewal": day},
    });
    fs::write(criteria.join("99-2030.json"), regime.to_string()).unwrap();
    let service = Service::start_with_criteria(&data, &criteria);
    let (token, address) = (&service.commands()[0], service.address());
    let listed = shell(&format!(
        "{token}\ncurl -s -H \"Authorization: Bearer $TOKEN\" http://{address}/api/v1/regimes"
    ));
    assert!(listed.contains(r#""99-2030""#), "{listed}");
    assert_eq!(service.stop("INT"), Some(0));
}

#[test]
fn a_folder_in_use_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path());
    let line = fails(folder.path(), "127.0.0.1:0");
    assert!(line.contains("is in use by process"), "{line}");
    assert_eq!(service.stop("INT"), Some(0));
}

#[test]
fn a_busy_port_is_one_clear_line_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let line = fails(&data, &other.local_addr().unwrap().to_string());
    assert!(
        line.contains("cannot listen on 127.0.0.1:") && line.contains("--bind"),
        "{line}"
    );
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    // Below a file nobody can make a folder, the superuser neither.
    let line = fails(&file.join("data"), "127.0.0.1:0");
    assert!(
        line.contains("cannot use") && line.contains("file/data") && line.contains("--data-dir"),
        "{line}"
    );
}

#[test]
fn a_damaged_folder_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Service::start(folder.path()).stop("INT"), Some(0));
    let cluster = folder.path().join("database/tmp/pglite/base");
    let control = cluster.join("global/pg_control");
    let whole = fs::read(&control).unwrap();
    let scrambled: Vec<u8> = whole.iter().map(|byte| byte ^ 0x5a).collect();
    let damages: [&dyn Fn(); 3] = [
        &|| fs::write(&control, &whole[..100]).unwrap(),
        &|| fs::write(&control, &scrambled).unwrap(),
        &|| fs::remove_file(&control).unwrap(),
    ];
    for damage in damages {
        damage();
        let line = fails(folder.path(), "127.0.0.1:0");
        assert!(
            line.contains("is damaged") && line.contains("--data-dir"),
            "{line}"
        );
    }
    // Brought back from the copy it works again: none of the failed starts has changed anything.
    fs::write(&control, whole).unwrap();
    assert_eq!(Service::start(folder.path()).stop("INT"), Some(0));

    fs::remove_dir_all(cluster.join("base")).unwrap();
    let line = fails(folder.path(), "127.0.0.1:0");
    assert!(line.contains("is damaged"), "{line}");
}
