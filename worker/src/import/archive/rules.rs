//! What lines of an archive must not say.

use shared::database::archive::{
    ArchiveCertificate, ArchiveDecision, ArchiveHistory, ArchiveKey, ArchiveProduct, ArchiveReach,
    ArchiveStatus,
};
use shared::domain::archive::ArchiveCheck;
use shared::domain::certificate::PrintedCode;
use shared::domain::criteria::{RecognitionAuthority, Regimes};
use shared::domain::outside_keys::OutsideKey;
use shared::domain::products::{PRODUCT_GROUPS, PRODUCT_SETS, ProductCode};
use shared::domain::recognition::LOWEST_RECOGNISED;
use shared::domain::violation::Violation;
use std::collections::HashSet;
use uuid::Uuid;

/// Something does not come after what is before it, or comes twice.
pub(super) fn not_in_order(field: &str) -> Violation {
    Violation::new(
        field,
        "not_in_order",
        "không theo thứ tự, hoặc bị lặp lại",
        "is not in order, or comes twice",
    )
}

/// Keys in order, of those who may give them.
pub(super) fn keys(keys: &[ArchiveKey], reach: &ArchiveReach, field: &str) -> Vec<Violation> {
    let mut broken = Vec::new();
    if !ascending(keys) {
        broken.push(not_in_order(field));
    }
    for key in keys {
        let plain = OutsideKey {
            system: key.system.clone(),
            id: key.id.clone(),
        };
        broken.extend(plain.check(field));
        if !reach.has_keys_of(&key.owner) {
            broken.push(Violation::new(
                field,
                "keys_of_another",
                format!("mã của «{}» không do bạn cấp", key.owner),
                format!("keys of {:?} are not yours to give", key.owner),
            ));
        }
    }
    broken
}

fn ascending<T: PartialOrd>(values: &[T]) -> bool {
    values.is_sorted_by(|earlier, later| earlier < later)
}

/// A product.
pub(super) fn product(
    check: &mut ArchiveCheck<'_>,
    line: &ArchiveProduct,
    reach: &ArchiveReach,
) -> Vec<Violation> {
    let product = &line.product;
    check.place(&product.place(), false);
    check.day("/product/registered_on", Some(product.registered_on));
    let place = product.place();
    let named = product.code.parse::<ProductCode>().is_ok_and(|code| {
        code.commune == place.current_commune || Some(&code.commune) == place.legacy_commune.as_ref()
    });
    check.hold(
        named,
        "/product/code",
        "wrong_code",
        "mã sản phẩm không đúng dạng hoặc không thuộc xã của sản phẩm",
        "the product code is none, or not of the commune of the product",
    );
    let mut broken = product.draft().check(None);
    broken.extend(keys(&line.keys, reach, "/keys"));
    broken
}

/// A decision.
pub(super) fn decision(check: &mut ArchiveCheck<'_>, line: &ArchiveDecision) {
    check.line("/number", Some(&line.number));
    check.line("/signer", line.signer.as_deref());
    check.words("/reason", line.reason.as_deref());
    check.day("/decided_on", Some(line.decided_on));
    check.province("/province_code", line.province_code.as_deref());
    check.office("/authority_unit", line.authority_unit.as_deref());
    let is_ministry = line.authority == RecognitionAuthority::Ministry;
    let fits = is_ministry == line.province_code.is_none() && !(is_ministry && line.authority_unit.is_some());
    check.hold(
        fits,
        "/authority",
        "wrong_office",
        "đơn vị không khớp với cơ quan quyết định",
        "the unit does not fit the authority",
    );
}

