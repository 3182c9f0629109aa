//! Numbers of certificates (số giấy chứng nhận): a pattern that each authority chooses.

use std::str::FromStr;

/// How an authority numbers its certificates, e.g. `{serial:04}/{year}/OCOP-{province}`.
///
/// `{serial}` counts from 1 in each year and authority, `{serial:04}` with at least four digits; `{year}` is that of the
/// decision; `{province}` the code of the province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Serial(usize),
    Year,
    Province,
}

/// A pattern that cannot number certificates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// A placeholder that means nothing, or a brace without its other half.
    #[error("`{0}` is no placeholder; there are {{serial}}, {{serial:04}}, {{year}} and {{province}}")]
    UnknownPlaceholder(String),
    /// Two certificates would get one number.
    #[error("{{{0}}} is missing: two certificates would get one number")]
    Missing(&'static str),
}

/// The most digits that a serial is padded to.
const WIDEST: usize = 9;

impl FromStr for NumberPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let unknown = || InvalidPattern::UnknownPlaceholder(after.to_owned());
            let (placeholder, left) = after.split_once('}').ok_or_else(unknown)?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(piece(placeholder).ok_or_else(unknown)?);
            rest = left;
        }
        if rest.contains('}') {
            return Err(InvalidPattern::UnknownPlaceholder(rest.to_owned()));
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        let pattern = Self(pieces);
        if !pattern.0.iter().any(|piece| matches!(piece, Piece::Serial(_))) {
            return Err(InvalidPattern::Missing("serial"));
        }
        if !pattern.0.contains(&Piece::Year) {
            return Err(InvalidPattern::Missing("year"));
        }
        Ok(pattern)
    }
}

fn piece(placeholder: &str) -> Option<Piece> {
    match placeholder {
        "serial" => Some(Piece::Serial(1)),
        "year" => Some(Piece::Year),
        "province" => Some(Piece::Province),
        _ => {
            let width = placeholder.strip_prefix("serial:0")?.parse().ok()?;
            (1..=WIDEST).contains(&width).then_some(Piece::Serial(width))
        }
    }
}

impl NumberPattern {
    /// `{serial:04}/{year}/OCOP-{province}`, for provinces that choose no other.
    #[must_use]
    pub fn of_provinces() -> Self {
        let text = |text: &str| Piece::Text(text.to_owned());
        Self(vec![
            Piece::Serial(4),
            text("/"),
            Piece::Year,
            text("/OCOP-"),
            Piece::Province,
        ])
    }

    /// `{serial:04}/{year}/OCOP-TW`, the ministry's.
    #[must_use]
    pub fn of_the_ministry() -> Self {
        let text = |text: &str| Piece::Text(text.to_owned());
        Self(vec![Piece::Serial(4), text("/"), Piece::Year, text("/OCOP-TW")])
    }

    /// True where numbers tell one province from another.
    #[must_use]
    pub fn names_province(&self) -> bool {
        self.0.contains(&Piece::Province)
    }

    /// The number of the certificate `serial` of `year`; `province` is empty for the ministry.
    #[must_use]
    pub fn number(&self, serial: i32, year: i32, province: &str) -> String {
        let mut number = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => number.push_str(text),
                Piece::Serial(width) => number.push_str(&format!("{serial:0width$}")),
                Piece::Year => number.push_str(&year.to_string()),
                Piece::Province => number.push_str(province),
            }
        }
        number
    }
}
