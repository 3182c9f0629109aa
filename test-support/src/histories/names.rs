//! Made-up names of products and producers, of words as common and as rare as those of real ones.

use shared::domain::producers::ProducerKind;
use shared::domain::units::{Place, registry};

const GOODS: [&str; 40] = [
    "Gạo nếp cái hoa vàng",
    "Gạo ST25",
    "Trà xanh",
    "Trà sen",
    "Mật ong hoa nhãn",
    "Mật ong bạc hà",
    "Ổi lê",
    "Cam sành",
    "Bưởi da xanh",
    "Rượu mơ",
    "Rượu nếp",
    "Nước mắm cá cơm",
    "Chả mực",
    "Giò lụa",
    "Nem chua",
    "Bánh đa",
    "Bánh gai",
    "Bún khô",
    "Miến dong",
    "Chè lam",
    "Kẹo lạc",
    "Hạt điều rang muối",
    "Cà phê rang xay",
    "Tiêu đen",
    "Tinh bột nghệ",
    "Đông trùng hạ thảo",
    "Nấm linh chi",
    "Tinh dầu sả chanh",
    "Thanh long ruột đỏ",
    "Xoài cát",
    "Vải thiều",
    "Mít sấy",
    "Khoai lang dẻo",
    "Thịt trâu gác bếp",
    "Tôm khô",
    "Trứng gà thảo mộc",
    "Dầu lạc",
    "Chiếu cói",
    "Thổ cẩm",
    "Homestay",
];
const FAMILIES: [&str; 12] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
];
const GIVEN: [&str; 14] = [
    "Văn An",
    "Thị Bình",
    "Hữu Cường",
    "Minh Dũng",
    "Thị Hà",
    "Quang Huy",
    "Thị Lan",
    "Đức Long",
    "Thị Mai",
    "Thanh Phong",
    "Thị Quỳnh",
    "Anh Tuấn",
    "Ngọc Ánh",
    "Xuân Trường",
];

/// The name of the product made at `place` that `chance` picks.
pub(super) fn product_name(place: &Place, chance: usize) -> String {
    let goods = picked(&GOODS, chance);
    match chance % 3 {
        0 => format!("{goods} {} {}", commune(place), chance / 40 % 1_000),
        1 => format!("{goods} {}", picked(&GIVEN, chance / 40)),
        _ => format!("{goods} {}", commune(place)),
    }
}

/// The name of the producer of `kind` at `place` that `chance` picks.
pub(super) fn producer_name(place: &Place, kind: ProducerKind, chance: usize) -> String {
    let (family, given) = (picked(&FAMILIES, chance), picked(&GIVEN, chance / 12));
    match kind {
        ProducerKind::Cooperative => format!("Hợp tác xã {} {}", commune(place), chance % 100),
        ProducerKind::Enterprise => format!("Công ty TNHH {} {given}", commune(place)),
        _ => format!("Hộ kinh doanh {family} {given}"),
    }
}

fn picked<'a>(names: &[&'a str], chance: usize) -> &'a str {
    names[chance % names.len()]
}

/// Today's commune without its kind.
fn commune(place: &Place) -> &'static str {
    let unit = registry()
        .expect("units")
        .find(&place.current())
        .expect("a commune");
    let kinds = ["Xã ", "Phường ", "Đặc khu "];
    let bare = kinds.iter().find_map(|kind| unit.name.strip_prefix(kind));
    bare.unwrap_or(&unit.name)
}
