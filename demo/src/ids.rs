//! Ids that are the same on every start, in the form of all others (UUIDv7).

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The id of the thing called `name`, as if made at `moment`: its random part is the name's SHA-256.
pub(super) fn id(moment: DateTime<Utc>, name: &str) -> Uuid {
    let digest = Sha256::digest(name);
    let mut random = [0; 10];
    random.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    let milliseconds = u64::try_from(moment.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_id_of_version_7() {
        let moment = "2021-02-17T00:00:00Z".parse().unwrap();
        let one = id(moment, "vinh-phuc/2020/1");
        assert_eq!(one, id(moment, "vinh-phuc/2020/1"));
        assert_ne!(one, id(moment, "vinh-phuc/2020/2"));
        assert_eq!(one.get_version_num(), 7);
    }
}
