//! The file of an archive: what it must be, and its lines.

use super::super::list_file::ListFile;
use super::row::{ArchiveRow, LinePlace, LineReader};
use paper::{PaperFile, ReadSeek};
use shared::database::archive::ArchiveReach;
use shared::domain::access::Scope;
use shared::domain::archive::{ArchiveDigest, ArchiveManifest, ArchiveMember, FORMAT, MANIFEST};
use shared::domain::criteria::Regimes;
use shared::domain::language::Text;
use shared::domain::units::{Generation, Level, UnitRef, registry};
use std::io::{self, BufRead, BufReader, Read, SeekFrom};
use std::sync::Arc;
use zip::ZipArchive;
use zip::result::ZipError;

/// Lines of a chunk: a transaction of about a second.
const CHUNK: usize = 250;
/// Most bytes of the manifest.
const MANIFEST_MOST: u64 = 64 * 1024;
/// Most bytes of a line: the history of a product has some thousand.
const LINE_MOST: u64 = 1024 * 1024;
/// Most bytes of a file of the archive, unpacked.
const MEMBER_MOST: u64 = 1024 * 1024 * 1024;
/// The end of a ZIP archive without a comment: its mark, ten bytes behind which stands the number of entries.
const END: usize = 22;
/// The same with what stands before it in one that counts its entries elsewhere, as those of many entries do.
const TAIL: usize = END + 20;
/// The mark of the latter.
const LARGE: &[u8] = b"PK\x06\x07";
/// Serials that a province gives out in a year.
const SERIALS: std::ops::RangeInclusive<i32> = 0..=1_000_000;

type Entries<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;

/// Why a file is no archive that can be taken over.
#[derive(Debug)]
pub(in super::super) enum NoArchive {
    /// The worker's own disk.
    Io(io::Error),
    /// It is no ZIP archive with these files, or they are not what the manifest says.
    Damaged(String),
    /// It was written in another format.
    OtherFormat(u32),
    /// It has more of something than is taken.
    TooLarge(u64),
    /// It is of a province that is not the importer's.
    OtherProvince(String),
}

impl NoArchive {
    /// Stable code of the reason.
    pub(in super::super) const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "file_unreadable",
            Self::Damaged(_) => "damaged_archive",
            Self::OtherFormat(_) => "other_format",
            Self::TooLarge(_) => "too_large",
            Self::OtherProvince(_) => "other_province",
        }
    }

    /// The reason in both languages.
    pub(in super::super) fn message(&self) -> Text {
        match self {
            Self::Io(_) => Text::new("không đọc được tệp", "the file could not be read"),
            Self::Damaged(why) => Text::new(
                format!("bản lưu trữ bị hỏng hoặc đã bị sửa: {why}"),
                format!("the archive is damaged or was changed: {why}"),
            ),
            Self::OtherFormat(format) => Text::new(
                format!("bản lưu trữ ở định dạng {format}; chỉ đọc được định dạng {FORMAT}"),
                format!("the archive has the format {format}; only {FORMAT} is read"),
            ),
            Self::TooLarge(most) => Text::new(
                format!("bản lưu trữ quá lớn: một tệp hoặc một dòng dài quá {most} byte"),
                format!("the archive is too large: a file or a line has more than {most} bytes"),
            ),
            Self::OtherProvince(code) => Text::new(
                format!("bản lưu trữ là của tỉnh {code}, ngoài phạm vi của bạn"),
                format!("the archive is of the province {code}, outside your reach"),
            ),
        }
    }
}

