//! Regimes beyond those of the program, from a folder.

use super::Environment;
use crate::domain::criteria::FurtherCriteria;
use std::fs;
use std::io;
use std::path::Path;

/// `OCOP_CRITERIA_DIR`, none by default: folder with further regimes (`*.json`) and, where they need any, `labels.csv`, in the
/// form of `criteria/`. api and worker need the same.
pub fn further_criteria(environment: &mut Environment) -> FurtherCriteria {
    let Some(folder) = environment.get("OCOP_CRITERIA_DIR") else {
        return FurtherCriteria::default();
    };
    read(Path::new(&folder)).unwrap_or_else(|error| {
        environment.problem(format!("OCOP_CRITERIA_DIR {folder}: {error}"));
        FurtherCriteria::default()
    })
}

fn read(folder: &Path) -> io::Result<FurtherCriteria> {
    let mut further = FurtherCriteria::default();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = || {
            fs::read_to_string(&path)
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))
        };
        if name == "labels.csv" {
            further.labels = text()?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            further.regimes.push((name.clone(), text()?));
        }
    }
    // The order of a folder is no order; problems are told in one.
    further.regimes.sort();
    Ok(further)
}
