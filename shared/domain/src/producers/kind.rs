//! The kinds of producer and what statistics derive from them.

use crate::text_enum;

text_enum! {
    /// Kind of producer (loại hình chủ thể).
    pub enum ProducerKind {
        /// Cooperative (hợp tác xã).
        Cooperative = "cooperative",
        /// Cooperative group (tổ hợp tác).
        CooperativeGroup = "cooperative_group",
        /// Small or medium enterprise (doanh nghiệp nhỏ và vừa).
        Enterprise = "enterprise",
        /// Farm (trang trại).
        Farm = "farm",
        /// Production household or registered household business (hộ sản xuất, hộ kinh doanh).
        Household = "household",
        /// Association (hội, hiệp hội), for product set 26 only.
        Association = "association",
        /// Management centre or board (trung tâm, ban quản lý), for product set 26 only.
        ManagementCentre = "management_centre",
    }
}

text_enum! {
    /// Part of the economy (khu vực kinh tế).
    pub enum Sector {
        /// Cooperatives and cooperative groups (kinh tế tập thể).
        Collective = "collective",
        /// Everyone else (kinh tế tư nhân).
        Private = "private",
    }
}

text_enum! {
    /// Sex of the legal representative.
    pub enum Gender {
        /// Female (nữ).
        Female = "female",
        /// Male (nam).
        Male = "male",
    }
}

/// Community tourism, eco-tourism and sites: the one product set that associations and management centres may enter.
const TOURISM_SET: i16 = 26;

impl ProducerKind {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Cooperative => ("Hợp tác xã", "Cooperative"),
            Self::CooperativeGroup => ("Tổ hợp tác", "Cooperative group"),
            Self::Enterprise => ("Doanh nghiệp nhỏ và vừa", "Small or medium enterprise"),
            Self::Farm => ("Trang trại", "Farm"),
            Self::Household => ("Hộ sản xuất, hộ kinh doanh", "Household"),
            Self::Association => ("Hội, hiệp hội", "Association"),
            Self::ManagementCentre => ("Trung tâm, ban quản lý", "Management centre"),
        }
    }

    /// The sector in which statistics count this kind.
    #[must_use]
    pub const fn sector(self) -> Sector {
        match self {
            Self::Cooperative | Self::CooperativeGroup => Sector::Collective,
            _ => Sector::Private,
        }
    }

    /// True for the kinds that exist for community tourism and sites alone.
    #[must_use]
    pub const fn is_for_tourism_only(self) -> bool {
        matches!(self, Self::Association | Self::ManagementCentre)
    }

    /// True where this kind may have products of the product set `set`.
    #[must_use]
    pub const fn may_make(self, set: i16) -> bool {
        !self.is_for_tourism_only() || set == TOURISM_SET
    }
}

impl Sector {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Collective => ("Kinh tế tập thể", "Collective"),
            Self::Private => ("Kinh tế tư nhân", "Private"),
        }
    }
}

impl Gender {
    /// What it is called, in Vietnamese and English.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Female => ("Nữ", "Female"),
            Self::Male => ("Nam", "Male"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_two_kinds_are_collective() {
        let collective: Vec<_> = ProducerKind::ALL
            .iter()
            .filter(|kind| kind.sector() == Sector::Collective)
            .collect();
        assert_eq!(
            collective,
            [&ProducerKind::Cooperative, &ProducerKind::CooperativeGroup]
        );
    }

    #[test]
    fn associations_and_centres_are_for_tourism_only() {
        for kind in ProducerKind::ALL {
            assert!(kind.may_make(26));
            let special = matches!(kind, ProducerKind::Association | ProducerKind::ManagementCentre);
            assert_eq!(kind.may_make(1), !special);
        }
    }
}
