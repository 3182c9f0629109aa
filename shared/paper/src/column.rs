//! Columns (cột): what they hold, known by their headings as people write them.

use crate::cell::SheetLine;
use domain::imports::ImportKind;
use domain::spelling;
use domain::word_enum;

word_enum! {
    /// What a list holds (loại danh sách).
    pub enum ListKind {
        /// Producers (danh sách chủ thể).
        Producers = "producers",
        /// Products with their producers and past recognitions (danh sách sản phẩm).
        Products = "products",
        /// Score sheets by the codes of criteria (phiếu chấm điểm).
        ScoreSheets = "score_sheets",
    }
}

impl ListKind {
    /// The list that an import brings; none where it brings no list.
    #[must_use]
    pub const fn of(import: ImportKind) -> Option<Self> {
        match import {
            ImportKind::Producers => Some(Self::Producers),
            ImportKind::Products => Some(Self::Products),
            ImportKind::ScoreSheets => Some(Self::ScoreSheets),
            ImportKind::Archive => None,
        }
    }
}

word_enum! {
    /// What a column holds (nội dung của cột).
    pub enum PaperField {
        /// Running number (TT).
        Ordinal = "ordinal",
        /// Key of the row in another system.
        Key = "key",
        /// Name of the product.
        Product = "product",
        /// Code of the product.
        ProductCode = "product_code",
        /// Product group as written.
        Group = "group",
        /// Product set: its number or printed name.
        ProductSet = "product_set",
        /// What the product is.
        Description = "description",
        /// Kind of the producer as written.
        Kind = "kind",
        /// Name of the producer.
        Producer = "producer",
        /// Tax code of the producer.
        TaxCode = "tax_code",
        /// Commune of either generation.
        Commune = "commune",
        /// Commune of today.
        CommuneToday = "commune_today",
        /// Commune until 30 June 2025.
        CommuneFormer = "commune_former",
        /// District until 30 June 2025.
        District = "district",
        /// Province of either generation.
        Province = "province",
        /// Address.
        Address = "address",
        /// Legal representative.
        Representative = "representative",
        /// Sex of the representative.
        Gender = "gender",
        /// Telephone number.
        Phone = "phone",
        /// E-mail address.
        Email = "email",
        /// Degrees of longitude.
        Longitude = "longitude",
        /// Degrees of latitude.
        Latitude = "latitude",
        /// Stars held now.
        StarsNow = "stars_now",
        /// Last day of the certificate as printed.
        End = "end",
        /// Stars of a recognition.
        Stars = "stars",
        /// Day of the decision.
        DecidedOn = "decided_on",
        /// Year of the recognition.
        Year = "year",
        /// Number of the decision.
        Decision = "decision",
        /// Who decided.
        Authority = "authority",
        /// Number of the certificate.
        Certificate = "certificate",
        /// Dossier that a score sheet is of.
        Dossier = "dossier",
        /// Member who filled in a score sheet.
        Assessor = "assessor",
        /// Remarks of the list's own.
        Note = "note",
        /// Nothing that is read.
        Ignored = "ignored",
    }
}

