//! The rules take values and return values: what reaches out of the process is neither among their dependencies nor in their source.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Crates that connect, wait or store.
const REACHING_OUT: [&str; 10] = [
    "diesel-async",
    "hyper",
    "lapin",
    "mio",
    "object_store",
    "reqwest",
    "rustls",
    "socket2",
    "tokio",
    "tokio-postgres",
];

/// What asks the machine for a file, the network, the time, the environment or a thread.
const IMPURE: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "now_v7",
];

#[test]
fn no_dependency_reaches_out_of_the_process() {
    let tree = Command::new(env::var_os("CARGO").expect("cargo runs the tests"))
        .args([
            "tree",
            "--package",
            "domain",
            "--edges",
            "normal",
            "--all-features",
        ])
        .args(["--prefix", "none", "--format", "{p}", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"diesel") && names.contains(&"serde"), "{names:?}");
    let reaching: Vec<_> = names.iter().filter(|name| REACHING_OUT.contains(name)).collect();
    assert!(reaching.is_empty(), "the rules depend on {reaching:?}");
}

#[test]
fn no_rule_asks_the_machine() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 50, "{files:?}");
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        for word in IMPURE {
            assert!(!source.contains(word), "{} has {word}", file.display());
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