/// The history of a product: all that it names is its own.
pub(super) fn history(check: &mut ArchiveCheck<'_>, line: &ArchiveHistory, regimes: &Regimes) {
    let statuses: Vec<_> = line
        .recognitions
        .iter()
        .map(|one| one.recognition.status())
        .collect();
    check.history(&statuses);
    for one in &line.recognitions {
        status(check, &one.recognition, line.product_id, regimes);
        if let Some(paper) = &one.paper {
            check.line("/paper/decision_number", paper.decision_number.as_deref());
            check.line("/paper/certificate_number", paper.certificate_number.as_deref());
            check.words("/paper/source", paper.source.as_deref());
            check.day("/paper/decided_on", paper.decided_on);
            check.day("/paper/valid_to", paper.valid_to);
        }
    }
    let prints: HashSet<Uuid> = line.certificates.iter().map(|one| one.certificate.id).collect();
    let recognitions: HashSet<Uuid> = line.recognitions.iter().map(|one| one.recognition.id).collect();
    for one in &line.certificates {
        certificate(check, one, line.product_id);
        let own = recognitions.contains(&one.certificate.recognition_id)
            && one.certificate.corrects.is_none_or(|id| prints.contains(&id))
            && one
                .events
                .iter()
                .all(|event| event.successor_id.is_none_or(|id| prints.contains(&id)));
        names_its_own(check, own, "/certificates");
    }
    for item in &line.items {
        check_stars(check, "/items/stars", item.stars, item.potential);
        let own = item.product_id == line.product_id
            && item.recognition_id.is_none_or(|id| recognitions.contains(&id))
            && item.certificate_id.is_none_or(|id| prints.contains(&id));
        names_its_own(check, own, "/items");
    }
    let sorted = line
        .recognitions
        .is_sorted_by_key(|one| (one.recognition.valid_from, one.recognition.id))
        && recognitions.len() == line.recognitions.len()
        && line
            .certificates
            .is_sorted_by(|one, next| one.certificate.id < next.certificate.id)
        && line
            .items
            .is_sorted_by(|one, next| one.decision_id < next.decision_id);
    check.hold(
        sorted,
        "",
        "not_in_order",
        "không theo thứ tự, hoặc bị lặp lại",
        "is not in order, or comes twice",
    );
}

fn names_its_own(check: &mut ArchiveCheck<'_>, own: bool, field: &str) {
    check.hold(
        own,
        field,
        "of_another_product",
        "nhắc đến công nhận hoặc giấy chứng nhận không có trong dòng này",
        "names a recognition or a certificate that is not on this line",
    );
}

fn status(check: &mut ArchiveCheck<'_>, one: &ArchiveStatus, product: Uuid, regimes: &Regimes) {
    names_its_own(check, one.product_id == product, "/recognitions/product_id");
    check_stars(check, "/recognitions/stars", one.stars, one.potential);
    check.place(&one.place(), false);
    check.office("/recognitions/authority_unit", one.authority_unit.as_deref());
    check.line("/recognitions/decision_number", one.decision_number.as_deref());
    for day in [
        Some(one.valid_from),
        Some(one.valid_to),
        one.extended_to,
        one.ended_on,
    ] {
        check.day("/recognitions/valid_from", day);
    }
    let whole = one.valid_from <= one.valid_to
        && one.ended_on.is_some() == one.end_reason.is_some()
        && PRODUCT_SETS.contains(&one.product_set)
        && PRODUCT_GROUPS.contains(&one.product_group.as_str())
        && one.sector == one.producer_type.sector();
    check.hold(
        whole,
        "/recognitions",
        "no_recognition",
        "ngày, bộ, nhóm sản phẩm hoặc thành phần kinh tế không hợp lệ",
        "days, product set, group or sector cannot be those of a recognition",
    );
    check.hold(
        regimes.get(&one.regime).is_some(),
        "/recognitions/regime",
        "unknown_regime",
        "không có bộ tiêu chí này ở đây",
        "there is no such regime here",
    );
}

fn certificate(check: &mut ArchiveCheck<'_>, one: &ArchiveCertificate, product: Uuid) {
    let print = &one.certificate;
    names_its_own(check, print.product_id == product, "/certificates/product_id");
    check_stars(check, "/certificates/stars", print.stars, false);
    check.place(&print.place(), false);
    for text in [
        print.number.as_deref(),
        Some(print.product_code.as_str()),
        Some(print.product_name.as_str()),
        Some(print.producer_name.as_str()),
        print.producer_address.as_deref(),
    ] {
        check.line("/certificates", text);
    }
    for day in [print.issued_on, print.valid_from, print.valid_to] {
        check.day("/certificates/issued_on", Some(day));
    }
    for event in &one.events {
        check.words("/certificates/events/reason", event.reason.as_deref());
        for day in [Some(event.day), event.until, event.finding_on] {
            check.day("/certificates/events/day", day);
        }
    }
    let code: Option<PrintedCode> = print.code.parse().ok();
    let whole = code.is_some_and(|code| code.as_str() == print.code)
        && print.valid_from <= print.valid_to
        && print.issued_on >= print.valid_from
        && print.revision > 0;
    check.hold(
        whole,
        "/certificates",
        "no_certificate",
        "mã tra cứu hoặc ngày của giấy chứng nhận không hợp lệ",
        "printed code or days cannot be those of a certificate",
    );
}

fn check_stars(check: &mut ArchiveCheck<'_>, field: &str, stars: i16, potential: bool) {
    let holds = (i16::from(LOWEST_RECOGNISED)..=5).contains(&stars) && (!potential || stars == 5);
    check.hold(
        holds,
        field,
        "no_stars",
        "hạng sao phải từ 3 đến 5; tiềm năng chỉ có ở 5 sao",
        "stars are 3 to 5, potential ones are five",
    );
}
