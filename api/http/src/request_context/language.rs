//! `Accept-Language` (RFC 9110 section 12.5.4) for a service that speaks two languages.

use actix_web::http::header::HeaderValue;
use shared::domain::language::Language;

/// The language the client likes better; Vietnamese where it likes both alike, or neither.
pub(super) fn accepted(header: &HeaderValue) -> Language {
    let Ok(text) = header.to_str() else {
        return Language::default();
    };
    let vietnamese = weight(text, "vi");
    if weight(text, "en") > vietnamese {
        Language::En
    } else {
        Language::Vi
    }
}

/// Weight of a language in thousandths: its own best range, otherwise that of `*`, otherwise 0.
fn weight(header: &str, language: &str) -> u16 {
    let mut any = 0;
    let mut own = None;
    for range in header.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(1000, thousandths);
        let primary = tag.split('-').next().unwrap_or_default();
        if primary.eq_ignore_ascii_case(language) {
            own = own.max(Some(weight));
        } else if tag == "*" {
            any = weight;
        }
    }
    own.unwrap_or(any)
}

/// `0.8` as 800; what is no weight counts as 0.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("1", Ok(0)) => 1000,
        ("0", Ok(value)) => value,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_liked_language_wins_and_vietnamese_otherwise() {
        let cases = [
            ("en", Language::En),
            ("en-GB,en;q=0.9", Language::En),
            ("vi-VN, en;q=0.8", Language::Vi),
            ("vi;q=0.5, en;q=0.7", Language::En),
            ("vi;q=0, *", Language::En),
            ("fr", Language::Vi),
            ("*", Language::Vi),
            ("en;q=x", Language::Vi),
            ("", Language::Vi),
        ];
        for (header, language) in cases {
            assert_eq!(accepted(&HeaderValue::from_static(header)), language, "{header}");
        }
    }
}
