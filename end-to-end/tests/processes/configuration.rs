//! A bad configuration: every problem in one go, and an exit that tells.

use crate::support::{API, WORKER};
use test_support::Child;

#[tokio::test]
async fn all_problems_are_told_together_and_nothing_starts() {
    let wrong = [
        ("OCOP_BIND", "somewhere".to_owned()),
        ("OCOP_DATABASE_POOL_SIZE", "0".to_owned()),
        ("OCOP_RETRY_MILLISECONDS", "3,2,1".to_owned()),
        ("OCOP_LOG_FORMAT", "xml".to_owned()),
    ];
    for binary in [API, WORKER] {
        let mut child = Child::start(binary, &[], &wrong);
        let status = child.ended().await;
        let named = wrong
            .iter()
            .map(|(name, _)| *name)
            .chain(["DATABASE_URL", "AMQP_URL"]);
        for name in named {
            let output = child
                .printed(|output| output.contains(name).then(|| output.to_owned()))
                .await;
            assert!(!output.contains("panicked"), "{output}");
        }
        assert!(!status.success());
        assert!(status.code().is_some(), "an exit, not a signal");
    }
}
