//! TCVN3: one byte a letter, read as Windows-1252.

/// The letters from `¡` (0xA1) on; a blank where the code has none. Capitals with tones are small letters in a font of capitals.
const FROM_A1: &str =
    "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ";

/// `text` in Unicode; letters that TCVN3 does not have stay.
pub(super) fn decode(text: &str) -> String {
    let letters: Vec<char> = FROM_A1.chars().collect();
    text.chars()
        .map(|letter| {
            let place = u32::from(letter).checked_sub(0xa1);
            let meant = place.and_then(|place| letters.get(usize::try_from(place).ok()?));
            meant.copied().filter(|meant| *meant != ' ').unwrap_or(letter)
        })
        .collect()
}
