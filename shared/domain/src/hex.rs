//! Bytes as text.

/// `bytes` in lower-case hexadecimal digits, two each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    push_hex(&mut text, bytes);
    text
}

/// Appends `bytes` in lower-case hexadecimal digits, two each.
// By hand and not with `write!`: every request needs its trace's ids as text.
pub fn push_hex(text: &mut String, bytes: &[u8]) {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    text.extend(nibbles.map(|nibble| {
        char::from(if nibble < 10 {
            b'0' + nibble
        } else {
            b'a' - 10 + nibble
        })
    }));
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
