//! Which file imports which. A name that a file only lets out (`pub use`) is no import of that file, and whoever takes it there
//! imports the file behind it: the door of a room does not count, what lies in the room does.

use super::source::Source;
use std::collections::BTreeMap;
use std::path::Path;

/// More doors than one after another lead anywhere.
const MOST_DOORS: u8 = 16;

/// The sources of a crate by module: `a::b` for `a/b.rs`, the empty text for the root.
pub(super) struct House(BTreeMap<String, Source>);

/// Of each arrow from a module to another one, a path that makes it.
pub(super) type Arrows = BTreeMap<(String, String), String>;

impl House {
    /// The library in the folder `src`.
    pub(super) fn read(src: &Path) -> Self {
        let mut sources = BTreeMap::new();
        let mut folders = vec![(src.to_owned(), Vec::new())];
        while let Some((folder, above)) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let module = [above.as_slice(), &[stem]].concat();
                if path.is_dir() {
                    folders.push((path, module));
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let source = Source::read(&std::fs::read_to_string(&path).unwrap());
                    sources.insert(module.join("::"), source);
                }
            }
        }
        // A program beside the library is a crate of its own.
        sources.remove("main");
        sources.retain(|module, _| !module.starts_with("bin::"));
        let root = sources.remove("lib").unwrap();
        sources.insert(String::new(), root);
        Self(sources)
    }

    /// These modules with their texts.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let sources = files
            .iter()
            .map(|(module, text)| ((*module).to_owned(), Source::read(text)));
        Self(sources.collect())
    }

    /// All modules that are files.
    pub(super) fn modules(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (module, source) in &self.0 {
            let imports = source
                .imports
                .iter()
                .filter(|import| !import.is_door || import.name == "*" || source.words.contains(&import.name))
                .map(|import| &import.path);
            for path in imports.chain(&source.paths) {
                if let Some(to) = self.home(module, path, MOST_DOORS).filter(|to| to != module) {
                    arrows
                        .entry((module.clone(), to))
                        .or_insert_with(|| path.join("::"));
                }
            }
        }
        arrows
    }

    /// The file in which that lies which `module` calls `path`; none for what belongs to another crate or to the file itself.
    fn home(&self, module: &str, path: &[String], doors: u8) -> Option<String> {
        let doors = doors.checked_sub(1)?;
        let (first, later) = path.split_first()?;
        let (mut at, mut later) = match first.as_str() {
            "crate" => (String::new(), later),
            "self" => (module.to_owned(), later),
            "super" => {
                let supers = path.iter().take_while(|name| *name == "super").count();
                let mut above: Vec<&str> = module.split("::").collect();
                above.truncate(above.len().checked_sub(supers)?);
                (above.join("::"), &path[supers..])
            }
            _ if self.0.contains_key(&inside(module, first)) => (inside(module, first), later),
            _ => {
                let import = self.import(module, first)?;
                return self.home(module, &[import, later].concat(), doors);
            }
        };
        while let Some((name, rest)) = later.split_first() {
            if self.0.contains_key(&inside(&at, name)) {
                (at, later) = (inside(&at, name), rest);
            } else {
                let behind = self.import(&at, name);
                let behind = behind.and_then(|import| self.home(&at, &[import, rest].concat(), doors));
                return Some(behind.unwrap_or(at));
            }
        }
        Some(at)
    }

    /// What `name` stands for in `module`, where a `use` brings it.
    fn import(&self, module: &str, name: &str) -> Option<&[String]> {
        let imports = &self.0.get(module)?.imports;
        let import = imports
            .iter()
            .find(|import| !import.is_inner && import.name == name)?;
        // A macro is let out under its own name.
        (import.path != [name]).then_some(import.path.as_slice())
    }
}

fn inside(module: &str, name: &str) -> String {
    if module.is_empty() {
        name.to_owned()
    } else {
        format!("{module}::{name}")
    }
}
