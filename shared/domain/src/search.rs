//! How what somebody writes into a search field (ô tìm kiếm) finds names that are written a little differently.

use std::collections::HashSet;

/// Most words of a search that are looked at; the longest names have fewer.
const MOST_WORDS: usize = 10;
/// Most letters of a word that are looked at.
const MOST_LETTERS: usize = 40;

/// Words that stand together in the names of many producers, and the one of them by which they are looked up: the others say nothing
/// more, and each is in a third of all names.
const TOGETHER: [(&[&str], &str); 7] = [
    (&["hop", "tac", "xa"], "tac"),
    (&["to", "hop", "tac"], "to"),
    (&["cong", "ti", "trach", "nhiem", "huu", "han"], "nhiem"),
    (&["cong", "ti", "tnhh"], "tnhh"),
    (&["cong", "ti", "co", "phan"], "phan"),
    (&["ho", "kinh", "doanh"], "doanh"),
    (&["co", "so", "san", "xuat"], "so"),
];

/// `words` in two: those by which names are looked up, and those that are left to check in what is found, because others of them
/// say as much.
#[must_use]
pub fn looked_up(words: &[String]) -> (Vec<String>, Vec<String>) {
    let stand = |together: &[&str]| {
        let mut parts = words.windows(together.len());
        parts.any(|part| part.iter().zip(together).all(|(word, other)| word == other))
    };
    let found: Vec<_> = TOGETHER.iter().filter(|(together, _)| stand(together)).collect();
    let says_nothing = |word: &str| {
        let mut of = found
            .iter()
            .filter(|(together, _)| together.contains(&word))
            .peekable();
        of.peek().is_some() && of.all(|(_, kept)| *kept != word)
    };
    words.iter().cloned().partition(|word| !says_nothing(word))
}

/// The words of a search, folded as [`crate::spelling::words`] does. Only Latin letters and digits are looked for.
#[must_use]
pub fn asked_words(text: &str) -> Vec<String> {
    let folded = crate::spelling::words(text);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .map(|word| word.chars().take(MOST_LETTERS).collect())
        .collect()
}

/// How many letters of `word` may be wrong, missing, too many or exchanged with their neighbour: the shorter a word, the more others
/// look like it.
#[must_use]
pub fn slips(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        3..=6 => 1,
        _ => 2,
    }
}

/// Whether `written` may be a slip for `meant`.
#[must_use]
pub fn may_mean(written: &str, meant: &str) -> bool {
    distance(written, meant) <= slips(written)
}

/// The parts of three letters of `word`, its ends as blanks: words that share none are no slips for each other.
#[must_use]
pub fn trigrams(word: &str) -> Vec<String> {
    let letters: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
    letters.windows(3).map(|part| part.iter().collect()).collect()
}

/// Letters to change, add, remove or exchange with their neighbour until `one` is `other` (optimal string alignment).
#[must_use]
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, letter) in one.chars().enumerate() {
        let mut line = vec![row + 1];
        for (column, meant) in other.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&last, column) + usize::from(letter != *meant);
            let mut least = changed.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            let crossed = column
                .checked_sub(1)
                .filter(|before| previous == Some(*meant) && other.get(*before) == Some(&letter));
            if let Some(before) = crossed {
                least = least.min(at(&before_last, before) + 1);
            }
            line.push(least);
        }
        previous = Some(letter);
        before_last = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or_default()
}

/// The same words where the names in `known` are written with other blanks: each word that nobody knows in two that are known
/// (`avuong` as `a vuong`), neighbours as one where that is known (`a vuong` as `avuong`).
#[must_use]
pub fn respaced(asked: &[String], known: &HashSet<String>) -> Vec<Vec<String>> {
    let knows = |word: &str| known.contains(word);
    let mut found = Vec::new();
    let split: Vec<String> = asked
        .iter()
        .flat_map(
            |word| match halves(word).find(|(one, other)| knows(one) && knows(other)) {
                Some((one, other)) if !knows(word) => vec![one.to_owned(), other.to_owned()],
                _ => vec![word.clone()],
            },
        )
        .collect();
    if split != asked {
        found.push(split);
    }
    for (position, pair) in asked.windows(2).enumerate() {
        let joined = pair.concat();
        if knows(&joined) {
            let before = asked.iter().take(position).cloned();
            let after = asked.iter().skip(position + 2).cloned();
            found.push(before.chain([joined]).chain(after).collect());
        }
    }
    found
}

/// What has to be known for [`respaced`]: the words themselves, their halves, and neighbours as one.
#[must_use]
pub fn neighbourhood(asked: &[String]) -> Vec<String> {
    let halves = asked
        .iter()
        .flat_map(|word| halves(word).flat_map(|(one, other)| [one, other]));
    let pairs = asked.windows(2).map(<[String]>::concat);
    let own = asked.iter().cloned();
    own.chain(halves.map(ToOwned::to_owned)).chain(pairs).collect()
}

/// A word cut in two, at each place. Its letters are ASCII.
fn halves(word: &str) -> impl Iterator<Item = (&str, &str)> {
    (1..word.len()).filter_map(|at| word.split_at_checked(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn slips_are_counted() {
        for (one, other, number) in [
            ("nhan", "nhan", 0),
            ("nhan", "nhann", 1),
            ("nhan", "nahn", 1),
            ("nhan", "nan", 1),
            ("nhan", "than", 1),
            ("", "abc", 3),
            ("nghia", "nghieng", 3),
        ] {
            assert_eq!(distance(one, other), number, "{one} {other}");
        }
        assert!(may_mean("ruouu", "ruou") && !may_mean("oi", "oj") && may_mean("homestey", "homestay"));
    }

    #[test]
    fn of_words_that_stand_together_one_is_looked_up() {
        for (asked, looked, checked) in [
            ("hop tac xa song lo", "tac song lo", "hop xa"),
            ("cong ti tnhh tac xa", "tnhh tac xa", "cong ti"),
            ("hop xa tac", "hop xa tac", ""),
            ("to hop tac xa", "to tac", "hop xa"),
        ] {
            let (kept, left) = looked_up(&words(asked));
            assert_eq!(
                (kept.join(" ").as_str(), left.join(" ").as_str()),
                (looked, checked)
            );
        }
    }

    #[test]
    fn blanks_are_set_otherwise_where_names_have_them_otherwise() {
        let known: HashSet<String> = words("a vuong avuong xa dinh").into_iter().collect();
        assert_eq!(respaced(&words("xa a vuong"), &known), [words("xa avuong")]);
        let known: HashSet<String> = words("a vuong xa").into_iter().collect();
        assert_eq!(respaced(&words("xa avuong"), &known), [words("xa a vuong")]);
        assert!(respaced(&words("xa a vuong"), &known).is_empty());
    }

    #[test]
    fn what_is_asked_is_words() {
        assert_eq!(asked_words(" Ổi-Đôn  Nhân's 007"), words("oi don nhans 7"));
        assert!(asked_words("%_ 中").is_empty());
    }

    proptest! {
        #[test]
        fn distance_is_one_between_neighbours_and_the_same_both_ways(one in "[a-c]{0,6}", other in "[a-c]{0,6}") {
            prop_assert_eq!(distance(&one, &other), distance(&other, &one));
            prop_assert_eq!(distance(&one, &one), 0);
            prop_assert_eq!(distance(&one, &format!("{one}x")), 1);
            prop_assert!(distance(&one, &other) <= one.len().max(other.len()));
        }
    }
}