impl From<io::Error> for NoArchive {
    fn from(error: io::Error) -> Self {
        // What is packed wrongly is told by the unpacking in these ways; what the disk says is something else.
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::Damaged(error.to_string())
            }
            _ if error.raw_os_error().is_none() => Self::Damaged(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

impl From<ZipError> for NoArchive {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// An archive with whose register it may be; clones share the file.
#[derive(Clone)]
pub(in super::super) struct ArchiveFile {
    pub(in super::super) file: ListFile,
    pub(in super::super) scope: Scope,
    pub(in super::super) regimes: Arc<Regimes>,
}

impl ArchiveFile {
    /// The manifest, once every file is what it says.
    ///
    /// # Errors
    /// [`NoArchive`].
    pub(in super::super) fn verified(&self) -> Result<ArchiveManifest, NoArchive> {
        let (mut entries, manifest) = self.open()?;
        for said in &manifest.files {
            let name = said.name;
            let mut reader = entries.by_name(name.as_str())?.take(MEMBER_MOST + 1);
            let mut digest = ArchiveDigest::default();
            let mut buffer = vec![0; 64 * 1024];
            loop {
                let read = reader.read(&mut buffer)?;
                if read == 0 {
                    break;
                }
                digest.add(buffer.get(..read).unwrap_or_default());
            }
            let found = digest.summary(name);
            if found.bytes > MEMBER_MOST {
                return Err(NoArchive::TooLarge(MEMBER_MOST));
            }
            if found != *said {
                return Err(NoArchive::Damaged(format!(
                    "{name} is not what the manifest says"
                )));
            }
        }
        Ok(manifest)
    }

    /// Reads it and hands each chunk to `each`, which says whether it wants more; lines up to the number `through` are passed over.
    ///
    /// # Errors
    /// [`NoArchive`].
    pub(in super::super) fn read(
        &self,
        through: u32,
        mut each: impl FnMut(Vec<ArchiveRow>) -> bool,
    ) -> Result<(), NoArchive> {
        let (mut entries, manifest) = self.open()?;
        let units = registry().map_err(|error| NoArchive::Damaged(error.to_string()))?;
        let reach = ArchiveReach::new(&self.scope, &manifest.province);
        let mut row = 0;
        for member in ArchiveMember::ALL {
            let mut lines = LineReader {
                units,
                regimes: &self.regimes,
                reach: &reach,
                anywhere: self.scope == Scope::Nation,
                last: None,
            };
            let mut reader = BufReader::new(entries.by_name(member.as_str())?.take(MEMBER_MOST));
            let (mut chunk, mut line) = (Vec::with_capacity(CHUNK), 0);
            while let Some(bytes) = next_line(&mut reader)? {
                row += 1;
                line += 1;
                let place = LinePlace {
                    row,
                    member: *member,
                    line,
                };
                let read = lines.row(place, &bytes);
                if row > through {
                    chunk.push(read);
                }
                if chunk.len() >= CHUNK && !each(std::mem::take(&mut chunk)) {
                    return Ok(());
                }
            }
            // A chunk ends with its file: the next one refers to what is in it.
            if !chunk.is_empty() && !each(chunk) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn open(&self) -> Result<(Entries<'_>, ArchiveManifest), NoArchive> {
        let mut file = self.file.open()?;
        hold_entries(&mut file)?;
        let mut entries = ZipArchive::new(file)?;
        let mut bytes = Vec::new();
        entries
            .by_name(MANIFEST)?
            .take(MANIFEST_MOST)
            .read_to_end(&mut bytes)?;
        let manifest: ArchiveManifest = serde_json::from_slice(&bytes)
            .map_err(|error| NoArchive::Damaged(format!("{MANIFEST}: {error}")))?;
        if manifest.format != FORMAT {
            return Err(NoArchive::OtherFormat(manifest.format));
        }
        let names = manifest.files.iter().map(|file| file.name);
        if !names.eq(ArchiveMember::ALL.iter().copied()) {
            return Err(NoArchive::Damaged(format!("{MANIFEST} names other files")));
        }
        let serials = &manifest.certificate_serials;
        if serials.iter().any(|serial| !SERIALS.contains(&serial.last))
            || !serials.is_sorted_by(|one, next| one.year < next.year)
        {
            return Err(NoArchive::Damaged(format!("{MANIFEST} names impossible serials")));
        }
        self.hold_province(&manifest.province)?;
        Ok((entries, manifest))
    }

    fn hold_province(&self, province: &str) -> Result<(), NoArchive> {
        let unit = UnitRef::new(Generation::Current, Level::Province, province);
        let units = registry().map_err(|error| NoArchive::Damaged(error.to_string()))?;
        if units.find(&unit).is_none() {
            return Err(NoArchive::Damaged(format!(
                "there is no province {province:?} of today"
            )));
        }
        match &self.scope {
            Scope::Nation => Ok(()),
            Scope::Province(own) if own == province => Ok(()),
            _ => Err(NoArchive::OtherProvince(province.to_owned())),
        }
    }
}

/// Refuses a ZIP archive of other than the few entries of ours before its table of contents is taken into memory.
fn hold_entries(file: &mut (impl Read + io::Seek)) -> Result<(), NoArchive> {
    let other = || NoArchive::Damaged("no ZIP archive of these files without a comment".to_owned());
    let length = file.seek(SeekFrom::End(0))?;
    let before = length.checked_sub(u64::try_from(TAIL).unwrap_or_default());
    file.seek(SeekFrom::Start(before.ok_or_else(other)?))?;
    let mut tail = [0; TAIL];
    file.read_exact(&mut tail)?;
    file.rewind()?;
    let (large, end) = tail.split_at(TAIL - END);
    let entries = u16::try_from(ArchiveMember::ALL.len() + 1).unwrap_or_default();
    let [one, two] = entries.to_le_bytes();
    let is_ours = matches!(
        end,
        [b'P', b'K', 5, 6, _, _, _, _, here, first, all, second, ..]
            if [*here, *first] == [one, two] && [*all, *second] == [one, two]
    );
    if is_ours && !large.starts_with(LARGE) {
        Ok(())
    } else {
        Err(other())
    }
}

/// The next line without its end; none after the last.
fn next_line(reader: &mut impl BufRead) -> Result<Option<Vec<u8>>, NoArchive> {
    let mut bytes = Vec::new();
    let read = reader
        .by_ref()
        .take(LINE_MOST + 1)
        .read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() > usize::try_from(LINE_MOST).unwrap_or(usize::MAX) {
        return Err(NoArchive::TooLarge(LINE_MOST));
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn an_archive_has_its_entries_and_no_more() {
        let mut end = vec![0_u8; TAIL];
        end[20..24].copy_from_slice(b"PK\x05\x06");
        for (entries, is_ours) in [(4, false), (255, false), (5, true)] {
            end[28] = entries;
            end[30] = entries;
            assert_eq!(hold_entries(&mut Cursor::new(&end)).is_ok(), is_ours, "{entries}");
        }
        let mut large = end.clone();
        large[..4].copy_from_slice(LARGE);
        assert!(
            hold_entries(&mut Cursor::new(&large)).is_err(),
            "counted elsewhere"
        );
        end.push(0);
        assert!(hold_entries(&mut Cursor::new(&end)).is_err(), "a comment");
        assert!(hold_entries(&mut Cursor::new(b"PK")).is_err(), "too short");
    }

    #[test]
    fn a_line_is_bounded() {
        let mut lines = Cursor::new(b"{}\n{\"a\": 1}".to_vec());
        assert_eq!(next_line(&mut lines).unwrap(), Some(b"{}".to_vec()));
        assert_eq!(next_line(&mut lines).unwrap(), Some(b"{\"a\": 1}".to_vec()));
        assert_eq!(next_line(&mut lines).unwrap(), None);
        let mut long = Cursor::new(vec![b'a'; 2 * 1024 * 1024]);
        assert_eq!(next_line(&mut long).unwrap_err().code(), "too_large");
    }
}
