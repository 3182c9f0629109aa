//! Who publishes open data, and under which terms.

use shared::config::Environment;

/// What the catalogue of open data says beside the data.
#[derive(Clone, Debug)]
pub struct OpenDataConfig {
    /// `OCOP_OPEN_DATA_PUBLISHER`, default `Chương trình Mỗi xã một sản phẩm (OCOP)`: the agency that publishes.
    pub publisher: String,
    /// `OCOP_OPEN_DATA_LICENCE`, default `https://creativecommons.org/licenses/by/4.0/`: address of the licence.
    pub licence: String,
    /// `OCOP_OPEN_DATA_CONTACT`, none by default: e-mail address for questions.
    pub contact: Option<String>,
}

impl Default for OpenDataConfig {
    fn default() -> Self {
        Self {
            publisher: "Chương trình Mỗi xã một sản phẩm (OCOP)".to_owned(),
            licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
            contact: None,
        }
    }
}

impl OpenDataConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let default = Self::default();
        let publisher = environment.get("OCOP_OPEN_DATA_PUBLISHER");
        let licence = environment
            .get("OCOP_OPEN_DATA_LICENCE")
            .unwrap_or(default.licence);
        if !licence.starts_with("http://") && !licence.starts_with("https://") {
            environment.problem("OCOP_OPEN_DATA_LICENCE must begin with http:// or https://");
        }
        let contact = environment.get("OCOP_OPEN_DATA_CONTACT");
        if contact.as_ref().is_some_and(|contact| !contact.contains('@')) {
            environment.problem("OCOP_OPEN_DATA_CONTACT must be an e-mail address");
        }
        Self {
            publisher: publisher.unwrap_or(default.publisher),
            licence,
            contact,
        }
    }
}
