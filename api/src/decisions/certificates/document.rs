//! The certificate on paper.

use super::view::verification_url;
use crate::places::{office_unit, within_a_sentence};
use api_http::problem::ApiResult;
use chrono::{Datelike, NaiveDate};
use pdf::{Block, Paragraph, PdfDocument, PdfTable};
use shared::database::certificates::CertificateRecord;
use shared::domain::certificate::CertificateStatus;

/// The document of a certificate as it stands on `today`.
pub(super) fn document(
    record: &CertificateRecord,
    today: NaiveDate,
    public_url: &str,
) -> ApiResult<PdfDocument> {
    let (certificate, decision) = (&record.certificate, &record.decision);
    let issuer = issuer(&decision.office_word(), certificate.issued_on)?;
    let mut blocks = vec![heading(&issuer).into(), Block::Space(24)];
    blocks.extend([
        line("GIẤY CHỨNG NHẬN", 22).into(),
        line("SẢN PHẨM OCOP", 16).into(),
        Paragraph::new(format!("Số: {}", certificate.number.as_deref().unwrap_or("–")))
            .centred()
            .into(),
        Block::Space(16),
    ]);
    if certificate.recorded {
        blocks.push(line("BẢN GHI CỦA GIẤY CHỨNG NHẬN ĐÃ CẤP", 12).into());
    }
    if let Some(notice) = notice(record, today) {
        blocks.extend([line(notice, 14).into(), Block::Space(8)]);
    }
    let address = certificate.producer_address.as_deref();
    let rows = [
        ("Chứng nhận sản phẩm:", certificate.product_name.as_str()),
        ("Mã sản phẩm:", &certificate.product_code),
        ("Của chủ thể:", &certificate.producer_name),
        ("Địa chỉ:", address.unwrap_or("–")),
    ];
    blocks.push(particulars(&rows).into());
    blocks.extend([
        Block::Space(8),
        line(format!("ĐẠT HẠNG {} SAO", words(certificate.stars)), 20).into(),
        Block::Space(8),
        term(record, &issuer).into(),
        Block::Space(12),
        signature(
            decision.decided_on,
            decision.signer.as_deref().unwrap_or_default(),
        )
        .into(),
        Block::Space(12),
    ]);
    blocks.extend(look_up(&certificate.printed_code(), public_url));
    Ok(PdfDocument {
        title: format!(
            "Giấy chứng nhận OCOP {}",
            certificate.number.as_deref().unwrap_or(&certificate.product_code)
        ),
        dated: certificate.issued_on,
        blocks,
    })
}

/// A line in bold letters, in the middle.
fn line(text: impl Into<String>, size: u8) -> Paragraph {
    Paragraph::new(text).bold().centred().size(size)
}

/// By which decision, and for how long.
fn term(record: &CertificateRecord, issuer: &str) -> PdfTable {
    let (certificate, decision) = (&record.certificate, &record.decision);
    let day = date(decision.decided_on);
    particulars(&[
        (
            "Theo Quyết định số:",
            &format!("{} ngày {day} của {issuer}", decision.number),
        ),
        ("Có giá trị từ ngày:", &date(certificate.valid_from)),
        ("Đến hết ngày:", &date(certificate.valid_to)),
    ])
}

/// Where anybody checks the paper.
fn look_up(code: &str, public_url: &str) -> [Block; 3] {
    let address = Paragraph::new(format!("Quét mã hoặc tra cứu tại {public_url}/verify"));
    [
        Block::Code(verification_url(public_url, code)),
        line(format!("Mã tra cứu: {code}"), 12).into(),
        address.italic().centred().size(11).into(),
    ]
}

/// The authority as it signs, by its name on the `day` of the print.
fn issuer(office: &str, day: NaiveDate) -> ApiResult<String> {
    Ok(match office_unit(office, day)? {
        Some(unit) => format!("Ủy ban nhân dân {}", within_a_sentence(unit.name())),
        None => "Bộ Nông nghiệp và Môi trường".to_owned(),
    })
}

/// The head of an official paper (Decree 30/2020/NĐ-CP): the body and below it its place, the nation and below it its motto.
fn heading(issuer: &str) -> PdfTable {
    let cell = |text: String| line(text, 12);
    let left = match issuer.split_once("nhân dân ") {
        Some((body, place)) => format!("{body}nhân dân\n{place}"),
        None => issuer.to_owned(),
    };
    let right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc";
    PdfTable {
        columns: vec![4, 6],
        head: Vec::new(),
        rows: vec![vec![cell(left.to_uppercase()), cell(right.to_owned())]],
        ruled: false,
    }
}

fn particulars(rows: &[(&str, &str)]) -> PdfTable {
    let row = |(name, value): &(&str, &str)| vec![Paragraph::new(*name), Paragraph::new(*value).bold()];
    PdfTable {
        columns: vec![3, 7],
        head: Vec::new(),
        rows: rows.iter().map(row).collect(),
        ruled: false,
    }
}

fn signature(day: NaiveDate, signer: &str) -> PdfTable {
    let row = |text: Paragraph| vec![Paragraph::new(""), text.centred()];
    let dated = format!(
        "Ngày {:02} tháng {:02} năm {}",
        day.day(),
        day.month(),
        day.year()
    );
    PdfTable {
        columns: vec![1, 1],
        head: Vec::new(),
        rows: vec![
            row(Paragraph::new(dated).italic()),
            row(Paragraph::new("NGƯỜI KÝ QUYẾT ĐỊNH").bold()),
            row(Paragraph::new(signer).bold()),
        ],
        ruled: false,
    }
}

/// What must stand on the paper of a certificate that is not simply in force.
fn notice(record: &CertificateRecord, today: NaiveDate) -> Option<String> {
    let ended = record.state.ended_on.map(date).unwrap_or_default();
    match record.validity().status_on(today) {
        CertificateStatus::Valid | CertificateStatus::Expiring => None,
        CertificateStatus::NotYetValid => Some("CHƯA CÓ HIỆU LỰC".to_owned()),
        CertificateStatus::Extended => Some("ĐƯỢC GIA HẠN CHỜ KẾT QUẢ ĐÁNH GIÁ LẠI".to_owned()),
        CertificateStatus::Expired => Some("ĐÃ HẾT HẠN".to_owned()),
        CertificateStatus::Revoked => Some(format!("ĐÃ BỊ THU HỒI TỪ NGÀY {ended}")),
        CertificateStatus::Replaced => Some(format!("ĐÃ ĐƯỢC THAY THẾ TỪ NGÀY {ended}")),
    }
}

/// `03 (BA)` and so on: figures and words.
const fn words(stars: i16) -> &'static str {
    match stars {
        3 => "3 (BA)",
        4 => "4 (BỐN)",
        _ => "5 (NĂM)",
    }
}

/// As dates are written in Việt Nam.
fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
