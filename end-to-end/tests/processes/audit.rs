//! What jobs change is in the audit log too, and the command finds the log whole or names where it is not.

use crate::support::{API, service, submit, succeeded};
use test_support::{Child, Service};

/// What `api audit verify` says, and whether it succeeds.
async fn verified(service: &Service) -> (bool, String) {
    let mut command = Child::start(API, &["audit", "verify"], &service.variables());
    let success = command.ended().await.success();
    let output = command
        .printed(|output| output.contains("position").then(|| output.to_owned()))
        .await;
    (success, output)
}

#[tokio::test]
async fn a_recognition_by_a_job_is_logged_and_a_cut_is_found_by_the_command() {
    let service = service().await;
    let api = service.api(&[]).await;
    let _worker = service.worker(&[]).await;
    let client = service.national(&api.base).await;
    let products = service.products(1).await;
    let mut seed = 0;
    // Some council gives three stars or more.
    loop {
        let id = submit(&client, &products[0], seed).await;
        if succeeded(&client, &id).await["result"]["stars"].as_u64() >= Some(3) {
            break;
        }
        seed += 1;
    }
    let entries = service
        .database
        .texts(
            "select actor || ' ' || act || ' ' || jsonb_array_length(after) from audit_log where subject_kind = 'recognitions'",
        )
        .await;
    assert_eq!(entries, ["worker:evaluation created 1"]);

    let (whole, said) = verified(&service).await;
    assert!(whole, "{said}");
    service
        .database
        .execute("alter table audit_log disable trigger user; delete from audit_log where position = 2")
        .await;
    let (whole, said) = verified(&service).await;
    assert!(!whole && said.contains("broken at position 2: missing"), "{said}");
}
