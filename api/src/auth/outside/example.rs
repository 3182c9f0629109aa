//! An issuer for tests.

use crate::config::outside_issuers::{OutsideIssuer, parse};

/// An issuer of Phú Thọ as the tests of this folder know it.
pub(super) fn test_rules() -> OutsideIssuer {
    let text = serde_json::json!({"issuers": [{
        "issuer": "https://sso.example.vn", "audience": "ocop-api", "jwks_url": "https://sso.example.vn/certs",
        "algorithms": ["EdDSA"], "claims": {"role": "/realm/roles", "unit": "/unit"},
        "roles": {"can-bo-tinh": "province", "can-bo-xa": "commune", "thong-ke": "statistics"},
        "reach": {"province": "25"}, "permissions": ["products:read", "statistics:read", "jobs:admin"],
    }]});
    parse(&text.to_string()).unwrap().remove(0)
}
