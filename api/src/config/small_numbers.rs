//! Protection of small numbers: from which size, and towards whom.

use shared::config::Environment;
use shared::domain::access::Role;
use shared::text_enum;

/// The least threshold of open data, whatever is configured: the least that statistical offices use.
const LEAST: u32 = 3;

text_enum! {
    /// Who beside the readers of open data, which needs no token, sees no small numbers of personal dimensions.
    pub enum PublicReaders {
        /// Nobody.
        Nobody = "nobody",
        /// Clients and persons of the role `statistics`: portals and press.
        StatisticsClients = "statistics_clients",
        /// Everybody, offices too.
        Everybody = "everybody",
    }
}

/// When breakdowns by sex or ethnicity are hidden; the rule is [`shared::domain::statistics::disclosure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallNumbers {
    /// `OCOP_SMALL_NUMBERS_BELOW`, default 5: cells of fewer producers are hidden; 0 hides nothing, but in open data. Statistical
    /// offices use three to ten.
    pub below: u32,
    /// `OCOP_SMALL_NUMBERS_FOR`, default `statistics_clients`.
    pub readers: PublicReaders,
}

impl Default for SmallNumbers {
    fn default() -> Self {
        Self {
            below: 5,
            readers: PublicReaders::StatisticsClients,
        }
    }
}

impl SmallNumbers {
    /// Reads the variables above; problems are collected in `environment`.
    pub fn read(environment: &mut Environment) -> Self {
        let default = Self::default();
        Self {
            below: environment.number("OCOP_SMALL_NUMBERS_BELOW", default.below, 0..=1_000),
            readers: environment.parsed(
                "OCOP_SMALL_NUMBERS_FOR",
                default.readers,
                "nobody, statistics_clients or everybody",
            ),
        }
    }

    /// The size below which nobody without a token sees numbers: what is open to anybody is never told whole.
    #[must_use]
    pub fn hidden_from_anybody(self) -> u32 {
        self.below.max(LEAST)
    }

    /// The size below which somebody of `role` sees no numbers; 0 where all are shown.
    #[must_use]
    pub fn hidden_below(self, role: Role) -> u32 {
        let hides = match self.readers {
            PublicReaders::Nobody => false,
            PublicReaders::StatisticsClients => role == Role::Statistics,
            PublicReaders::Everybody => true,
        };
        if hides { self.below } else { 0 }
    }
}
