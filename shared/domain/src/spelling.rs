//! How one name is spelt in several ways (chính tả): tone marks on either vowel (`hoà`, `hòa`), `i` or `y` (`Sĩ`, `Sỹ`), names of other
//! languages in one word or several, with hyphen or apostrophe (`A Vương`, `Avương`), letters composed or decomposed.
//!
//! [`exact`] tells spellings apart, [`key`] does not and keeps every tone and letter, [`bare`] forgets diacritics as well: what is
//! equal by [`key`] is the same name, what is equal by [`bare`] alone is a candidate to offer.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The five marks of tones (thanh điệu), decomposed: grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// What stands between the words of a name in one spelling and not in another.
const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' | 'ʹ')
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// `text` in lower case and composed, words apart by one space, one sort of apostrophe, `Ð` (eth) as `đ`: the same letters.
#[must_use]
pub fn exact(text: &str) -> String {
    let mut exact = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !exact.is_empty() {
            exact.push(' ');
        }
        exact.extend(
            word.nfc()
                .flat_map(char::to_lowercase)
                .map(|letter| match letter {
                    'ð' | 'ɖ' => 'đ',
                    letter if is_apostrophe(letter) => '\'',
                    letter => letter,
                }),
        );
    }
    exact
}

/// One text for all spellings of a name: letters and digits alone, the tone after its vowels, `y` that stands alone after a
/// consonant or in `quy` as `i`, numbers without leading zeros.
#[must_use]
pub fn key(text: &str) -> String {
    spelt(text, false, true)
}

/// The same without diacritics, `đ` as `d`.
#[must_use]
pub fn bare(text: &str) -> String {
    spelt(text, false, false)
}

/// The same as [`bare`], words apart by one space: for a search that finds parts of a name.
#[must_use]
pub fn words(text: &str) -> String {
    spelt(text, true, false)
}

fn spelt(text: &str, spaced: bool, marked: bool) -> String {
    let mut spelt = String::with_capacity(text.len());
    let mut cluster = Cluster::default();
    let mut gap = false;
    let exact = exact(text);
    let mut letters = exact.nfd().peekable();
    while let Some(letter) = letters.next() {
        if cluster.takes(letter) {
            continue;
        }
        cluster.write(&mut spelt, marked);
        if letter.is_alphanumeric() {
            if gap && spaced && !spelt.is_empty() {
                spelt.push(' ');
            }
            gap = false;
            let leading_zero = letter == '0'
                && letters.peek().is_some_and(char::is_ascii_digit)
                && !spelt.ends_with(|before: char| before.is_ascii_digit());
            if is_vowel(letter) {
                cluster = Cluster::new(letter, &spelt);
            } else if !leading_zero {
                spelt.push(if letter == 'đ' && !marked { 'd' } else { letter });
            }
        } else if !is_apostrophe(letter) && !is_combining_mark(letter) {
            gap = true;
        }
    }
    cluster.write(&mut spelt, marked);
    spelt
}

/// Neighbouring vowels with their marks, the tone apart.
#[derive(Default)]
struct Cluster {
    /// Vowels in their order, each with the marks that make it another letter.
    vowels: String,
    tone: Option<char>,
    /// Whether a consonant stands before it, and whether that is a `q`.
    after_consonant: bool,
    after_q: bool,
}

impl Cluster {
    fn new(vowel: char, before: &str) -> Self {
        let last = before.chars().last();
        Self {
            vowels: vowel.to_string(),
            tone: None,
            after_consonant: last.is_some_and(|last| last.is_alphabetic() && !is_vowel(last)),
            after_q: last == Some('q'),
        }
    }

    /// Whether `letter` belongs to the vowels before it.
    fn takes(&mut self, letter: char) -> bool {
        if self.vowels.is_empty() {
            return false;
        }
        if TONES.contains(&letter) {
            self.tone = self.tone.or(Some(letter));
        } else if is_vowel(letter) || is_combining_mark(letter) {
            self.vowels.push(letter);
        } else {
            return false;
        }
        true
    }

    fn write(&mut self, spelt: &mut String, marked: bool) {
        let vowels = match self.vowels.as_str() {
            "y" if self.after_consonant => "i",
            "uy" if self.after_q => "ui",
            vowels => vowels,
        };
        spelt.extend(
            vowels
                .chars()
                .chain(self.tone)
                .filter(|letter| marked || !is_combining_mark(*letter)),
        );
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Generation, Level, registry};
    use proptest::prelude::*;

    #[test]
    fn every_pair_of_spellings_is_one_name_that_finds_its_unit() {
        let pairs = include_str!("../tests/data/spelling-pairs.csv");
        let mut lines = csv::Reader::from_reader(pairs.as_bytes());
        let mut seen = 0;
        for line in lines.records() {
            let line = line.unwrap();
            let (code, ours, other, province) = (&line[0], &line[1], &line[2], &line[3]);
            assert_ne!(exact(ours), exact(other));
            let found: Vec<_> = registry()
                .unwrap()
                .units_of(Generation::Current, Some(Level::Commune))
                .iter()
                .filter(|unit| {
                    let former = unit.former_names.iter().map(|former| &former.name);
                    let mut names = former.chain([&unit.name]);
                    unit.province_code == province && names.any(|name| key(name) == key(other))
                })
                .map(|unit| unit.unit.code.as_str())
                .collect();
            assert_eq!(found, [code], "{other}");
            seen += 1;
        }
        assert_eq!(seen, 190);
    }

    #[test]
    fn one_name_in_several_spellings() {
        for (one, other) in [
            ("Sĩ", "Sỹ"),
            ("Tân Quy", "Tân Qui"),
            ("Quý", "Qúy"),
            ("A Vương", "Avương"),
            ("La Êê", "Laêê"),
            ("Đinh Văn-Lâm Hà", "Đinh Văn Lâm Hà"),
            ("Ea H'leo", "Ea H’Leo"),
            ("Phường 01", "phường 1"),
            ("Bà Rịa - Vũng Tàu", "Bà Rịa – Vũng Tàu"),
            ("Ðắk Lắk", "Đắk Lắk"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
            assert_eq!(bare(one), bare(other), "{one}");
        }
    }

    #[test]
    fn other_words_stay_other_words() {
        for (one, other) in [
            ("An Thới Đông", "An Thời Đông"),
            ("Hai", "Hay"),
            ("Thúy", "Thúi"),
            ("Dương", "Đương"),
            ("Phường 10", "Phường 1"),
            ("Tan", "Tân"),
            ("0", ""),
        ] {
            assert_ne!(key(one), key(other), "{one}");
        }
        assert_eq!(bare("An Thới Đông"), bare("an thoi dong"));
        assert_eq!(words("  Xã  Đinh Văn-Lâm Hà "), "xa dinh van lam ha");
        assert_eq!(words("Ea H'leo"), "ea hleo");
    }

    proptest! {
        #[test]
        fn composed_or_decomposed_is_the_same(text in "[ăâđêôơưÁẾỘỳaBqu '-]{0,20}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(key(&text), key(&decomposed));
            prop_assert_eq!(words(&text), words(&decomposed));
        }
    }
}
