//! The code printed on a certificate (mã tra cứu): what a buyer types or scans.

use std::fmt;
use std::str::FromStr;

/// Crockford's alphabet: no I, L, O or U, which are read as other letters.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 15 by chance (75 bits, nobody finds one by trying) and one that checks the others.
pub const LETTERS: usize = 16;
const GROUP: usize = 4;

/// A printed code, e.g. `7K3M-9QXT-2WHB-5CDE`, kept without its hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedCode(String);

/// Text that is no printed code: a wrong letter, a missing one, or a slip of the pen that the check letter shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no printed code")]
pub struct NoPrintedCode;

impl PrintedCode {
    /// The code made of `chance`: five bits a letter.
    #[must_use]
    pub fn of_chance(chance: u128) -> Self {
        let values: Vec<usize> = (0..LETTERS - 1)
            .map(|place| usize::try_from((chance >> (5 * place)) & 31).unwrap_or_default())
            .collect();
        let check = check(&values);
        Self(
            values
                .iter()
                .chain([&check])
                .filter_map(|value| letter(*value))
                .collect(),
        )
    }

    /// Without hyphens, as it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Luhn's rule over 32 letters: it finds every single wrong letter and almost all that have changed places.
fn check(values: &[usize]) -> usize {
    let sum: usize = values
        .iter()
        .rev()
        .enumerate()
        .map(|(place, value)| {
            if place % 2 == 0 {
                let doubled = 2 * value;
                doubled / 32 + doubled % 32
            } else {
                *value
            }
        })
        .sum();
    (32 - sum % 32) % 32
}

fn letter(value: usize) -> Option<char> {
    ALPHABET.get(value).map(|byte| char::from(*byte))
}

fn value(letter: char) -> Option<usize> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|byte| char::from(*byte) == letter)
}

impl FromStr for PrintedCode {
    type Err = NoPrintedCode;

    /// Reads what people type: in any case, with or without hyphens and blanks, O for 0 and I or L for 1.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let values = text
            .chars()
            .filter(|letter| !matches!(letter, '-' | ' '))
            .map(|letter| value(letter).ok_or(NoPrintedCode))
            .collect::<Result<Vec<usize>, _>>()?;
        let (last, others) = values.split_last().ok_or(NoPrintedCode)?;
        if values.len() != LETTERS || check(others) != *last {
            return Err(NoPrintedCode);
        }
        Ok(Self(values.iter().filter_map(|value| letter(*value)).collect()))
    }
}

impl fmt::Display for PrintedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}
