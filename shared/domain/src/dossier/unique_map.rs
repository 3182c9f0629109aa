//! Objects in JSON whose members must differ: a second answer to a criterion is refused, not taken for the first.

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// For `#[serde(deserialize_with)]`.
pub(super) fn unique_map<'de, D: Deserializer<'de>, V: Deserialize<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    struct Members<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for Members<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut members = BTreeMap::new();
            while let Some((name, value)) = map.next_entry::<String, V>()? {
                if members.contains_key(&name) {
                    return Err(M::Error::custom(format_args!("`{name}` is there twice")));
                }
                members.insert(name, value);
            }
            Ok(members)
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}