impl PaperField {
    /// Whether it is about one of the recognitions of a line.
    pub(crate) const fn is_of_recognition(self) -> bool {
        matches!(
            self,
            Self::Stars | Self::DecidedOn | Self::Year | Self::Decision | Self::Authority | Self::Certificate
        )
    }
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperColumn {
    /// Its number from 0.
    pub number: usize,
    /// Its heading as written, several lines of it with a stroke between.
    pub heading: String,
    /// What it holds; none where nobody knows.
    pub field: Option<PaperField>,
    /// Which of the recognitions of a line it is about, from 0.
    pub turn: usize,
    /// Code of the criterion whose answers it holds.
    pub criterion: Option<String>,
}

/// Headings in words as [`spelling::words`] has them: those that are the whole heading with `=`, the others are part of it. The first that fits counts.
const HEADINGS: &[(PaperField, &[&str])] = &[
    (
        PaperField::Ordinal,
        &["=tt", "=stt", "=so tt", "=so thu tu", "=no"],
    ),
    (
        PaperField::Key,
        &["=key", "=id", "=ma ngoai", "=ma he thong", "=external id"],
    ),
    (
        PaperField::End,
        &[
            "het han",
            "het hieu luc",
            "hieu luc den",
            "co gia tri den",
            "expires on",
            "expiri",
            "valid to",
            "=recognition end",
            "=end",
            "last day",
        ],
    ),
    (
        PaperField::StarsNow,
        &[
            "sao hien tai",
            "sao hien nay",
            "hang hien tai",
            "stars now",
            "current star",
            "current stars",
        ],
    ),
    (
        PaperField::Certificate,
        &["giay chung nhan", "=gcn", "so gcn", "certificate"],
    ),
    (
        PaperField::Authority,
        &[
            "co quan ban hanh",
            "co quan cong nhan",
            "co quan quyet dinh",
            "co quan ki",
            "don vi ban hanh",
            "noi ban hanh",
            "cap cong nhan",
            "cap ban hanh",
            "authoriti",
            "=co quan",
        ],
    ),
    (
        PaperField::DecidedOn,
        &[
            "ngay cong nhan",
            "ngay quyet dinh",
            "ngay qd",
            "ngay ki",
            "ngay ban hanh",
            "ngay cap",
            "ngay danh gia",
            "thoi gian cong nhan",
            "ngay thang nam",
            "decided on",
            "=date",
            "=ngay",
            "=day",
        ],
    ),
    (
        PaperField::Decision,
        &[
            "so quyet dinh",
            "quyet dinh so",
            "so qd",
            "quyet dinh cong nhan",
            "=quyet dinh",
            "=qd",
            "so van ban",
            "decision",
            "=number",
        ],
    ),
    (
        PaperField::Year,
        &[
            "=nam",
            "nam cong nhan",
            "nam danh gia",
            "nam dat",
            "nam phan hang",
            "=year",
            "=programme year",
        ],
    ),
    (
        PaperField::TaxCode,
        &["ma so thue", "=mst", "ma so doanh nghiep", "tax code"],
    ),
    (PaperField::ProductSet, &["bo san pham", "product set"]),
    (
        PaperField::ProductCode,
        &["ma san pham", "ma so san pham", "product code", "ma ocop"],
    ),
    (
        PaperField::Group,
        &[
            "nhom san pham",
            "nhom nganh",
            "=nhom",
            "nganh hang",
            "nganh san pham",
            "group",
        ],
    ),
    (
        PaperField::Kind,
        &[
            "loai hinh",
            "loai chu the",
            "hinh thuc to chuc",
            "=kind",
            "producer kind",
            "=producer tipe",
        ],
    ),
    (PaperField::Gender, &["gioi tinh", "gender", "=nam nu"]),
    (
        PaperField::Representative,
        &[
            "nguoi dai dien",
            "dai dien phap luat",
            "=dai dien",
            "chu co so",
            "=giam doc",
            "representative",
            "nguoi dung dau",
        ],
    ),
    (
        PaperField::Phone,
        &["dien thoai", "=sdt", "so dt", "=dt", "phone", "=tel", "lien he"],
    ),
    (PaperField::Email, &["email", "thu dien tu", "e mail"]),
    (PaperField::Longitude, &["kinh do", "longitude", "=lng", "=lon"]),
    (PaperField::Latitude, &["vi do", "latitude", "=lat"]),
    (
        PaperField::CommuneToday,
        &[
            "xa phuong hien nay",
            "xa hien nay",
            "xa moi",
            "xa phuong moi",
            "commune today",
            "xa sau sap nhap",
            "xa phuong sau sap nhap",
            "dia chi sau sap nhap",
            "current commune",
        ],
    ),
    (
        PaperField::CommuneFormer,
        &[
            "xa cu",
            "xa phuong cu",
            "xa truoc sap nhap",
            "xa phuong truoc sap nhap",
            "commune former",
            "former commune",
            "legaci commune",
            "dia chi cu",
        ],
    ),
    (
        PaperField::Address,
        &["dia chi", "address", "noi san xuat", "dia diem"],
    ),
    (
        PaperField::Producer,
        &[
            "ten chu the",
            "=chu the",
            "chu the san xuat",
            "chu the sx",
            "chu the ocop",
            "ten co so",
            "co so san xuat",
            "don vi san xuat",
            "ten doanh nghiep",
            "ten don vi",
            "=don vi",
            "=producer",
            "=producer name",
            "=owner",
            "=author",
            "to chuc ca nhan",
            "chu the",
        ],
    ),
    (
        PaperField::Commune,
        &[
            "xa phuong",
            "phuong xa",
            "=xa",
            "=phuong",
            "xa thi tran",
            "don vi hanh chinh",
            "=commune",
            "=producer commune",
            "=place",
            "ten xa",
            "=don vi cap xa",
        ],
    ),
    (
        PaperField::District,
        &[
            "=huyen",
            "quan huyen",
            "huyen thi",
            "huyen tp",
            "=cap huyen",
            "=district",
            "huyen thanh pho",
        ],
    ),
    (
        PaperField::Province,
        &["=tinh", "=tinh thanh", "tinh thanh pho", "=province", "=tinh tp"],
    ),
    (
        PaperField::Stars,
        &[
            "hang sao",
            "so sao",
            "=sao",
            "=star",
            "=stars",
            "xep hang",
            "phan hang",
            "ket qua danh gia",
            "=hang",
            "dat sao",
            "muc sao",
        ],
    ),
    (
        PaperField::Dossier,
        &["ma ho so", "=ho so", "so ho so", "dossier"],
    ),
    (
        PaperField::Assessor,
        &[
            "thanh vien",
            "nguoi cham",
            "giam khao",
            "assessor",
            "nguoi danh gia",
        ],
    ),
    (PaperField::Description, &["mo ta", "description"]),
    (PaperField::Note, &["ghi chu", "=note", "notes"]),
    (
        PaperField::Product,
        &[
            "ten san pham",
            "=san pham",
            "=product",
            "=product name",
            "ten sp",
            "san pham ocop",
            "san pham dich vu",
        ],
    ),
];

/// What `heading` says that its column holds in a list of `kind`.
pub(crate) fn field_of(heading: &str, kind: ListKind) -> Option<PaperField> {
    let words = spelling::words(&without_turn(heading));
    if words.is_empty() {
        return None;
    }
    if matches!(words.as_str(), "ten" | "name" | "ho va ten" | "ho ten") {
        return Some(if kind == ListKind::Producers {
            PaperField::Producer
        } else {
            PaperField::Product
        });
    }
    let padded = format!(" {words} ");
    let fits = |phrase: &&str| match phrase.strip_prefix('=') {
        Some(whole) => words == whole,
        None => padded.contains(&format!(" {phrase} ")),
    };
    // What JSON lines of this service call it.
    let member = words
        .trim_start_matches("recognitions ")
        .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let own = PaperField::ALL
        .iter()
        .find(|field| spelling::words(field.as_str()) == member);
    let known = HEADINGS.iter().find(|(_, phrases)| phrases.iter().any(fits));
    own.copied().or(known.map(|(field, _)| *field))
}

/// The code of a criterion that a heading begins with, e.g. `A.1.1`.
pub(crate) fn criterion_of(heading: &str) -> Option<String> {
    let code = heading.split([' ', ':', '\n']).next()?.trim_end_matches('.');
    let mut parts = code.split('.');
    let part = parts.next().is_some_and(|part| matches!(part, "A" | "B" | "C"));
    let mut numbers =
        parts.map(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()));
    (part && code.contains('.') && numbers.all(|number| number)).then(|| code.to_owned())
}

