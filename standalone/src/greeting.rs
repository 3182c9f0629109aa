//! What a person sees after the start: where the service is, who may sign in, and three commands to paste.

use crate::credentials::Credentials;
use shared::domain::criteria::Regimes;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

/// The regime and the product set of the example: fresh vegetables and fruit under today's decision.
const REGIME: &str = "26-2026";
const PRODUCT_SET: u32 = 1;

/// The text for a service that listens on `address`.
pub(crate) fn text(
    address: SocketAddr,
    file: &Path,
    credentials: &Credentials,
    regimes: &Regimes,
) -> Result<String, std::fmt::Error> {
    let base = format!("http://{}", reachable(address));
    let mut text = String::new();
    writeln!(text, "OCOP evaluation service: {base}")?;
    writeln!(text, "Dashboard:               {base}/dashboard")?;
    writeln!(text, "API documentation:       {base}/docs")?;
    writeln!(
        text,
        "Demo credentials:        {} (client {}, user {})",
        file.display(),
        credentials.client_id,
        credentials.username
    )?;
    writeln!(
        text,
        "\nTry it: a token, the stars of a score sheet, the statistics.\n"
    )?;
    writeln!(
        text,
        r#"TOKEN=$(curl -s -u '{}:{}' -d grant_type=client_credentials {base}/oauth2/token | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')"#,
        credentials.client_id,
        credentials.shown_secret()
    )?;
    writeln!(
        text,
        r#"curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{}' {base}/api/v1/scorings"#,
        scoring(regimes)
    )?;
    writeln!(
        text,
        r#"curl -s -H "Authorization: Bearer $TOKEN" '{base}/api/v1/statistics/products?by=stars'"#
    )?;
    writeln!(text, "\nCtrl-C stops the service; the data stay in the folder.")?;
    Ok(text)
}

/// One sheet with the best option of each criterion, so that it can be played with.
fn scoring(regimes: &Regimes) -> serde_json::Value {
    let leaves = regimes
        .get(REGIME)
        .and_then(|regime| regime.product_set(PRODUCT_SET))
        .and_then(|set| set.sheet())
        .map_or(&[][..], |sheet| sheet.leaves());
    let answers: serde_json::Map<_, _> = leaves
        .iter()
        .filter_map(|leaf| {
            // Position 0 stands for no choice, so that the position is the option's number.
            let best = leaf
                .points
                .iter()
                .enumerate()
                .max_by_key(|(_, points)| **points)?;
            Some((leaf.code.clone(), best.0.into()))
        })
        .collect();
    serde_json::json!({
        "regime": REGIME,
        "product_set": PRODUCT_SET,
        "sheets": [{"assessor": "m1", "chair": true, "answers": answers}],
    })
}

/// Listening on every address is no address to go to: from this machine it is the loopback one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::language::Language;
    use shared::domain::scoring::{ScoringRequest, score, validate};

    #[test]
    fn the_example_is_a_valid_scoring() {
        let regimes = Regimes::embedded().unwrap();
        let value = scoring(&regimes);
        assert!(value["sheets"][0]["answers"].as_object().unwrap().len() > 10);
        assert!(
            !value.to_string().contains('\''),
            "it stands between single quotes"
        );
        let request: ScoringRequest = serde_json::from_value(value).unwrap();
        let checked = validate(&regimes, &request).unwrap();
        let result = score(&checked, Language::Vi);
        assert_eq!(result.stars, Some(5));
    }

    #[test]
    fn every_address_becomes_this_machine() {
        assert_eq!(
            reachable("0.0.0.0:81".parse().unwrap()).to_string(),
            "127.0.0.1:81"
        );
        assert_eq!(reachable("[::]:81".parse().unwrap()).to_string(), "[::1]:81");
        assert_eq!(
            reachable("10.0.0.1:81".parse().unwrap()).to_string(),
            "10.0.0.1:81"
        );
    }
}
