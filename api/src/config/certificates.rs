//! How certificates are numbered and where they can be looked up.

use shared::config::Environment;
use shared::domain::certificate::NumberPattern;

/// What is printed on certificates beside what was decided.
#[derive(Clone, Debug)]
pub struct CertificatesConfig {
    /// `OCOP_PUBLIC_URL`, default `OCOP_ISSUER`: address under which the public reaches this service, without a slash at its
    /// end; the codes on certificates lead there, so it has to last as long as they do.
    pub public_url: String,
    /// `OCOP_CERTIFICATE_NUMBER`, default `{serial:04}/{year}/OCOP-{province}`: numbers of the provinces' certificates.
    pub province_number: NumberPattern,
    /// `OCOP_CERTIFICATE_NUMBER_MINISTRY`, default `{serial:04}/{year}/OCOP-TW`: numbers of the ministry's.
    pub ministry_number: NumberPattern,
}

impl CertificatesConfig {
    /// The defaults for a service at `public_url`.
    #[must_use]
    pub fn at(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            province_number: NumberPattern::of_provinces(),
            ministry_number: NumberPattern::of_the_ministry(),
        }
    }

    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment, issuer: &str) -> Self {
        let url = environment
            .get("OCOP_PUBLIC_URL")
            .unwrap_or_else(|| issuer.to_owned());
        let Self {
            public_url,
            province_number,
            ministry_number,
        } = Self::at(url.trim());
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            environment.problem("OCOP_PUBLIC_URL must begin with http:// or https://");
        }
        const EXPECTED: &str = "a pattern with {serial} (or {serial:04}) and {year}";
        let province_number = environment.parsed("OCOP_CERTIFICATE_NUMBER", province_number, EXPECTED);
        let ministry_number =
            environment.parsed("OCOP_CERTIFICATE_NUMBER_MINISTRY", ministry_number, EXPECTED);
        if !province_number.names_province() {
            environment
                .problem("OCOP_CERTIFICATE_NUMBER must name {province}: two provinces would share numbers");
        }
        if ministry_number.names_province() {
            environment.problem("OCOP_CERTIFICATE_NUMBER_MINISTRY must not name {province}");
        }
        Self {
            public_url,
            province_number,
            ministry_number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<CertificatesConfig, String> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut environment = Environment::from_pairs(pairs);
        let config = CertificatesConfig::read(&mut environment, "https://sso.example.vn/");
        environment.finish(config).map_err(|error| error.to_string())
    }

    #[test]
    fn patterns_are_checked_at_the_start() {
        assert_eq!(read(&[]).unwrap().public_url, "https://sso.example.vn");
        for (name, value) in [
            ("OCOP_PUBLIC_URL", "ocop.example.vn"),
            ("OCOP_CERTIFICATE_NUMBER", "{serial}/{year}"),
            ("OCOP_CERTIFICATE_NUMBER", "{serial}/{province}"),
            ("OCOP_CERTIFICATE_NUMBER_MINISTRY", "{serial}/{year}/{province}"),
        ] {
            let refused = read(&[(name, value)]).unwrap_err();
            assert!(refused.contains(name), "{refused}");
        }
    }
}
