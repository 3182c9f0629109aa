//! docs/LAW.md leads to files that are there, and leaves no article out.

use std::path::Path;

const LAW: &str = include_str!("../../../../docs/LAW.md");

#[test]
fn the_law_leads_to_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let quoted = LAW.split('`').skip(1).step_by(2);
    let named: Vec<&str> = quoted
        .filter(|word| word.contains('/') && word.contains('.'))
        .collect();
    assert!(named.len() > 40, "{named:?}");
    let lost: Vec<_> = named.iter().filter(|name| !root.join(name).exists()).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn the_law_leaves_no_article_out() {
    for article in [
        "2.2", "2.3", "3.1", "3.3", "4.1.a", "4.1.b", "4.3", "5.1", "5.2", "6.1.a", "6.1.b", "6.1.c", "6.2",
        "7.1", "7.2", "7.3.a", "7.3.c", "7.3.d", "7.3.e", "7.3.g", "7.4", "7.5", "7.6.a", "7.6.c", "7.6.d",
        "7.6.e", "7.6.g", "8.1", "8.2", "8.4", "9", "10.1.b", "11", "12.1", "12.2", "12.3",
    ] {
        let told = LAW.lines().filter(|line| line.starts_with("| "));
        let mut articles = told.filter_map(|line| line.split('|').nth(1));
        let found = articles.any(|cell| cell.split([' ', ',', ';', ':']).any(|word| word == article));
        assert!(found, "{article}");
    }
}
