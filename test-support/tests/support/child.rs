use test_support::Child;

#[tokio::test]
async fn a_child_sees_only_its_variables_and_its_output_is_kept() {
    let mut child = Child::start(
        "/bin/sh",
        &["-c", "echo port $PORT; sleep 600"],
        &[("PORT", "81".to_owned())],
    );
    let port = child
        .printed(|output| {
            output
                .lines()
                .find_map(|line| line.strip_prefix("port ").map(str::to_owned))
        })
        .await;
    assert_eq!(port, "81");
    assert_eq!(child.terminate().await.code(), None);
}