/// Most recognitions that a line has room for: a larger number behind the word is none of them.
const TURNS: usize = 20;

/// Which recognition a heading names, from 0: "lần 2", "recognitions.2.stars".
pub(crate) fn turn_of(heading: &str) -> Option<usize> {
    let words = spelling::words(heading);
    let mut words = words.split(' ');
    while let Some(word) = words.next() {
        if matches!(word, "lan" | "recognitions" | "recognition") {
            let number: Option<usize> = words.next().and_then(|number| number.parse().ok());
            return number.filter(|number| *number <= TURNS)?.checked_sub(1);
        }
    }
    None
}

/// The heading without "lần 2", "(lần 1)".
fn without_turn(heading: &str) -> String {
    let small = spelling::exact(heading);
    let Some(at) = small.find("lần ") else {
        return small;
    };
    let (before, rest) = small.split_at(at);
    let rest = rest
        .trim_start_matches("lần ")
        .trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{before} {rest}")
}

/// Whether the cells of a line are the numbers of columns: `(1)`, `(2)`, or `1`, `2`, `3`.
pub(crate) fn counts_columns(line: &SheetLine) -> bool {
    let texts: Vec<String> = line
        .cells
        .iter()
        .filter_map(crate::cell::PaperCell::text)
        .collect();
    let numbers = texts
        .iter()
        .map(|text| text.trim_matches(['(', ')', '[', ']']).parse::<usize>().ok());
    let numbers: Option<Vec<usize>> = numbers.collect();
    numbers.is_some_and(|numbers| {
        numbers.len() > 2
            && numbers
                .windows(2)
                .all(|pair| matches!(pair, [one, next] if one + 1 == *next))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_as_people_write_them() {
        for (heading, field) in [
            ("TT", PaperField::Ordinal),
            ("Tên sản phẩm", PaperField::Product),
            ("TÊN SẢN PHẨM OCOP", PaperField::Product),
            ("Nhóm sản phẩm", PaperField::Group),
            ("Loại hình chủ thể", PaperField::Kind),
            ("Chủ thể", PaperField::Producer),
            ("Tên chủ thể sản xuất", PaperField::Producer),
            ("Xã, phường", PaperField::Commune),
            ("Xã/phường/thị trấn", PaperField::Commune),
            ("Địa chỉ sản xuất", PaperField::Address),
            ("Số điện thoại", PaperField::Phone),
            ("Hạng sao hiện tại", PaperField::StarsNow),
            ("Ngày hết hạn", PaperField::End),
            ("Hạng sao", PaperField::Stars),
            ("Hạng sao (lần 2)", PaperField::Stars),
            ("Ngày công nhận", PaperField::DecidedOn),
            ("Số Quyết định công nhận", PaperField::Decision),
            ("Cơ quan ban hành", PaperField::Authority),
            ("authority", PaperField::Authority),
            ("recognitions.1.authority", PaperField::Authority),
            ("Năm", PaperField::Year),
            ("Mã số thuế", PaperField::TaxCode),
            ("group_as_written", PaperField::Group),
            ("address_as_written", PaperField::Address),
            ("commune_today", PaperField::CommuneToday),
            ("decided_on", PaperField::DecidedOn),
            ("expires_on", PaperField::End),
            ("author", PaperField::Producer),
            ("star", PaperField::Stars),
            ("recognitions.2.stars", PaperField::Stars),
            ("producer.tax_code", PaperField::TaxCode),
        ] {
            assert_eq!(field_of(heading, ListKind::Products), Some(field), "{heading}");
        }
        for phrase in HEADINGS.iter().flat_map(|(_, phrases)| *phrases) {
            let phrase = phrase.trim_start_matches('=');
            assert_eq!(spelling::words(phrase), phrase);
        }
        assert_eq!(field_of("Tên", ListKind::Producers), Some(PaperField::Producer));
        for none in ["DANH SÁCH", "Doanh thu", ""] {
            assert_eq!(field_of(none, ListKind::Products), None, "{none}");
        }
        assert_eq!(turn_of("Đánh giá lần 2/nâng hạng"), Some(1));
        assert_eq!(criterion_of("A.1.1 Nguồn nguyên liệu").as_deref(), Some("A.1.1"));
        assert_eq!(criterion_of("A"), None);
    }
}
