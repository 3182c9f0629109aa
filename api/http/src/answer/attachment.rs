//! The head of a file to keep.

use actix_web::http::header::{
    Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};

/// `attachment` with the name in ASCII for old programs and in UTF-8 (RFC 6266).
pub fn attachment(name: &str) -> ContentDisposition {
    let ascii = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '%') || letter == ' ';
    let plain = name
        .chars()
        .map(|letter| if ascii(letter) { letter } else { '_' })
        .collect();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(plain),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name.as_bytes().to_vec(),
            }),
        ],
    }
}
