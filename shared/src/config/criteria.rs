//! Regimes beyond those of the program, from a folder, and the official wording of sheets, from a file.

use super::Environment;
use crate::domain::criteria::FurtherCriteria;
use std::fs;
use std::io;
use std::path::Path;

/// `OCOP_CRITERIA_DIR`, none by default: folder with further regimes (`*.json`) and, where they need any, `labels.csv`, in the
/// form of `criteria/`. api and worker need the same. `OCOP_CRITERIA_WORDING`, none by default: file with the official wording of
/// sheets, which the api shows beside our short labels.
pub fn further_criteria(environment: &mut Environment) -> FurtherCriteria {
    let mut told =
        |name: &str, read: &dyn Fn(&Path, &mut FurtherCriteria) -> io::Result<()>, further: &mut _| {
            if let Some(path) = environment.get(name)
                && let Err(error) = read(Path::new(&path), further)
            {
                environment.problem(format!("{name} {path}: {error}"));
            }
        };
    let mut further = FurtherCriteria::default();
    told("OCOP_CRITERIA_DIR", &regimes, &mut further);
    told("OCOP_CRITERIA_WORDING", &wording, &mut further);
    further
}

fn regimes(folder: &Path, further: &mut FurtherCriteria) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name_of(&path);
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
    Ok(())
}

fn wording(file: &Path, further: &mut FurtherCriteria) -> io::Result<()> {
    further.wording = Some((name_of(file), fs::read_to_string(file)?));
    Ok(())
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
