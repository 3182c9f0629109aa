//! The files of the page, as they are compiled in, and the one digest that names this version of them all.

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use shared::domain::units::{Generation, Level, registry};
use shared::hex::short_hex;
use std::sync::LazyLock;

/// Where the page is.
pub(crate) const PATH: &str = "/dashboard";

/// Stands in the page for the folder of the files.
const FOLDER: &str = "{{assets}}";

/// Points of today's communes, so that the map has the country's shape: made of the compiled-in units, not a file.
const COMMUNES: &str = "communes.json";

/// The files below `dashboard/` that the page is made of, by the path under which it knows them.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../../dashboard/", $name)).as_slice())),*]
    };
}

/// A file as it is sent.
pub(super) struct AssetFile {
    name: &'static str,
    /// `Content-Type`.
    pub(super) kind: HeaderValue,
    /// Its bytes.
    pub(super) content: Bytes,
}

/// The page and its files.
pub(super) struct Assets {
    /// The page, which names its files with the digest.
    pub(super) page: Bytes,
    /// Of everything: a changed file changes the address of all, so that modules never meet those of another version.
    pub(super) digest: String,
    files: Vec<AssetFile>,
}

impl Assets {
    fn new() -> Self {
        let mut files: Vec<AssetFile> = sources().into_iter().map(AssetFile::of).collect();
        files.push(AssetFile {
            name: COMMUNES,
            kind: kind(COMMUNES),
            content: communes().into(),
        });
        let mut digest = Sha256::new();
        for file in &files {
            digest.update(file.name);
            digest.update(&file.content);
        }
        let digest = short_hex(&digest.finalize());
        let folder = format!("{PATH}/assets/{digest}");
        let page = include_str!("../../../../dashboard/index.html").replace(FOLDER, &folder);
        Self {
            page: page.into(),
            digest,
            files,
        }
    }

    /// The file of this name.
    pub(super) fn file(&self, name: &str) -> Option<&AssetFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

impl AssetFile {
    fn of((name, content): (&'static str, &'static [u8])) -> Self {
        Self {
            name,
            kind: kind(name),
            content: Bytes::from_static(content),
        }
    }
}

/// The page and its files, put together once.
pub(super) fn assets() -> &'static Assets {
    static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::new);
    &ASSETS
}

fn kind(name: &str) -> HeaderValue {
    let ending = name.rsplit('.').next().unwrap_or_default();
    HeaderValue::from_static(match ending {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    })
}

/// `[[longitude, latitude], …]` of today's communes, in degrees with two decimals; none where the units compiled in are broken,
/// which the start of the service refuses.
fn communes() -> String {
    let communes = registry()
        .map(|registry| registry.units_of(Generation::Current, Some(Level::Commune)))
        .unwrap_or_default();
    let points: Vec<String> = communes
        .iter()
        .map(|commune| format!("[{:.2},{:.2}]", commune.longitude, commune.latitude))
        .collect();
    format!("[{}]", points.join(","))
}

fn sources() -> impl IntoIterator<Item = (&'static str, &'static [u8])> {
    files![
        "style.css",
        "icon.svg",
        "main.js",
        "api.js",
        "board.js",
        "controls.js",
        "dom.js",
        "download.js",
        "follow.js",
        "format.js",
        "question.js",
        "session.js",
        "texts.js",
        "texts/en.js",
        "texts/vi.js",
        "units.js",
        "charts/bars.js",
        "charts/lines.js",
        "charts/map.js",
        "charts/table.js",
        "panels/cohorts.js",
        "panels/coverage.js",
        "panels/effects.js",
        "panels/expiring.js",
        "panels/figures.js",
        "panels/funnel.js",
        "panels/groups.js",
        "panels/places.js",
        "panels/ranking.js",
        "panels/scores.js",
        "panels/stars.js",
        "panels/targets.js",
        "panels/trend.js",
        "panels/types.js",
        "vendor/uplot/LICENSE",
        "vendor/uplot/uPlot.iife.min.js",
        "vendor/uplot/uPlot.min.css",
    ]
}
