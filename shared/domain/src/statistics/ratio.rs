//! Shares and growth in percent, from whole numbers alone.

/// `part` of `whole` in percent with one decimal, half up, e.g. `76.2`; none of nothing.
#[must_use]
pub fn share(part: i64, whole: i64) -> Option<String> {
    tenths(i128::from(part), i128::from(whole))
}

/// What `now` is more than `before`, in percent of that, with one decimal, half away from zero, e.g. `-3.2`; none from nothing.
#[must_use]
pub fn growth(now: i64, before: i64) -> Option<String> {
    tenths(i128::from(now) - i128::from(before), i128::from(before))
}

fn tenths(part: i128, whole: i128) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let tenths = (part.abs() * 2_000 + whole).checked_div(whole * 2)?;
    let sign = if part < 0 && tenths > 0 { "-" } else { "" };
    Some(format!("{sign}{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact_and_rounded_half_up() {
        let said = |part, whole| share(part, whole).unwrap();
        assert_eq!(said(1, 3), "33.3");
        assert_eq!(said(2, 3), "66.7");
        assert_eq!(said(1, 2_000), "0.1");
        assert_eq!(said(1, 2_001), "0.0");
        assert_eq!(said(5, 5), "100.0");
        assert_eq!(said(i64::MAX, 1), "922337203685477580700.0");
        assert_eq!(share(1, 0), None);
    }

    #[test]
    fn growth_has_a_sign_and_none_from_nothing() {
        assert_eq!(growth(110, 100).unwrap(), "10.0");
        assert_eq!(growth(90, 100).unwrap(), "-10.0");
        assert_eq!(growth(2_000, 2_001).unwrap(), "0.0");
        assert_eq!(growth(7, 7).unwrap(), "0.0");
        assert_eq!(growth(7, 0), None);
    }
}
