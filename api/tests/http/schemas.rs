//! The schemas of the document against the types that give them, as the sources declare them.

use crate::docs::document;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where types of the contract are declared.
const SOURCES: [&str; 3] = ["api/src", "api/http/src", "shared"];

/// A declaration in the sources.
struct Declaration {
    name: String,
    place: String,
    /// What stands above it: derives and doc comments.
    above: String,
    /// What stands between its braces.
    inside: String,
}

/// Rust files below `folder`, but those of tests.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" {
            rust_files(&path, files);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// Every struct and enum of the sources.
fn declarations() -> Vec<Declaration> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in SOURCES {
        rust_files(&workspace.join(folder), &mut files);
    }
    files.iter().flat_map(|file| of_file(file)).collect()
}

fn of_file(file: &Path) -> Vec<Declaration> {
    let text = std::fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let mut found = Vec::new();
    let mut above = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        let Some(name) = declared(code) else {
            // Derives and comments belong to the next declaration; whatever else stands between them ends them.
            let belongs =
                code.starts_with(['#', '/', ')']) || code.contains("text_enum!") || !above.is_empty();
            let ends = code.is_empty() || code.starts_with('}');
            if ends || !belongs {
                above.clear();
            } else {
                above.push_str(code);
                above.push('\n');
            }
            continue;
        };
        let indent = &line[..line.len() - code.len()];
        let end = format!("{indent}}}");
        let mut inside = String::new();
        if code.ends_with('{') {
            while let Some(line) = lines.next_if(|line| *line != end) {
                inside.push_str(line);
                inside.push('\n');
            }
        }
        found.push(Declaration {
            name: name.to_owned(),
            place: file.display().to_string(),
            above: std::mem::take(&mut above),
            inside,
        });
    }
    found
}

/// The name of the type that a line declares.
fn declared(code: &str) -> Option<&str> {
    let words: Vec<&str> = code.split_whitespace().collect();
    let place = words.iter().position(|word| ["struct", "enum"].contains(word))?;
    let visible = words[..place]
        .iter()
        .all(|word| word.starts_with("pub") || word.ends_with(')'));
    let name = words.get(place + 1)?;
    visible.then(|| name.split(['<', '(', ';', '{']).next().unwrap())
}

#[test]
fn no_schema_name_is_given_by_two_types() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in declarations() {
        if one.above.contains("ToSchema") || one.above.contains("text_enum!") {
            places.entry(one.name).or_default().push(one.place);
        }
    }
    assert!(places.len() > 200, "the sources were not read: {}", places.len());
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "the document keeps one of them: {places:#?}");
}

#[test]
fn the_words_of_an_enum_are_those_of_the_wire() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut compared = 0;
    for one in declarations() {
        let Some(documented) = schemas[&one.name]["enum"].as_array() else {
            continue;
        };
        if !one.above.contains("text_enum!") {
            continue;
        }
        let words = one.inside.lines().filter_map(|line| {
            let (_, word) = line.trim_start_matches(' ').split_once(" = \"")?;
            word.split('"').next()
        });
        let words: Vec<&str> = words.collect();
        assert_eq!(*documented, words, "{}", one.name);
        compared += 1;
    }
    assert!(compared > 40, "only {compared} enums are in the document");
}
