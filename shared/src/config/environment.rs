//! Reads environment variables and remembers every problem, so that an operator sees all of them at once.

use secrecy::SecretString;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

/// A reader of variables. Readers return a harmless value for a bad variable; [`Environment::finish`] tells.
#[derive(Debug)]
pub struct Environment {
    variables: HashMap<String, String>,
    problems: Vec<String>,
}

/// Everything that is wrong with the configuration, one line a problem.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has {} problem(s):\n  {}", .0.len(), .0.join("\n  "))]
pub struct ConfigError(pub Vec<String>);

impl Environment {
    /// The variables of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::from_pairs(std::env::vars())
    }

    /// Variables from pairs, for tests and for the standalone binary.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            variables: pairs.into_iter().collect(),
            problems: Vec::new(),
        }
    }

    /// A required secret; its value never appears in a problem.
    pub fn secret(&mut self, name: &str) -> SecretString {
        let value = self.required(name).unwrap_or_default();
        SecretString::from(value)
    }

    /// An optional secret.
    pub fn optional_secret(&mut self, name: &str) -> Option<SecretString> {
        self.get(name).map(SecretString::from)
    }

    /// A required text, recorded as a problem where it is missing or empty.
    pub fn required(&mut self, name: &str) -> Option<String> {
        let value = self.get(name);
        if value.is_none() {
            self.problems.push(format!("{name} is not set"));
        }
        value
    }

    /// An optional text; empty counts as not set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.variables
            .get(name)
            .filter(|value| !value.trim().is_empty())
            .cloned()
    }

    /// A value with a default, of any type that parses.
    pub fn parsed<T: FromStr>(&mut self, name: &str, default: T, expected: &str) -> T {
        match self.get(name).map(|text| text.trim().parse::<T>()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.problems.push(format!("{name} must be {expected}"));
                default
            }
        }
    }

    /// A whole number within bounds.
    pub fn number<T: FromStr + PartialOrd + Copy + std::fmt::Display>(
        &mut self,
        name: &str,
        default: T,
        bounds: RangeInclusive<T>,
    ) -> T {
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        let value = self.parsed(name, default, &expected);
        if bounds.contains(&value) {
            value
        } else {
            self.problems.push(format!("{name} must be {expected}"));
            default
        }
    }

    /// A wait in whole seconds, at least one.
    pub fn seconds(&mut self, name: &str, default: u64) -> Duration {
        Duration::from_secs(self.number(name, default, 1..=86_400))
    }

    /// A switch: `true` or `false`.
    pub fn switch(&mut self, name: &str, default: bool) -> bool {
        self.parsed(name, default, "true or false")
    }

    /// Records a problem found by the caller.
    pub fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// `value` where nothing was wrong, otherwise every problem.
    ///
    /// # Errors
    /// All recorded problems.
    pub fn finish<T>(self, value: T) -> Result<T, ConfigError> {
        if self.problems.is_empty() {
            Ok(value)
        } else {
            Err(ConfigError(self.problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_reported_together() {
        let mut environment = Environment::from_pairs([("SIZE".to_owned(), "many".to_owned())]);
        let size: u32 = environment.number("SIZE", 3, 1..=9);
        environment.secret("PASSWORD");
        let error = environment.finish(size).unwrap_err();
        assert_eq!(
            error.0,
            ["SIZE must be a whole number from 1 to 9", "PASSWORD is not set"]
        );
    }
}
