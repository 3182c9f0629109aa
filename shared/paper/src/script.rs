//! The letters of a text (bảng mã): Unicode, or one of the two encodings of before, whose letters a program that does not know them takes
//! for Western European ones: `Hîp t¸c x·` (TCVN3, fonts `.Vn…`), `Hôïp taùc xaõ` (VNI, fonts `VNI-…`).

mod syllable;
mod tcvn3;
mod vni;

use unicode_normalization::UnicodeNormalization;

/// How the letters of a text are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// As they stand.
    Unicode,
    /// TCVN 5712:1993 for the fonts of ABC (TCVN3).
    Tcvn3,
    /// VNI for Windows.
    Vni,
}

impl Script {
    /// `text` in Unicode, as it stands where it is that.
    fn decode(self, text: &str) -> String {
        match self {
            Self::Unicode => text.to_owned(),
            Self::Tcvn3 => tcvn3::decode(text),
            Self::Vni => vni::decode(text),
        }
    }

    /// Words of `text`, read in this script, that are Vietnamese syllables, less those that are none.
    pub(crate) fn balance(self, text: &str) -> i32 {
        syllable::balance(&self.decode(text))
    }

    /// The script in which most words of `text` are Vietnamese syllables; Unicode where no other is better.
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        // Letters that only Unicode has for Vietnamese; without them and without any of Western Europe there is nothing to ask.
        let told_by_itself = |letter: char| {
            matches!(
                letter,
                'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'
                    ..='\u{1ef9}'
            )
        };
        if text.chars().any(told_by_itself)
            || !text.chars().any(|letter| matches!(letter, '\u{a1}'..='\u{ff}'))
        {
            return Self::Unicode;
        }
        let mut best = (Self::Unicode.balance(text), Self::Unicode);
        for script in [Self::Tcvn3, Self::Vni] {
            let balance = script.balance(text);
            if balance > best.0 {
                best = (balance, script);
            }
        }
        best.1
    }
}

/// `text` as a person means it: in Unicode, composed (NFC), without marks that nobody sees, blanks at its ends and doubled ones gone.
#[must_use]
pub(crate) fn clean(text: &str, script: Script) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let decoded = script.decode(text);
    let visible = decoded.nfc().filter(|letter| {
        !matches!(
            letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        ) && (!letter.is_control() || letter.is_whitespace())
    });
    let mut gap = false;
    for letter in visible {
        if letter.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && !cleaned.is_empty() {
            cleaned.push(' ');
        }
        gap = false;
        cleaned.push(letter);
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_is_known_by_its_words() {
        for (text, script, meant) in [
            ("Hợp tác xã", Script::Unicode, "Hợp tác xã"),
            ("Cà phê", Script::Unicode, "Cà phê"),
            (
                "Công ty TNHH Café Müller",
                Script::Unicode,
                "Công ty TNHH Café Müller",
            ),
            ("Hîp t¸c x· N«ng nghiÖp", Script::Tcvn3, "Hợp tác xã Nông nghiệp"),
            ("§¾k L¾k", Script::Tcvn3, "Đắk Lắk"),
            (
                "Hôïp taùc xaõ Noâng nghieäp",
                Script::Vni,
                "Hợp tác xã Nông nghiệp",
            ),
            ("Ñaëng Thò Höông", Script::Vni, "Đặng Thị Hương"),
        ] {
            assert_eq!(Script::of(text), script, "{text}");
            assert_eq!(clean(text, script), meant);
        }
    }

    #[test]
    fn nothing_unseen_is_left() {
        assert_eq!(
            clean(
                " \u{feff}Mứt\u{a0}\u{a0} de\u{302}\u{301}\u{200b}\r\n",
                Script::Unicode
            ),
            "Mứt đế".replace('đ', "d")
        );
        assert_eq!(clean("\u{a0}\t ", Script::Unicode), "");
    }
}
