//! Where files are kept.

use secrecy::SecretString;
use shared::config::Environment;
use std::path::PathBuf;

/// Where files are kept and how large they may be.
#[derive(Clone, Debug)]
pub struct FilesConfig {
    /// `OCOP_FILES`, default the folder `.ocop/files` of the working directory: `file:///srv/ocop/files` or
    /// `s3://bucket/prefix`. Several apis need one place that all of them reach.
    pub place: FilesPlace,
    /// `OCOP_FILE_MEBIBYTES`, default 64: the largest file, in MiB; a scanned certificate takes one or two, a list of
    /// 200,000 rows as CSV about 30.
    pub largest_mebibytes: u64,
}

/// A folder or a bucket.
#[derive(Clone, Debug)]
pub enum FilesPlace {
    /// A folder of this machine, made with the first file.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    Bucket(Bucket),
}

/// How to reach a bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the keys begin with; may be empty.
    pub prefix: String,
    /// `OCOP_FILES_ENDPOINT`, default that of the region at Amazon: address of the store, `http` or `https`.
    pub endpoint: Option<String>,
    /// `OCOP_FILES_REGION`, default `us-east-1`, which stores without regions take too.
    pub region: String,
    /// `OCOP_FILES_ACCESS_KEY`, required for a bucket.
    pub access_key: SecretString,
    /// `OCOP_FILES_SECRET_KEY`, required for a bucket.
    pub secret_key: SecretString,
}

impl FilesConfig {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let largest = environment.number("OCOP_FILE_MEBIBYTES", Self::LARGEST_MEBIBYTES, 1..=1024);
        let mut config = Self {
            largest_mebibytes: largest,
            ..Self::default()
        };
        if let Some(address) = environment.get("OCOP_FILES") {
            match place(environment, address.trim()) {
                Some(place) => config.place = place,
                None => environment.problem(
                    "OCOP_FILES must be file:///folder or s3://bucket/prefix, such as file:///srv/ocop/files",
                ),
            }
        }
        config
    }

    /// The defaults with files in `folder`.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            place: FilesPlace::Folder(folder.into()),
            largest_mebibytes: Self::LARGEST_MEBIBYTES,
        }
    }

    /// The largest file in bytes.
    #[must_use]
    pub const fn largest(&self) -> u64 {
        self.largest_mebibytes.saturating_mul(1024 * 1024)
    }

    const LARGEST_MEBIBYTES: u64 = 64;
}

impl Default for FilesConfig {
    fn default() -> Self {
        Self::in_folder(".ocop/files")
    }
}

fn place(environment: &mut Environment, address: &str) -> Option<FilesPlace> {
    if let Some(folder) = address.strip_prefix("file://") {
        return folder
            .starts_with('/')
            .then(|| FilesPlace::Folder(PathBuf::from(folder)));
    }
    let (name, prefix) = address
        .strip_prefix("s3://")
        .map(|rest| rest.split_once('/').unwrap_or((rest, "")))?;
    let bucket = Bucket {
        name: name.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        endpoint: environment.get("OCOP_FILES_ENDPOINT"),
        region: environment
            .get("OCOP_FILES_REGION")
            .unwrap_or_else(|| "us-east-1".to_owned()),
        access_key: environment.secret("OCOP_FILES_ACCESS_KEY"),
        secret_key: environment.secret("OCOP_FILES_SECRET_KEY"),
    };
    (!name.is_empty()).then_some(FilesPlace::Bucket(bucket))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<FilesConfig, shared::config::ConfigError> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut environment = Environment::from_pairs(pairs);
        let config = FilesConfig::read(&mut environment);
        environment.finish(config)
    }

    #[test]
    fn a_folder_or_a_bucket_with_its_keys() {
        let FilesPlace::Folder(folder) = read(&[("OCOP_FILES", "file:///srv/ocop")]).unwrap().place else {
            panic!("no folder");
        };
        assert_eq!(folder, PathBuf::from("/srv/ocop"));
        let keys = [
            ("OCOP_FILES", "s3://ocop/evidence/"),
            ("OCOP_FILES_ACCESS_KEY", "key"),
            ("OCOP_FILES_SECRET_KEY", "very secret"),
        ];
        let config = read(&keys).unwrap();
        assert!(!format!("{config:?}").contains("very secret"));
        let FilesPlace::Bucket(bucket) = config.place else {
            panic!("no bucket");
        };
        assert_eq!(
            (bucket.name.as_str(), bucket.prefix.as_str()),
            ("ocop", "evidence")
        );
        let missing = read(&[("OCOP_FILES", "s3://ocop")]).unwrap_err().to_string();
        assert!(missing.contains("OCOP_FILES_SECRET_KEY"), "{missing}");
        for wrong in ["/srv/ocop", "file://srv", "s3:///x", "ftp://a"] {
            assert!(read(&[("OCOP_FILES", wrong)]).is_err(), "{wrong}");
        }
    }
}
