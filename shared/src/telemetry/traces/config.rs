//! What the standard variables of OpenTelemetry say.

use crate::config::Environment;
use opentelemetry_http::Request;
use opentelemetry_sdk::trace::Sampler;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

/// Where traces go and which; there is none where no endpoint is set.
#[derive(Clone, Debug)]
pub struct TracesConfig {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`, none by default: base address of a collector, without `/v1/traces`.
    pub endpoint: String,
    /// `OTEL_EXPORTER_OTLP_HEADERS`, none by default: `name=value,…`, values percent-encoded; they may hold a token.
    pub headers: Vec<(String, SecretString)>,
    /// `OTEL_SERVICE_NAME`, default `ocop-api` or `ocop-worker`: what the collector calls this process.
    pub service_name: String,
    /// `OTEL_TRACES_SAMPLER`, default `parentbased_always_on`, with `OTEL_TRACES_SAMPLER_ARG`: which new traces are
    /// recorded. A trace that comes with a request or a job was decided on by whoever began it.
    pub sampler: Sampler,
}

impl TracesConfig {
    /// Reads the variables above; problems are collected in `environment`. They are looked at without an endpoint, too.
    pub fn read(environment: &mut Environment, service_name: &str) -> Option<Self> {
        let headers = headers(environment);
        let sampler = sampler(environment);
        let endpoint = endpoint(environment)?;
        Some(Self {
            endpoint,
            headers,
            service_name: environment
                .get("OTEL_SERVICE_NAME")
                .unwrap_or_else(|| service_name.to_owned()),
            sampler: Sampler::ParentBased(Box::new(sampler)),
        })
    }
}

fn endpoint(environment: &mut Environment) -> Option<String> {
    let text = environment.get("OTEL_EXPORTER_OTLP_ENDPOINT")?;
    let base = text.trim().trim_end_matches('/');
    let address = Request::get(base)
        .body(())
        .map(|request| request.into_parts().0.uri);
    let usable = address.is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some() && uri.query().is_none()
    });
    if usable {
        return Some(base.to_owned());
    }
    environment.problem(
        "OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://collector:4318 (OTLP over HTTP, without /v1/traces)",
    );
    None
}

/// The headers; a problem never shows a value.
fn headers(environment: &mut Environment) -> Vec<(String, SecretString)> {
    let text = environment.get("OTEL_EXPORTER_OTLP_HEADERS").unwrap_or_default();
    let pairs = text.split(',').filter(|pair| !pair.trim().is_empty());
    let parsed: Option<Vec<_>> = pairs.map(header).collect();
    parsed.unwrap_or_else(|| {
        environment
            .problem("OTEL_EXPORTER_OTLP_HEADERS must be name=value,name=value with percent-encoded values");
        Vec::new()
    })
}

fn header(pair: &str) -> Option<(String, SecretString)> {
    let (name, value) = pair.split_once('=')?;
    let (name, value) = (name.trim(), percent_decode_str(value.trim()).decode_utf8().ok()?);
    Request::get("/").header(name, value.as_ref()).body(()).ok()?;
    Some((name.to_owned(), SecretString::from(value.into_owned())))
}

/// How new traces are chosen.
fn sampler(environment: &mut Environment) -> Sampler {
    let name = environment.get("OTEL_TRACES_SAMPLER");
    let ratio: f64 = environment.parsed("OTEL_TRACES_SAMPLER_ARG", 1.0, RATIO);
    if !(0.0..=1.0).contains(&ratio) {
        environment.problem(format!("OTEL_TRACES_SAMPLER_ARG must be {RATIO}"));
    }
    match name.as_deref().map(str::trim) {
        None | Some("parentbased_always_on") => Sampler::AlwaysOn,
        Some("parentbased_always_off") => Sampler::AlwaysOff,
        Some("parentbased_traceidratio") => Sampler::TraceIdRatioBased(ratio),
        Some(_) => {
            environment.problem(
                "OTEL_TRACES_SAMPLER must be parentbased_always_on, parentbased_always_off or parentbased_traceidratio",
            );
            Sampler::AlwaysOff
        }
    }
}

/// What the ratio may be.
const RATIO: &str = "a share from 0 to 1, such as 0.05";

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(pairs: &[(&str, &str)]) -> Result<Option<TracesConfig>, Vec<String>> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut environment = Environment::from_pairs(pairs);
        let config = TracesConfig::read(&mut environment, "ocop-test");
        environment.finish(config).map_err(|error| error.0)
    }

    #[test]
    fn without_an_endpoint_nothing_is_exported() {
        assert!(read(&[("OTEL_SERVICE_NAME", "x")]).unwrap().is_none());
    }

    #[test]
    fn everything_is_read() {
        let config = read(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Bearer%20abc, x-tenant=ocop",
            ),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.25"),
        ])
        .unwrap()
        .unwrap();
        assert_eq!(config.endpoint, "http://collector:4318");
        assert_eq!(config.service_name, "ocop-test");
        let headers: Vec<_> = config
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose_secret()))
            .collect();
        assert_eq!(headers, [("authorization", "Bearer abc"), ("x-tenant", "ocop")]);
        assert_eq!(
            format!("{:?}", config.sampler),
            "ParentBased(TraceIdRatioBased(0.25))"
        );
        assert!(!format!("{config:?}").contains("Bearer"), "{config:?}");
    }

    #[test]
    fn problems_name_the_variable_and_no_secret() {
        for (name, value) in [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "secret"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=secret%0a"),
            ("OTEL_TRACES_SAMPLER", "always"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5"),
            ("OTEL_TRACES_SAMPLER_ARG", "NaN"),
            ("OTEL_TRACES_SAMPLER_ARG", "half"),
        ] {
            let problems = read(&[(name, value)]).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems:?}");
            let problem = problems.concat();
            assert!(
                problem.starts_with(name) && !problem.contains("secret"),
                "{problem}"
            );
        }
    }
}
