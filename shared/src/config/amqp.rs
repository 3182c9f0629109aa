//! How the services reach RabbitMQ.

use super::Environment;
use crate::job::RetryDelays;
use secrecy::SecretString;
use std::time::Duration;

/// RabbitMQ, its queues' names and the waits around it.
#[derive(Clone, Debug)]
pub struct AmqpConfig {
    /// `AMQP_URL`, required: `amqp://user:password@host:port/vhost`, or `amqps://`.
    pub url: SecretString,
    /// `OCOP_QUEUE_PREFIX`, default empty: put before the names of queues and exchanges, for several installations or
    /// tests on one broker.
    pub prefix: String,
    /// `OCOP_AMQP_CONNECT_SECONDS`, default 10: the longest wait for each step of the set-up (connect, open, declare).
    pub connect: Duration,
    /// `OCOP_AMQP_CONFIRM_SECONDS`, default 20: the longest wait for the confirms of one batch. The relay holds its
    /// transaction that long, unless the broker says that it is blocked.
    pub confirm: Duration,
    /// `OCOP_AMQP_PREFETCH`, default 200: jobs whose messages a consumer holds unacknowledged; two batches, so the next one
    /// is there when one is done.
    pub prefetch: u16,
    /// `OCOP_RETRY_MILLISECONDS`, default `10000,60000,600000`: the waits of the three retry queues, rising. Their names
    /// carry the wait, so a change makes new queues; the old ones still empty themselves.
    pub retry_delays: RetryDelays,
}

impl AmqpConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let prefix = environment.get("OCOP_QUEUE_PREFIX").unwrap_or_default();
        // AMQP names end at 255 bytes and our longest suffix is under 60.
        if prefix.len() > 100 {
            environment.problem("OCOP_QUEUE_PREFIX must have at most 100 bytes");
        }
        Self {
            url: environment.secret("AMQP_URL"),
            prefix,
            connect: environment.seconds("OCOP_AMQP_CONNECT_SECONDS", 10),
            confirm: environment.seconds("OCOP_AMQP_CONFIRM_SECONDS", 20),
            prefetch: environment.number("OCOP_AMQP_PREFETCH", 200, 1..=10_000),
            retry_delays: retry_delays(environment),
        }
    }

    /// The defaults for the broker at `url` with queues under `prefix`.
    #[must_use]
    pub fn at(url: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self {
            url: SecretString::from(url.into()),
            prefix: prefix.into(),
            connect: Duration::from_secs(10),
            confirm: Duration::from_secs(20),
            prefetch: 200,
            retry_delays: RetryDelays::default(),
        }
    }
}

/// `OCOP_RETRY_MILLISECONDS`; the worker of the standalone binary reads it without a broker.
pub fn retry_delays(environment: &mut Environment) -> RetryDelays {
    const NAME: &str = "OCOP_RETRY_MILLISECONDS";
    let Some(text) = environment.get(NAME) else {
        return RetryDelays::default();
    };
    let delays: Result<Vec<u64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match delays.as_deref() {
        Ok([first, second, third]) if *first >= 1 && first <= second && second <= third => {
            RetryDelays::new([*first, *second, *third].map(Duration::from_millis))
        }
        _ => {
            environment.problem(format!(
                "{NAME} must be three rising whole numbers, e.g. 10000,60000,600000"
            ));
            RetryDelays::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(delays: &str) -> Result<AmqpConfig, super::super::ConfigError> {
        let pairs = [
            ("AMQP_URL", "amqp://localhost"),
            ("OCOP_RETRY_MILLISECONDS", delays),
        ];
        let mut environment =
            Environment::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let config = AmqpConfig::read(&mut environment);
        environment.finish(config)
    }

    #[test]
    fn retry_delays_are_three_and_rise() {
        let config = read("5, 10,20").unwrap();
        assert_eq!(
            config.retry_delays,
            RetryDelays::new([5, 10, 20].map(Duration::from_millis))
        );
        for wrong in ["5,10", "20,10,5", "a,b,c", "0,1,2", "1,2,3,4"] {
            let error = read(wrong).unwrap_err();
            assert!(error.to_string().contains("OCOP_RETRY_MILLISECONDS"), "{error}");
        }
    }
}
