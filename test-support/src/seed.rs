//! Chance that can be had again: moments and choices of a test from one printed number.

/// The variable that repeats a run.
const VARIABLE: &str = "OCOP_TEST_SEED";

/// Choices from one seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// `OCOP_TEST_SEED`, or a new one; printed either way, so a failed run can be repeated.
    #[must_use]
    pub fn of_run() -> Self {
        let seed = match std::env::var(VARIABLE) {
            Ok(text) => text
                .parse()
                .unwrap_or_else(|_| panic!("{VARIABLE} is a whole number")),
            Err(_) => uuid::Uuid::now_v7().as_u64_pair().1,
        };
        eprintln!("{VARIABLE}={seed}");
        Self(seed)
    }

    /// The choices of `number`.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// A position in a list of `length`.
    pub fn index(&mut self, length: usize) -> usize {
        let bound = u64::try_from(length).expect("a length");
        usize::try_from(self.below(bound)).expect("a position")
    }

    /// True in `percent` of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, each as often as its weight says.
    pub fn pick<T: Copy>(&mut self, choices: &[(u64, T)]) -> T {
        let mut chosen = self.below(choices.iter().map(|(weight, _)| weight).sum());
        for (weight, choice) in choices {
            match chosen.checked_sub(*weight) {
                None => return *choice,
                Some(rest) => chosen = rest,
            }
        }
        unreachable!("what was chosen lies below the sum of the weights")
    }

    /// Ten bytes, for ids.
    pub fn bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        for byte in &mut bytes {
            *byte = u8::try_from(self.below(256)).expect("a byte");
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices() {
        let (mut one, mut same, mut other) = (Seed(7), Seed(7), Seed(8));
        let choices: Vec<u64> = (0..20).map(|_| one.below(1_000)).collect();
        assert!((0..20).map(|_| same.below(1_000)).eq(choices.iter().copied()));
        assert!(!(0..20).map(|_| other.below(1_000)).eq(choices));
    }
}
