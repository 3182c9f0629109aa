//! Rules of single text fields, collected so that a client sees every broken one at once.

use crate::violation::Violation;

/// Collects the broken rules of one record.
#[derive(Debug, Default)]
pub(crate) struct FieldCheck {
    violations: Vec<Violation>,
}

impl FieldCheck {
    /// The field must hold something.
    pub(crate) fn required(&mut self, pointer: &str, value: &str) {
        if value.trim().is_empty() {
            self.refuse(pointer, "required", "không được để trống", "must not be empty");
        }
    }

    /// The field holds at most `most` characters, and no line breaks or other control characters.
    pub(crate) fn line(&mut self, pointer: &str, value: &str, most: usize) {
        self.text(pointer, value, most);
        if value.chars().any(char::is_control) {
            self.refuse(
                pointer,
                "control_character",
                "không được chứa ký tự điều khiển",
                "must not contain control characters",
            );
        }
    }

    /// The field holds at most `most` characters.
    pub(crate) fn text(&mut self, pointer: &str, value: &str, most: usize) {
        if value.chars().count() > most {
            self.refuse(
                pointer,
                "too_long",
                format!("không được dài quá {most} ký tự"),
                format!("must not be longer than {most} characters"),
            );
        }
        // PostgreSQL's text cannot hold the character U+0000.
        if value.contains('\0') {
            self.refuse(
                pointer,
                "null_character",
                "không được chứa ký tự U+0000",
                "must not contain U+0000",
            );
        }
    }

    /// A telephone number as people write it: 8 to 15 digits, `+` in front, spaces, dots, hyphens and brackets between.
    pub(crate) fn phone(&mut self, pointer: &str, value: &str) {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let rest = value.strip_prefix('+').unwrap_or(value);
        let shape = rest
            .chars()
            .all(|letter| letter.is_ascii_digit() || " .-()".contains(letter));
        if !shape || !(8..=15).contains(&digits) {
            self.refuse(
                pointer,
                "bad_phone",
                "phải là số điện thoại có 8 đến 15 chữ số, có thể bắt đầu bằng +",
                "must be a telephone number of 8 to 15 digits, optionally with + in front",
            );
        }
    }

    /// An electronic mail address: one `@`, something before it, a domain with a dot after it.
    pub(crate) fn email(&mut self, pointer: &str, value: &str) {
        let shape = value.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty())
                && !domain.contains('@')
        });
        if !shape || value.chars().any(char::is_whitespace) || value.len() > 254 {
            self.refuse(
                pointer,
                "bad_email",
                "phải là địa chỉ thư điện tử dạng ten@mien.vn",
                "must be an e-mail address like name@domain.vn",
            );
        }
    }

    /// A tax code (mã số thuế): 10 digits, or 13 for a dependent unit, also written `0123456789-001`; since 1 July 2025
    /// households and individuals use their personal number of 12 digits (Circular 86/2024/TT-BTC).
    pub(crate) fn tax_code(&mut self, pointer: &str, value: &str) {
        let digits =
            |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        let shape = digits(value, 10)
            || digits(value, 12)
            || digits(value, 13)
            || value
                .split_once('-')
                .is_some_and(|(main, unit)| digits(main, 10) && digits(unit, 3));
        if !shape {
            self.refuse(
                pointer,
                "bad_tax_code",
                "mã số thuế phải có 10, 12 hoặc 13 chữ số",
                "a tax code has 10, 12 or 13 digits",
            );
        }
    }

    /// Records a broken rule.
    pub(crate) fn refuse(
        &mut self,
        pointer: &str,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.violations.push(Violation::new(pointer, code, vi, en));
    }

    /// Everything that was wrong.
    pub(crate) fn finish(self) -> Vec<Violation> {
        self.violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(check: impl FnOnce(&mut FieldCheck)) -> Vec<&'static str> {
        let mut fields = FieldCheck::default();
        check(&mut fields);
        fields.finish().iter().map(|violation| violation.code).collect()
    }

    #[test]
    fn telephone_numbers() {
        for good in ["0211 3838 123", "+84 (211) 383.8123", "19001009"] {
            assert!(codes(|check| check.phone("/phone", good)).is_empty(), "{good}");
        }
        for bad in [
            "",
            "1234567",
            "0123456789012345",
            "0211-ABC-1234",
            "84+2113838123",
        ] {
            assert_eq!(codes(|check| check.phone("/phone", bad)), ["bad_phone"], "{bad}");
        }
    }

    #[test]
    fn mail_addresses() {
        for good in ["htx@songlo.vn", "a.b+c@mail.example.com"] {
            assert!(codes(|check| check.email("/email", good)).is_empty(), "{good}");
        }
        for bad in [
            "",
            "htx",
            "@songlo.vn",
            "htx@songlo",
            "htx@songlo.",
            "a b@songlo.vn",
            "a@b@c.vn",
        ] {
            assert_eq!(codes(|check| check.email("/email", bad)), ["bad_email"], "{bad}");
        }
    }

    #[test]
    fn tax_codes() {
        for good in ["2500123456", "026185000123", "2500123456001", "2500123456-001"] {
            assert!(
                codes(|check| check.tax_code("/tax_code", good)).is_empty(),
                "{good}"
            );
        }
        for bad in ["", "250012345", "25001234567", "2500123456-01", "25001234５6"] {
            assert_eq!(
                codes(|check| check.tax_code("/tax_code", bad)),
                ["bad_tax_code"],
                "{bad}"
            );
        }
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert!(codes(|check| check.line("/name", &"Đ".repeat(200), 200)).is_empty());
        assert_eq!(
            codes(|check| check.line("/name", &"Đ".repeat(201), 200)),
            ["too_long"]
        );
        assert_eq!(
            codes(|check| check.line("/name", "a\nb", 200)),
            ["control_character"]
        );
        assert_eq!(
            codes(|check| check.text("/description", "a\0", 200)),
            ["null_character"]
        );
    }
}
