//! The page as HTML: both languages, nothing from elsewhere, no script.

use super::answer::{CertificateVerification, PublicCertificate, VerificationStatus};
use chrono::{Datelike, NaiveDate};

/// All of its looks; the policy of the page names the digest of exactly this text.
pub(crate) const STYLE: &str = "\
body{font:1.1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:1rem;color:#1a1a1a;background:#fff}\
h1{font-size:1.4rem}.en{color:#4a4a4a;font-style:italic}\
.status{border:.2rem solid;border-radius:.5rem;padding:.75rem 1rem;font-size:1.3rem;font-weight:700}\
.good{color:#0b5c2c;background:#eaf6ee}.bad{color:#8a1111;background:#fdecec}.mind{color:#6b4700;background:#fff6e0}\
.status .en{font-size:1.1rem;color:inherit}\
dt{margin-top:.75rem;color:#4a4a4a}dd{margin:0;font-weight:600;overflow-wrap:anywhere}\
label{display:block;margin-top:1.5rem}input,button{font:inherit;padding:.6rem;box-sizing:border-box;width:100%;margin-top:.4rem}";

/// The page before anything is looked up.
pub(super) fn form() -> String {
    page("", "")
}

/// The page for `code` with what was found.
pub(super) fn found(code: &str, found: &CertificateVerification) -> String {
    page(code, &result(found))
}

/// The page for somebody who looked up too often.
pub(super) fn too_often(code: &str) -> String {
    page(
        code,
        "<p class=\"status mind\" role=\"status\">Tra cứu quá nhiều lần; hãy thử lại sau ít phút.<br>\
         <span class=\"en\" lang=\"en\">Too many look-ups; try again in a moment.</span></p>",
    )
}

fn page(code: &str, result: &str) -> String {
    let code = escaped(code);
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>Tra cứu chứng nhận OCOP</title><style>{STYLE}</style></head><body><main>\
         <h1>Tra cứu giấy chứng nhận OCOP<br><span class=\"en\" lang=\"en\">Verification of OCOP certificates</span></h1>{result}\
         <form action=\"/verify\" method=\"get\"><label for=\"code\">Mã tra cứu hoặc số giấy chứng nhận \
         <span class=\"en\" lang=\"en\">Printed code or number of the certificate</span></label>\
         <input id=\"code\" name=\"code\" value=\"{code}\" autocomplete=\"off\" autocapitalize=\"characters\" maxlength=\"100\" required>\
         <button type=\"submit\">Tra cứu <span lang=\"en\">· Verify</span></button></form></main></body></html>\n"
    )
}

fn result(found: &CertificateVerification) -> String {
    let (class, vi, en) = words(found);
    let day = date(found.as_of);
    let facts = found.certificate.as_ref();
    let facts = facts
        .map(|certificate| facts_of(certificate, found.status))
        .unwrap_or_default();
    format!(
        "<p class=\"status {class}\" role=\"status\">{vi}<br><span class=\"en\" lang=\"en\">{en}</span></p>\
         <p>Tình trạng ngày {day} <span class=\"en\" lang=\"en\">Status of {}</span></p>{facts}",
        found.as_of
    )
}

/// Class, Vietnamese and English of the status.
fn words(found: &CertificateVerification) -> (&'static str, String, String) {
    let certificate = found.certificate.as_ref();
    let ended = certificate.and_then(|one| one.ended_on);
    let (vi_day, en_day) = (
        ended.map(date).unwrap_or_default(),
        ended.map(|day| day.to_string()).unwrap_or_default(),
    );
    let plain = |class, vi: &str, en: &str| (class, vi.to_owned(), en.to_owned());
    match found.status {
        VerificationStatus::Unknown => plain(
            "bad",
            "Không có giấy chứng nhận này. Hãy kiểm tra lại mã.",
            "There is no such certificate. Check the code.",
        ),
        VerificationStatus::Ambiguous => plain(
            "mind",
            "Nhiều tỉnh đã cấp giấy mang số này. Hãy dùng mã tra cứu in trên giấy.",
            "Several provinces issued a certificate of this number. Use the printed code.",
        ),
        VerificationStatus::NotYetValid => plain("mind", "Chưa có hiệu lực", "Not yet valid"),
        VerificationStatus::Valid => plain("good", "Còn hiệu lực", "Valid"),
        VerificationStatus::Expiring => plain("good", "Còn hiệu lực, sắp hết hạn", "Valid, about to expire"),
        VerificationStatus::Extended => plain(
            "good",
            "Còn hiệu lực (tiếp tục chờ kết quả đánh giá lại)",
            "Valid (goes on until the result of its renewal)",
        ),
        VerificationStatus::Expired => plain("bad", "Đã hết hạn", "Expired"),
        VerificationStatus::Revoked => (
            "bad",
            format!("Đã bị thu hồi từ ngày {vi_day}"),
            format!("Revoked on {en_day}"),
        ),
        VerificationStatus::Replaced => (
            "mind",
            format!("Đã được thay thế từ ngày {vi_day}"),
            format!("Replaced on {en_day}"),
        ),
    }
}

fn facts_of(certificate: &PublicCertificate, status: VerificationStatus) -> String {
    // Past the term it goes on until the result of the renewal, so long at most.
    let goes_on = status == VerificationStatus::Extended;
    let extended = certificate.extended_to.filter(|_| goes_on).map(date);
    let ground = certificate.ground.map(|ground| {
        let (vi, en) = ground.label();
        format!("{vi} · {en}")
    });
    let stars = usize::try_from(certificate.stars).unwrap_or_default();
    let rows = [
        ("Sản phẩm", "Product", Some(certificate.product_name.clone())),
        (
            "Hạng",
            "Stars",
            Some(format!("{stars} sao {}", "★".repeat(stars))),
        ),
        ("Chủ thể", "Producer", Some(certificate.producer_name.clone())),
        (
            "Nơi sản xuất",
            "Made in",
            Some(certificate.place.told_on(certificate.valid_from)),
        ),
        ("Số giấy chứng nhận", "Number", certificate.number.clone()),
        (
            "Quyết định",
            "Decision",
            Some(certificate.decision_number.clone()),
        ),
        ("Từ ngày", "From", Some(date(certificate.valid_from))),
        ("Đến hết ngày", "Until", Some(date(certificate.valid_to))),
        (
            "Chờ kết quả đánh giá lại, chậm nhất đến",
            "Until the result of its renewal, at the latest",
            extended,
        ),
        ("Căn cứ thu hồi", "Ground of the revocation", ground),
    ];
    let mut list = String::from("<dl>");
    for (vi, en, value) in rows {
        if let Some(value) = value {
            list.push_str(&format!(
                "<dt>{vi} <span class=\"en\" lang=\"en\">{en}</span></dt><dd>{}</dd>",
                escaped(&value)
            ));
        }
    }
    list.push_str("</dl>");
    list
}

/// As dates are written in Việt Nam.
fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// `text` as the content of an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_text() {
        let page = page("\"><script>alert('x')</script>", "");
        assert!(!page.contains("<script") && page.contains("&quot;&gt;&lt;script"));
    }
}
