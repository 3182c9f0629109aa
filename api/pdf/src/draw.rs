//! Marks on pages become PDF.

use super::content::{DocumentError, PdfDocument};
use super::font::Fonts;
use super::layout::{HEIGHT, Mark, PdfPage, WIDTH};
use chrono::Datelike;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::TextDirection;

/// Points of a twip.
const SCALE: f32 = 0.05;
/// A4 in points: [`WIDTH`] and [`HEIGHT`] twips.
const PAPER: (f32, f32) = (595.3, 841.9);
const _: () = assert!(WIDTH == 11_906 && HEIGHT == 16_838);

/// The PDF of `pages`.
///
/// # Errors
/// [`DocumentError::Write`].
pub(super) fn pdf(
    fonts: &Fonts,
    document: &PdfDocument,
    pages: &[PdfPage],
) -> Result<Vec<u8>, DocumentError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_U)
        .finish()
        .map_err(|error| DocumentError::Write(format!("{error:?}")))?;
    let mut pdf = krilla::Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    pdf.set_metadata(metadata(document));
    for marks in pages {
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1)
            .ok_or_else(|| DocumentError::Write("no paper".to_owned()))?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        surface.set_fill(Some(Fill {
            paint: luma::Color::black().into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
        surface.push_transform(&Transform::from_scale(SCALE, SCALE));
        let mut boxes = PathBuilder::new();
        for mark in marks {
            match mark {
                Mark::Text {
                    x,
                    y,
                    face,
                    size,
                    text,
                } => surface.draw_text(
                    Point::from_xy(float(*x), float(*y)),
                    fonts.get(*face).font.clone(),
                    float(*size),
                    text,
                    false,
                    TextDirection::LeftToRight,
                ),
                Mark::Box { x, y, width, height } => {
                    let (right, bottom) = (x + width, y + height);
                    if let Some(square) = Rect::from_ltrb(float(*x), float(*y), float(right), float(bottom)) {
                        boxes.push_rect(square);
                    }
                }
            }
        }
        fill(&mut surface, boxes);
        surface.pop();
        surface.finish();
        page.finish();
    }
    pdf.finish()
        .map_err(|error| DocumentError::Write(format!("{error:?}")))
}

fn fill(surface: &mut Surface<'_>, boxes: PathBuilder) {
    if let Some(path) = boxes.finish() {
        surface.draw_path(&path);
    }
}

fn metadata(document: &PdfDocument) -> Metadata {
    let day = document.dated;
    let small = |part: u32| u8::try_from(part).unwrap_or(1);
    let date = DateTime::new(u16::try_from(day.year()).unwrap_or_default())
        .month(small(day.month()))
        .day(small(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(7);
    Metadata::new()
        .title(document.title.clone())
        .language("vi".to_owned())
        .creator("OCOP".to_owned())
        .creation_date(date)
}

/// Places of a page fit into 16 bits; what lies beyond is off the page.
fn float(twips: i32) -> f32 {
    f32::from(i16::try_from(twips).unwrap_or(i16::MAX))
}
