//! QR codes (ISO/IEC 18004) as a square of dark and light.

use super::content::DocumentError;
use qrcode::{Color, EcLevel, QrCode};

/// The modules of a code.
#[derive(Clone, Debug)]
pub(super) struct QrDrawing {
    /// Modules of a side.
    pub(super) width: i32,
    /// Position of each dark one, column and row.
    pub(super) dark: Vec<(i32, i32)>,
}

/// The code of `content`; a quarter of it may be worn off and it can still be read.
///
/// # Errors
/// [`DocumentError::Code`] where it is too long.
pub(super) fn code(content: &str) -> Result<QrDrawing, DocumentError> {
    let code = QrCode::with_error_correction_level(content, EcLevel::Q)
        .map_err(|error| DocumentError::Code(error.to_string()))?;
    let width = i32::try_from(code.width()).map_err(|error| DocumentError::Code(error.to_string()))?;
    let dark = (0_i32..)
        .zip(code.to_colors())
        .filter(|(_, colour)| *colour == Color::Dark)
        .map(|(place, _)| (place % width, place / width))
        .collect();
    Ok(QrDrawing { width, dark })
}
