//! What of a cold build costs most, read from cargo's own report.

use serde_json::Value;
use std::path::Path;

/// Crates shown.
const MOST: usize = 12;

/// Prints the whole time and the crates that took longest, each alone.
pub(crate) fn print(timings: &Path, seconds: u64) {
    let html =
        std::fs::read_to_string(timings).unwrap_or_else(|error| panic!("{}: {error}", timings.display()));
    let mut units = units(&html);
    units.sort_by(|one, other| other.1.total_cmp(&one.1));
    println!("\n## Cold build of `cargo run`\n");
    println!(
        "{seconds} s with every crate already downloaded; {} units. The longest:\n",
        units.len()
    );
    println!("| crate | seconds |\n|---|--:|");
    for (name, duration) in units.iter().take(MOST) {
        println!("| {name} | {duration:.1} |");
    }
}

/// Name and seconds of each compiled unit.
fn units(html: &str) -> Vec<(String, f64)> {
    let start = html.find("UNIT_DATA = ").expect("a report of cargo --timings") + "UNIT_DATA = ".len();
    let mut values = serde_json::Deserializer::from_str(&html[start..]).into_iter::<Vec<Value>>();
    let units = values.next().expect("data").expect("JSON");
    units
        .iter()
        .map(|unit| {
            let text = |field: &str| unit[field].as_str().unwrap_or_default().trim().to_owned();
            let name = format!("{} {} {}", text("name"), text("version"), text("target"));
            (
                name.trim().to_owned(),
                unit["duration"].as_f64().unwrap_or_default(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_in_the_report() {
        let html = "<script>const UNIT_DATA = [\n{\"name\":\"syn\",\"version\":\"2.0.0\",\"target\":\" build script\",\
                    \"duration\":1.5}];\nconst MORE = 1;";
        assert_eq!(units(html), [("syn 2.0.0 build script".to_owned(), 1.5)]);
    }
}
