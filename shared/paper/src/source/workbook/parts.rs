//! Where the parts of a workbook lie in its archive, and what its cell formats show as dates.

use crate::archive::{Archive, unpacked};
use crate::bounds::{Bounded, Budget, FORMATS, NAME, PARTS, PaperBound, SHEETS};
use crate::file::Unreadable;
use crate::xml::{attribute, each_element, number};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// A sheet (trang tính).
pub(crate) struct SheetPart {
    /// Its name on the tab.
    pub(crate) name: String,
    /// Its path in the archive.
    pub(crate) path: String,
}

/// The parts that a list needs.
pub(crate) struct Parts {
    /// Path of the workbook's own part.
    pub(crate) workbook: String,
    /// Visible sheets first, each group in the order of the tabs.
    pub(crate) sheets: Vec<SheetPart>,
    pub(super) strings: Option<String>,
    /// Path of the cell formats.
    pub(crate) styles: Option<String>,
    pub(super) since_1904: bool,
}

impl Parts {
    pub(super) fn read(archive: &mut Archive<'_>, budget: &Budget) -> Result<Self, Unreadable> {
        let workbook = relations(archive, "_rels/.rels", "", budget)?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let relations = relations(archive, &relations_path(&workbook), folder(&workbook), budget)?;
        let target = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
        let paths: HashMap<&str, &str> = relations
            .iter()
            .filter(|relation| relation.kind == "worksheet")
            .map(|relation| (relation.id.as_str(), relation.target.as_str()))
            .collect();
        let (mut shown, mut hidden, mut since_1904) = (Vec::new(), Vec::new(), false);
        each_element(
            unpacked(archive, &workbook, budget)?,
            &mut |element| match element.local_name().as_ref() {
                b"workbookPr" => {
                    since_1904 = attribute(element, "date1904").is_some_and(|is| is == "1" || is == "true");
                }
                b"sheet" => {
                    let path = attribute(element, "id").and_then(|id| paths.get(id.as_str()).copied());
                    let visible = attribute(element, "state").is_none_or(|state| state == "visible");
                    let name = attribute(element, "name").filter(|name| name.len() <= NAME);
                    let sheets = if visible { &mut shown } else { &mut hidden };
                    if let (Some(name), Some(path)) = (name, path)
                        && sheets.len() <= SHEETS
                    {
                        sheets.push(SheetPart {
                            name,
                            path: path.to_owned(),
                        });
                    }
                }
                _ => {}
            },
        )?;
        shown.append(&mut hidden);
        PaperBound::Sheets.hold(shown.len())?;
        Ok(Self {
            sheets: shown,
            strings: target("sharedStrings").map(|relation| relation.target.clone()),
            styles: target("styles").map(|relation| relation.target.clone()),
            since_1904,
            workbook,
        })
    }
}

struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    /// Path in the archive.
    target: String,
}

/// The path of the relations of the part `path`.
pub(crate) fn relations_path(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{}_rels/{name}.rels", folder(path))
}

/// The folder of a part, with its last stroke.
fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

fn relations(
    archive: &mut Archive<'_>,
    path: &str,
    folder: &str,
    budget: &Budget,
) -> Result<Vec<Relation>, Unreadable> {
    let mut relations = Vec::new();
    if archive.index_for_name(path).is_none() {
        return Ok(relations);
    }
    each_element(unpacked(archive, path, budget)?, &mut |element| {
        let (id, kind, target) = (
            attribute(element, "Id"),
            attribute(element, "Type"),
            attribute(element, "Target"),
        );
        if let (Some(id), Some(kind), Some(target)) = (id, kind, target)
            && id.len().max(kind.len()).max(target.len()) <= NAME
            && relations.len() <= PARTS
        {
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("{folder}{target}"),
            };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.push(Relation { id, kind, target });
        }
    })?;
    PaperBound::Parts.hold(relations.len())?;
    Ok(relations)
}

/// Of each cell format, whether it shows a number as a date.
pub(super) fn date_formats<R: BufRead>(styles: Bounded<R>) -> Result<Vec<bool>, Unreadable> {
    let (mut own, mut formats, mut within) = (HashSet::new(), Vec::new(), false);
    each_element(styles, &mut |element| match element.local_name().as_ref() {
        b"numFmt" => {
            let code = attribute(element, "formatCode").unwrap_or_default();
            if let Some(id) = number::<u32>(element, "numFmtId").filter(|_| shows_date(&code))
                && own.len() <= FORMATS
            {
                own.insert(id);
            }
        }
        b"cellXfs" => within = true,
        b"cellStyles" | b"dxfs" | b"cellStyleXfs" => within = false,
        b"xf" if within && formats.len() <= FORMATS => {
            let id = number::<u32>(element, "numFmtId").unwrap_or_default();
            formats.push(matches!(id, 14..=17 | 22 | 27..=36 | 50..=58) || own.contains(&id));
        }
        _ => {}
    })?;
    PaperBound::Formats.hold(formats.len().max(own.len()))?;
    Ok(formats)
}

/// Whether a format of one's own has a day or a year outside quotes and brackets.
fn shows_date(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    let mut found = false;
    for letter in code.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracketed => found = true,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::shows_date;

    #[test]
    fn formats_of_dates_are_known_by_day_or_year() {
        for code in ["dd/mm/yyyy", "[$-42A]d \"tháng\" m", "yyyy-mm-dd", "mm/yy"] {
            assert!(shows_date(code), "{code}");
        }
        for code in ["0.00", "#,##0 \"ngày/day\"", "[Red]0", "General", "@", "0\\d"] {
            assert!(!shows_date(code), "{code}");
        }
    }
}
