//! VNI for Windows: a vowel and a mark are two letters of Windows-1252, a few vowels one.

/// Letters that are one in VNI, with the one meant.
const SINGLE: [(char, char); 16] = [
    ('ô', 'ơ'),
    ('Ô', 'Ơ'),
    ('ö', 'ư'),
    ('Ö', 'Ư'),
    ('ñ', 'đ'),
    ('Ñ', 'Đ'),
    ('æ', 'ỉ'),
    ('Æ', 'Ỉ'),
    ('ó', 'ĩ'),
    ('Ó', 'Ĩ'),
    ('ò', 'ị'),
    ('Ò', 'Ị'),
    ('î', 'ỵ'),
    ('Î', 'Ỵ'),
    ('í', 'í'),
    ('ì', 'ì'),
];

/// The marks after a vowel, small, and what each adds to it: the mark of the letter and that of the tone.
const MARKS: [(char, &str); 15] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
];

/// The two that are left: breve with tilde and with dot.
const MORE_MARKS: [(char, &str); 2] = [('ü', "\u{306}\u{303}"), ('ë', "\u{306}\u{323}")];

/// `text` in Unicode, decomposed in part; letters that VNI does not have stay.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut vowel = false;
    for letter in text.chars() {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let mark = MARKS.iter().chain(&MORE_MARKS).find(|(mark, _)| *mark == small);
        if let (true, Some((_, meant))) = (vowel, mark) {
            decoded.push_str(meant);
            vowel = false;
            continue;
        }
        let single = SINGLE.iter().find(|(written, _)| *written == letter);
        let meant = single.map_or(letter, |(_, meant)| *meant);
        vowel = matches!(
            meant,
            'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư' | 'A' | 'E' | 'O' | 'U' | 'Y' | 'Ơ' | 'Ư'
        );
        decoded.push(meant);
    }
    decoded
}
