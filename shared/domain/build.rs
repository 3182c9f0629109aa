//! Lists the regimes of `criteria/`, so that a further file needs no line of code.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../criteria");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../criteria");
    let mut entries = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            entries.push(format!("({name:?}, include_str!({:?})),", path.to_string_lossy()));
        }
    }
    entries.sort();
    let list = format!("[{}]", entries.concat());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("criteria.rs"), list)?;
    Ok(())
}
