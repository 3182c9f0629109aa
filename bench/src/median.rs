//! The middle of several rounds: one disturbed round does not move it.

/// The median; for an even number the upper of the two in the middle.
pub(crate) fn median(rounds: &[f64]) -> f64 {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_does_not_move_it() {
        assert!((median(&[3.0, 1.0, 900.0]) - 3.0).abs() < f64::EPSILON);
    }
}
