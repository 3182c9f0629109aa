//! One name, one thing: what a type is called says which one it is, wherever it is read.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Table;

/// What declares a type.
const DECLARING: [&str; 4] = ["struct", "enum", "trait", "type"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The sources of all crates of the workspace but their tests.
fn sources() -> Vec<PathBuf> {
    let manifest: Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let mut files = Vec::new();
    for member in members {
        collect(&root().join(member.as_str().unwrap()).join("src"), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether `#[cfg(test)]` begins at `at`.
fn begins_tests(tokens: &[TokenTree], at: usize) -> bool {
    let is_hash = matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
    is_hash
        && matches!(tokens.get(at + 1), Some(TokenTree::Group(group)) if group.to_string().replace(' ', "") == "[cfg(test)]")
}

/// The types that `tokens` declare for others too, in macros as well.
fn declared(tokens: TokenStream, names: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if begins_tests(&tokens, at) && is_word(tokens.get(at + 2), "mod") {
            at += 5;
            continue;
        }
        if is_word(Some(token), "pub") {
            let after = at + 1 + usize::from(matches!(tokens.get(at + 1), Some(TokenTree::Group(_))));
            let declares = DECLARING.iter().any(|word| is_word(tokens.get(after), word));
            if let Some(TokenTree::Ident(name)) = tokens.get(after + 1)
                && declares
            {
                names.push(name.to_string());
            }
        }
        if let TokenTree::Group(group) = token {
            declared(group.stream(), names);
        }
        at += 1;
    }
}

#[test]
fn no_type_name_is_declared_twice() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources() {
        let mut names = Vec::new();
        declared(fs::read_to_string(&file).unwrap().parse().unwrap(), &mut names);
        for name in names {
            places.entry(name).or_default().push(file.display().to_string());
        }
    }
    assert!(places.len() > 500, "the types are found: {}", places.len());
    let twice: Vec<_> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(twice.is_empty(), "declared more than once: {twice:#?}");
}

#[test]
fn types_are_found_in_macros_and_not_in_tests() {
    let source = "pub struct One; words! { pub(crate) enum Two { A } } struct Own; \
                  #[cfg(test)] mod tests { pub struct Three; } pub(super) type Four = One;";
    let mut names = Vec::new();
    declared(source.parse().unwrap(), &mut names);
    assert_eq!(names, ["One", "Two", "Four"]);
}
