//! The document: which operation a request is for, and the parts of it by reference.

use reqwest::Method;
use serde_json::Value;

/// The document and its paths.
pub(super) struct ContractDocument {
    root: &'static Value,
    paths: Vec<Path>,
}

struct Path {
    template: &'static str,
    segments: Vec<Segment>,
    item: Node,
}

enum Segment {
    Literal(&'static str),
    Parameter(&'static str),
}

/// A part of the document and where it stands.
#[derive(Clone)]
pub(super) struct Node {
    /// A reference to it, such as `#/components/schemas/Problem`.
    pub(super) reference: String,
    pub(super) value: &'static Value,
}

impl Node {
    /// Its member of this name.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let escaped: String = name.chars().map(escaped).collect();
        Some(Self {
            reference: format!("{}/{escaped}", self.reference),
            value: self.value.get(name)?,
        })
    }

    /// Its text of this name, empty where it has none.
    pub(super) fn text(&self, name: &str) -> &'static str {
        self.value[name].as_str().unwrap_or_default()
    }

    /// Its members.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'static String, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.filter_map(|(name, _)| Some((name, self.member(name)?)))
    }
}

/// A character in a reference: what separates names, or may not stand in an address.
fn escaped(character: char) -> String {
    match character {
        '~' => "~0".to_owned(),
        '/' => "~1".to_owned(),
        '{' | '}' | '%' | '+' | '*' | ' ' => format!("%{:02X}", u32::from(character)),
        other => other.to_string(),
    }
}

/// An operation of the document and the path that a request has given for it.
pub(super) struct ContractOperation {
    pub(super) template: &'static str,
    /// Of the document, so `GET` for a request with `HEAD`.
    pub(super) method: Method,
    pub(super) node: Node,
    item: Node,
    /// Values of the path's parameters, percent-encoded.
    pub(super) path_values: Vec<(&'static str, String)>,
}

impl ContractOperation {
    /// Method and path.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }
}

impl ContractDocument {
    pub(super) fn new(root: &'static Value) -> Self {
        let paths = Node {
            reference: "#/paths".to_owned(),
            value: &root["paths"],
        };
        let paths = paths.members().map(|(template, item)| Path {
            template,
            segments: template.split('/').map(segment).collect(),
            item,
        });
        Self {
            root,
            paths: paths.collect(),
        }
    }

    /// The operation of a request with this path; of several that fit the one with more literal segments.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<ContractOperation> {
        let given: Vec<&str> = path.split('/').collect();
        let fitting = self.paths.iter().filter(|path| path.fits(&given));
        let path = fitting.max_by_key(|path| path.literals())?;
        let method = if *method == Method::HEAD {
            Method::GET
        } else {
            method.clone()
        };
        let node = path.item.member(&method.as_str().to_ascii_lowercase())?;
        Some(ContractOperation {
            template: path.template,
            method,
            node,
            item: path.item.clone(),
            path_values: path.values(&given),
        })
    }

    /// Every operation: its id, its method and path, and what the document says of it.
    #[cfg(test)]
    pub(super) fn operations(&self) -> impl Iterator<Item = (&'static str, String, Node)> {
        self.paths.iter().flat_map(|path| {
            let methods = path.item.members();
            methods.map(|(method, node)| {
                let name = format!("{} {}", method.to_uppercase(), path.template);
                (node.text("operationId"), name, node)
            })
        })
    }

    /// A name for what was asked: of the operation, or of the request itself.
    pub(super) fn name(&self, method: &Method, path: &str) -> String {
        let found = self.find(method, path);
        found.map_or_else(|| format!("{method} {path}"), |operation| operation.name())
    }

    /// The part itself, or what its `$ref` leads to.
    pub(super) fn resolved(&self, node: Node) -> Node {
        let mut node = node;
        while let Some(reference) = node.value["$ref"].as_str() {
            let pointer = reference
                .strip_prefix('#')
                .expect("a reference within the document");
            let value = self.root.pointer(pointer);
            node = Node {
                reference: reference.to_owned(),
                value: value.unwrap_or_else(|| panic!("{reference} leads nowhere")),
            };
        }
        node
    }

    /// The operation's parameters of this kind (`query`, `header`, `path`), those of its path among them.
    pub(super) fn parameters(&self, operation: &ContractOperation, kind: &str) -> Vec<Node> {
        let of_both = [&operation.node, &operation.item];
        let lists = of_both.into_iter().filter_map(|node| node.member("parameters"));
        lists
            .flat_map(|list| self.items(&list))
            .filter(|parameter| parameter.text("in") == kind)
            .collect()
    }

    /// The items of a list.
    pub(super) fn items(&self, list: &Node) -> Vec<Node> {
        let items = list.value.as_array().into_iter().flatten().enumerate();
        let nodes = items.map(|(position, value)| Node {
            reference: format!("{}/{position}", list.reference),
            value,
        });
        nodes.map(|node| self.resolved(node)).collect()
    }
}

impl Path {
    fn fits(&self, given: &[&str]) -> bool {
        let fits = |(segment, given): (&Segment, &&str)| match segment {
            Segment::Literal(literal) => literal == given,
            Segment::Parameter(_) => !given.is_empty(),
        };
        self.segments.len() == given.len() && self.segments.iter().zip(given).all(fits)
    }

    fn literals(&self) -> usize {
        let is_literal = |segment: &&Segment| matches!(segment, Segment::Literal(_));
        self.segments.iter().filter(is_literal).count()
    }

    fn values(&self, given: &[&str]) -> Vec<(&'static str, String)> {
        let pairs = self.segments.iter().zip(given);
        pairs
            .filter_map(|(segment, given)| match segment {
                Segment::Parameter(name) => Some((*name, (*given).to_owned())),
                Segment::Literal(_) => None,
            })
            .collect()
    }
}

fn segment(text: &'static str) -> Segment {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => Segment::Parameter(name),
        None => Segment::Literal(text),
    }
}
