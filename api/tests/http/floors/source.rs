//! What a source file names. It is read as tokens, so that macros and attributes count like everything else; comments and texts
//! do not.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::{ItemUse, UseTree};

/// One name that a `use` brings.
pub(super) struct Import {
    /// What it stands for.
    pub(super) path: Vec<String>,
    /// The name in this file; `*` for all names.
    pub(super) name: String,
    /// Whether it only lets the name out to others (`pub use`).
    pub(super) is_door: bool,
    /// Whether it stands in a module inside the file.
    pub(super) is_inner: bool,
}

/// What a file names.
#[derive(Default)]
pub(super) struct Source {
    pub(super) imports: Vec<Import>,
    /// Paths of more than one name outside `use`.
    pub(super) paths: Vec<Vec<String>>,
    /// The first names of all paths outside `use`.
    pub(super) words: HashSet<String>,
}

impl Source {
    pub(super) fn read(text: &str) -> Self {
        let mut source = Self::default();
        source.walk(text.parse().unwrap(), 0);
        source
    }

    /// Reads what stands in `depth` modules inside the file.
    fn walk(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += match token {
                TokenTree::Group(group) => {
                    self.walk(group.stream(), depth);
                    1
                }
                TokenTree::Ident(word) if word == "use" => self.import(&tokens, at, depth).unwrap_or(1),
                TokenTree::Ident(word) if word == "mod" => match tokens.get(at + 2) {
                    Some(TokenTree::Group(body)) => {
                        self.walk(body.stream(), depth + 1);
                        3
                    }
                    _ => 2,
                },
                TokenTree::Ident(word) if word == "pub" => {
                    1 + usize::from(is_parenthesis(tokens.get(at + 1)))
                }
                TokenTree::Ident(_) => self.path(&tokens, at, depth),
                _ => 1,
            };
        }
    }

    /// The `use` that begins at `at`; how many tokens it has. None where the word is no item, as in `impl Trait + use<>`.
    fn import(&mut self, tokens: &[TokenTree], at: usize, depth: usize) -> Option<usize> {
        let end = tokens[at..].iter().position(|token| is_punct(Some(token), ';'))?;
        let item = tokens[at..=at + end].iter().cloned().collect();
        let item: ItemUse = syn::parse2(item).ok()?;
        let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        let is_pub =
            |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if word == "pub");
        let is_door = is_pub(before(1)) || (is_parenthesis(before(1)) && is_pub(before(2)));
        let mut names = Vec::new();
        spread(&item.tree, &[], &mut names);
        self.imports.extend(names.into_iter().map(|(path, name)| Import {
            path: from_file(path, depth),
            name,
            is_door,
            is_inner: depth > 0,
        }));
        Some(end + 1)
    }

    /// The path that begins at `at`; how many tokens it has.
    fn path(&mut self, tokens: &[TokenTree], at: usize, depth: usize) -> usize {
        let mut names = Vec::new();
        let mut end = at;
        while let Some(TokenTree::Ident(word)) = tokens.get(end) {
            names.push(word.to_string());
            end += 1;
            if !is_double_colon(tokens, end) {
                break;
            }
            end += 2;
        }
        let back = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
        let goes_on = at > 1 && is_double_colon(tokens, at - 2);
        if !goes_on && !is_punct(back(1), '.') {
            self.words.extend(names.first().cloned());
            if names.len() > 1 {
                self.paths.push(from_file(names, depth));
            }
        }
        end - at
    }
}

fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_double_colon(tokens: &[TokenTree], at: usize) -> bool {
    let joint = matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
    joint && is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn is_parenthesis(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

/// `path`, written in `depth` modules inside a file, as the file itself would write it.
fn from_file(mut path: Vec<String>, depth: usize) -> Vec<String> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    if depth > 0 && supers > 0 {
        path.drain(..supers.min(depth));
        if supers <= depth {
            path.insert(0, "self".to_owned());
        }
    }
    path
}

/// The names of a tree with their paths.
fn spread(tree: &UseTree, before: &[String], names: &mut Vec<(Vec<String>, String)>) {
    let with = |name: String| [before, &[name]].concat();
    match tree {
        UseTree::Path(path) => spread(&path.tree, &with(path.ident.to_string()), names),
        UseTree::Name(name) if name.ident == "self" => {
            names.push((before.to_vec(), before.last().cloned().unwrap_or_default()));
        }
        UseTree::Name(name) => names.push((with(name.ident.to_string()), name.ident.to_string())),
        UseTree::Rename(name) if name.ident == "self" => {
            names.push((before.to_vec(), name.rename.to_string()));
        }
        UseTree::Rename(name) => names.push((with(name.ident.to_string()), name.rename.to_string())),
        UseTree::Glob(_) => names.push((before.to_vec(), "*".to_owned())),
        UseTree::Group(group) => group.items.iter().for_each(|item| spread(item, before, names)),
    }
}
