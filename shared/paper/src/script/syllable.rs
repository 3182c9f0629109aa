//! Whether a word is built as Vietnamese words are: consonants, vowels, consonants, one tone.

use unicode_normalization::UnicodeNormalization;

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "q", "r", "s", "t", "th", "tr", "v", "x",
];
const CODAS: [&str; 10] = ["", "c", "ch", "k", "m", "n", "ng", "nh", "p", "t"];
/// Vowels that consonants may follow.
const INNER: [&str; 27] = [
    "a", "ă", "â", "e", "ê", "i", "iê", "o", "oa", "oă", "oe", "oo", "ô", "ơ", "u", "ua", "uâ", "uă", "ue",
    "ui", "uê", "uô", "uơ", "uy", "uyê", "ư", "ươ",
];
/// Vowels that end a word, besides those.
const FINAL: [&str; 36] = [
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu", "iêu", "oai", "oao", "oay", "oeo", "oi",
    "ôi", "ơi", "uây", "uêu", "uôi", "uya", "uyu", "ưa", "ưi", "ươi", "ươu", "ưu", "y", "yêu", "uau", "uai",
    "uay", "uao", "ueo", "uơi",
];

/// Words with letters beyond ASCII that are syllables, less those that are none. Words of ASCII alone tell nothing.
pub(super) fn balance(text: &str) -> i32 {
    let words = text.split(|letter: char| !letter.is_alphabetic() && !is_stray(letter));
    words
        .filter(|word| !word.is_ascii())
        .map(|word| if is_syllable(word) { 1 } else { -1 })
        .sum()
}

/// Signs of Windows-1252 that stand within the words of a text in another script.
fn is_stray(letter: char) -> bool {
    matches!(letter, '\u{a1}'..='\u{bf}' | '×' | '÷' | '\u{300}'..='\u{36f}')
}

fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    let letters: String = word
        .nfd()
        .filter(|letter| {
            let tone = matches!(letter, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += u8::from(tone);
            !tone
        })
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    let is_vowel = |letter: char| "aăâeêioôơuưy".contains(letter);
    tones <= 1
        && letters.char_indices().any(|(at, _)| {
            let (onset, rest) = letters.split_at(at);
            let end = rest.find(|letter| !is_vowel(letter)).unwrap_or(rest.len());
            let (rhyme, coda) = rest.split_at(end);
            let inner = INNER.contains(&rhyme) || matches!(rhyme, "y" | "yê");
            let vowels = inner && CODAS.contains(&coda) || coda.is_empty() && FINAL.contains(&rhyme);
            ONSETS.contains(&onset) && vowels
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in [
            "Hợp", "tác", "xã", "nghiệp", "Nguyễn", "giếng", "quýt", "Đắk", "khuỷu", "phê",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["Hîp", "x·", "taùc", "Müller", "nghiÖp", "Hôïp", "H'leo"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
