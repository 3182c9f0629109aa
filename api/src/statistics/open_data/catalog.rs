//! The catalogue: DCAT-AP 3 (semiceu.github.io/DCAT-AP/releases/3.0.0) as JSON-LD, its context inside, so that it can be read
//! without asking another server.

use super::dataset::DatasetName;
use crate::config::OpenDataConfig;
use crate::formats::Format;
use serde_json::{Value, json};

/// Vocabularies of the Publications Office of the European Union, which DCAT-AP asks for.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";
/// The register of media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types";
/// Where the paths below begin.
const PATH: &str = "/api/v1/open-data";
/// The day of the programme's first decision (490/QĐ-TTg of 7 May 2018): no certificate is older.
const SINCE: &str = "2018-05-07";

/// The catalogue of a service that the public reaches at `base`.
pub(super) fn catalog(config: &OpenDataConfig, base: &str) -> Value {
    let datasets: Vec<Value> = DatasetName::ALL
        .iter()
        .map(|name| dataset(config, base, *name))
        .collect();
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}{PATH}/catalog"),
        "@type": "dcat:Catalog",
        "dct:title": both(("Dữ liệu mở của Chương trình OCOP", "Open data of the OCOP programme")),
        "dct:description": both((
            "Số liệu và giấy chứng nhận sản phẩm của Chương trình Mỗi xã một sản phẩm.",
            "Figures and product certificates of the One Commune One Product programme of Việt Nam.",
        )),
        "dct:publisher": publisher(config),
        "dct:license": {"@id": config.licence},
        "dct:language": languages(),
        "dct:spatial": country(),
        "foaf:homepage": {"@id": format!("{base}/docs/")},
        "dcat:dataset": datasets,
    })
}

fn dataset(config: &OpenDataConfig, base: &str, name: DatasetName) -> Value {
    let description = name.description();
    let distributions: Vec<Value> = name
        .formats()
        .iter()
        .map(|format| distribution(config, base, name, *format))
        .collect();
    let mut dataset = json!({
        "@id": format!("{base}{PATH}/datasets/{name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": both((&description.title.0, &description.title.1)),
        "dct:description": both((&description.text.0, &description.text.1)),
        "dcat:keyword": both(("OCOP", "One Commune One Product")),
        "dcat:theme": {"@id": format!("{AUTHORITY}/data-theme/AGRI")},
        "dct:publisher": publisher(config),
        "dct:accessRights": {"@id": format!("{AUTHORITY}/access-right/PUBLIC")},
        "dct:accrualPeriodicity": {"@id": format!("{AUTHORITY}/frequency/CONT")},
        "dct:language": languages(),
        "dct:spatial": country(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": SINCE},
        },
        "dcat:distribution": distributions,
    });
    if let (Some(contact), Some(members)) = (&config.contact, dataset.as_object_mut()) {
        members.insert(
            "dcat:contactPoint".to_owned(),
            json!({
                "@type": "vcard:Kind",
                "vcard:fn": config.publisher,
                "vcard:hasEmail": {"@id": format!("mailto:{contact}")},
            }),
        );
    }
    dataset
}

fn distribution(config: &OpenDataConfig, base: &str, name: DatasetName, format: Format) -> Value {
    let address = format!("{base}{PATH}/datasets/{name}?format={format}");
    let media_type = format.media_type();
    json!({
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": format.as_str(),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": format!("{MEDIA_TYPES}/{media_type}")},
        "dct:format": {"@id": format!("{AUTHORITY}/file-type/{}", format.file_type())},
        "dct:license": {"@id": config.licence},
    })
}

fn publisher(config: &OpenDataConfig) -> Value {
    json!({"@type": "foaf:Agent", "foaf:name": config.publisher})
}

fn languages() -> Value {
    json!([
        {"@id": format!("{AUTHORITY}/language/VIE")},
        {"@id": format!("{AUTHORITY}/language/ENG")},
    ])
}

fn country() -> Value {
    json!({"@id": format!("{AUTHORITY}/country/VNM")})
}

/// A text in both languages.
fn both((vi, en): (&str, &str)) -> Value {
    json!([{"@language": "vi", "@value": vi}, {"@language": "en", "@value": en}])
}
