//! Bytes as text.

use std::fmt::Write;

/// `bytes` in lower-case hexadecimal digits, two each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing into a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The first 128 bits of a digest in hexadecimal digits: enough to tell documents apart, half as long.
#[must_use]
pub fn short_hex(digest: &[u8]) -> String {
    const BYTES: usize = 16;
    hex(digest.get(..BYTES).unwrap_or(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_two_digits_and_a_short_one_sixteen_bytes() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        assert_eq!(short_hex(&[1; 32]), "01".repeat(16));
        assert_eq!(short_hex(&[1; 3]), "010101");
    }
}
