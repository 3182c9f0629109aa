//! The house has one way up: `docs/floors.toml` names the floors, and these tests hold the sources against it.

mod arrows;
mod source;

use arrows::House;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::Table;

/// `docs/floors.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// Rooms of `api/src` by floor, the top floor first.
    floors: Vec<Vec<String>>,
    /// Folders of sources.
    without_circles: Vec<String>,
    /// By the folder of a crate, the crates that it must not know.
    strangers: BTreeMap<String, Vec<String>>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn plan() -> Plan {
    toml::from_str(&std::fs::read_to_string(root().join("docs/floors.toml")).unwrap()).unwrap()
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// The arrows of `house` that do not lead down, a line each.
fn upward(house: &House, floors: &[Vec<String>]) -> Vec<String> {
    let floor = |module: &str| {
        floors
            .iter()
            .position(|rooms| rooms.iter().any(|name| name == room(module)))
    };
    let arrows = house.arrows().into_iter();
    let upward = arrows.filter(|((from, to), _)| {
        // The root declares the rooms and lets some of their names out.
        let leaves_a_room = !from.is_empty() && room(from) != room(to);
        leaves_a_room && floor(from).zip(floor(to)).is_none_or(|(from, to)| from >= to)
    });
    upward
        .map(|((from, to), path)| format!("{from} imports {path} of {to}"))
        .collect()
}

/// The circles of `house`, each as the arrows that it is made of.
fn circles(house: &House) -> Vec<String> {
    let arrows = house.arrows();
    let edges = arrows.keys().map(|(from, to)| (from.as_str(), to.as_str()));
    let graph: DiGraphMap<&str, ()> = DiGraphMap::from_edges(edges);
    let knots = tarjan_scc(&graph).into_iter().filter(|knot| knot.len() > 1);
    knots
        .map(|knot| {
            let inside = arrows
                .iter()
                .filter(|((from, to), _)| knot.contains(&from.as_str()) && knot.contains(&to.as_str()));
            let lines = inside.map(|((from, to), path)| format!("  {from} imports {path} of {to}"));
            format!(
                "a circle of {} files:\n{}",
                knot.len(),
                lines.collect::<Vec<_>>().join("\n")
            )
        })
        .collect()
}

/// The crates that the manifest in `folder` names; those for tests and builds among them where `all` are asked for.
fn named(folder: &Path, all: bool) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let manifest: Table = text.parse().unwrap();
    let sections: &[&str] = match all {
        true => &["dependencies", "dev-dependencies", "build-dependencies"],
        false => &["dependencies"],
    };
    let by_target = manifest.get("target").and_then(|targets| targets.as_table());
    let places = by_target
        .into_iter()
        .flatten()
        .filter_map(|(_, target)| target.as_table());
    let tables = places.chain([&manifest]).flat_map(|place| {
        sections
            .iter()
            .filter_map(|section| place.get(*section).and_then(|one| one.as_table()))
    });
    let package = |name: &String, about: &toml::Value| {
        let renamed = about.get("package").and_then(|package| package.as_str());
        renamed.unwrap_or(name).to_owned()
    };
    tables
        .flatten()
        .map(|(name, about)| package(name, about))
        .collect()
}

/// The crates of this workspace that the one in `folder` knows, itself or through another.
fn known(folder: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let workspace: Table = text.parse().unwrap();
    let ours: BTreeMap<&String, &str> = workspace["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .iter()
        .filter_map(|(name, about)| Some((name, about.get("path")?.as_str()?)))
        .collect();
    assert!(
        ours.len() > 2,
        "the workspace names its own crates by their paths"
    );
    let mut known = BTreeSet::new();
    let mut waiting: Vec<String> = named(folder, true).into_iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some(path) = ours.get(&name)
            && known.insert(name)
        {
            waiting.extend(named(&root().join(path), false));
        }
    }
    known
}

#[test]
fn a_room_imports_only_from_the_floors_below() {
    let (house, floors) = (House::read(&root().join("api/src")), plan().floors);
    let rooms: BTreeSet<String> = house.modules().map(|module| room(module).to_owned()).collect();
    let mut planned: Vec<String> = floors.concat();
    planned.push(String::new());
    planned.sort();
    assert_eq!(
        rooms.into_iter().collect::<Vec<_>>(),
        planned,
        "every room has its floor, once"
    );
    assert!(house.arrows().len() > 500, "the imports of the api are found");
    let upward = upward(&house, &floors);
    assert!(upward.is_empty(), "not downwards:\n{}", upward.join("\n"));
}

#[test]
fn the_map_shows_the_floors_in_their_order() {
    let map = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let after = map.split_once("| floor | what is there |").unwrap().1;
    let rows = after.lines().skip(2).take_while(|line| line.starts_with('|'));
    let shown: Vec<&str> = rows.map(|row| row.split('|').nth(1).unwrap().trim()).collect();
    let floors = plan().floors.into_iter();
    let planned = floors.map(|rooms| format!("`{}`", rooms.join("`, `")));
    assert_eq!(shown, planned.collect::<Vec<_>>());
}

#[test]
fn no_file_leads_back_to_itself() {
    for folder in plan().without_circles {
        let circles = circles(&House::read(&root().join(&folder)));
        assert!(circles.is_empty(), "{folder}:\n{}", circles.join("\n"));
    }
}

#[test]
fn crates_do_not_know_those_beside_and_above_them() {
    let strangers = plan().strangers;
    assert!(
        known(&root().join("standalone")).contains("worker"),
        "dependencies are found"
    );
    for (folder, strangers) in strangers {
        let known = known(&root().join(&folder));
        for stranger in strangers {
            assert!(!known.contains(&stranger), "{folder} knows {stranger}");
        }
    }
}

/// A house of two floors, whose lower room has this file.
fn house(lower: &str) -> House {
    House::of(&[
        ("", "mod lower; mod upper;"),
        ("upper", "//! A door.\nmod inner;\npub(crate) use inner::Thing;"),
        ("upper::inner", "pub(crate) struct Thing;"),
        ("lower", "mod first; mod second;"),
        ("lower::first", lower),
        ("lower::second", "use super::first::work;"),
    ])
}

#[test]
fn every_way_of_naming_another_file_is_seen() {
    let floors = [vec!["upper".to_owned()], vec!["lower".to_owned()]];
    for lower in [
        "use crate::upper::Thing;",
        "use crate::{lower::second, upper::{Thing as Other}};",
        "pub(crate) fn work() { crate::upper::inner::go(); }",
        "use super::super::upper as above; fn work() { above::go() }",
        "macro_rules! thing { () => { $crate::upper::Thing }; }",
        "#[schema(value_type = crate::upper::Thing)] struct Own;",
        "mod tests { use super::super::super::upper::Thing; }",
        "pub(crate) use crate::upper::Thing; type Own = Thing;",
    ] {
        assert_eq!(upward(&house(lower), &floors).len(), 1, "{lower}");
    }
    for lower in [
        "//! See [`crate::upper::Thing`].",
        "const TEXT: &str = \"crate::upper::Thing\";",
        "pub(in crate::upper) struct Own;",
        "mod tests { use super::*; }",
        "use shared::upper::Thing;",
    ] {
        assert!(upward(&house(lower), &floors).is_empty(), "{lower}");
    }
    assert_eq!(circles(&house("use super::second::Other;")).len(), 1);
    assert_eq!(
        circles(&house("fn work() { crate::lower::second::go() }")).len(),
        1
    );
    assert!(circles(&house("use crate::upper::Thing;")).is_empty());
}
