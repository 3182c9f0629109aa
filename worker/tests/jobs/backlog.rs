//! What waits, as the gauges see it.

use crate::scene::Scene;
use shared::database::backlog::{self, Backlog};

#[tokio::test(flavor = "multi_thread")]
async fn each_state_and_the_outbox_are_counted_with_their_oldest_age() {
    let scene = Scene::new().await;
    let mut connection = scene.database.database().connection().await.unwrap();
    let empty = backlog::count(&mut connection).await.unwrap();
    let none = Backlog {
        outbox: 0,
        outbox_age: 0,
        queued: 0,
        running: 0,
        failed: 0,
        discarded: 0,
        unfinished_age: 0,
    };
    assert_eq!(empty, none);

    let ids = scene.submit(6).await;
    let [failed, discarded, running] = [ids[0], ids[1], ids[2]];
    scene
        .database
        .execute(&format!(
            "update jobs set status = 'failed' where id in ('{failed}', '{discarded}');
             update jobs set discarded_at = now(), discard_reason = 'a test' where id = '{discarded}';
             update jobs set status = 'running', queued_at = now() - interval '1 hour' where id = '{running}';
             update outbox set created_at = now() - interval '1 day' where message like '%{failed}%'"
        ))
        .await;
    let seen = backlog::count(&mut connection).await.unwrap();
    let counts = (
        seen.outbox,
        seen.queued,
        seen.running,
        seen.failed,
        seen.discarded,
    );
    assert_eq!(counts, (6, 3, 1, 1, 1));
    // Whatever the clocks of this machine and the database's differ by, it is no minute.
    let (day, hour) = (86_400..86_460, 3_600..3_660);
    assert!(
        day.contains(&seen.outbox_age) && hour.contains(&seen.unfinished_age),
        "{seen:?}"
    );
}
