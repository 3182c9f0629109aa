//! Means with two decimals, half up, by whole numbers.

/// `sum / count` with two decimals, half up, e.g. `90.40`; `None` when `count` is 0.
pub(super) fn mean(sum: u64, count: u64) -> Option<String> {
    let (sum, count) = (u128::from(sum), u128::from(count));
    let hundredths = (200 * sum + count).checked_div(2 * count)?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::mean;

    #[test]
    fn rounds_half_up_and_never_overflows() {
        let text = |sum, count| mean(sum, count).unwrap();
        assert_eq!(text(452, 5), "90.40");
        assert_eq!(text(0, 3), "0.00");
        assert_eq!(text(100, 3), "33.33");
        assert_eq!(text(200, 3), "66.67");
        assert_eq!(text(17_999, 200), "90.00", "89.995 shows as 90.00");
        assert_eq!(text(1, 200), "0.01");
        assert_eq!(text(1, 201), "0.00");
        assert_eq!(text(u64::MAX, 1), "18446744073709551615.00");
        assert_eq!(mean(5, 0), None);
    }
}
