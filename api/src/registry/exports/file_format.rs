//! The formats of the files.

use shared::text_enum;

text_enum! {
    /// Format of a file.
    pub(crate) enum FileFormat {
        /// Comma-separated values, sent piece by piece however long.
        Csv = "csv",
        /// A workbook of Excel, of at most 20,000 products.
        Xlsx = "xlsx",
    }
}
