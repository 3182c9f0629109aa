//! Rows of lists in the words of the programme.

use crate::remark::{Remark, Severity};
use crate::value::WrittenStars;
use chrono::NaiveDate;
use domain::producers::{ProducerDraft, ProducerKind, Representative};
use domain::recognition::CheckedPaper;
use domain::spelling;
use domain::units::{Place, UnitRef};
use std::hash::{Hash, Hasher};

/// A producer (chủ thể) as a list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedProducer {
    /// Its key in another system.
    pub key: Option<String>,
    /// Its name, without a commune written behind it.
    pub name: String,
    /// Its kind; none while that is asked.
    pub kind: Option<ProducerKind>,
    /// Its tax code, with the zeros that a workbook took.
    pub tax_code: Option<String>,
    /// Where it is; none while that is asked.
    pub place: Option<Place>,
    /// The smallest unit above the commune that the row names: the former province, where the commune is asked.
    pub within: Option<UnitRef>,
    /// Its address as written.
    pub address: Option<String>,
    /// Its telephone number, with its first 0.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Who acts for it in law.
    pub representative: Representative,
}

impl ListedProducer {
    /// One text for all rows of one producer in a file: its tax code, else its name in any spelling with its commune or what is known of it.
    #[must_use]
    pub fn identity(&self) -> String {
        if let Some(code) = &self.tax_code {
            return code.clone();
        }
        let place = self.place.as_ref().map(|place| place.current_commune.as_str());
        let within = || self.within.as_ref().map(|unit| unit.code.as_str());
        format!(
            "{}/{}",
            spelling::key(&self.name),
            place.or_else(within).unwrap_or_default()
        )
    }

    /// What its record says; none while its kind is asked.
    #[must_use]
    pub fn draft(&self) -> Option<ProducerDraft> {
        self.kind.map(|kind| self.draft_as(kind))
    }

    pub(crate) fn draft_as(&self, kind: ProducerKind) -> ProducerDraft {
        ProducerDraft {
            name: self.name.clone(),
            kind,
            tax_code: self.tax_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            representative: self.representative.clone(),
        }
    }
}

/// A recognition of the past (lần công nhận) as a list has it; what it does not say is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRecognition {
    /// Which of the recognitions of the line it is, from 0, as its columns say.
    pub turn: usize,
    /// Stars; below 3 nothing was recognised, and a remark says so.
    pub stars: WrittenStars,
    /// Day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// Year as written, which may be that of the programme and not of the day.
    pub year: Option<i32>,
    /// Number of the decision as written.
    pub decision: Option<String>,
    /// Who decided, as written.
    pub authority: Option<String>,
    /// Number of the certificate as written.
    pub certificate: Option<String>,
    /// Last day as printed.
    pub last_day: Option<NaiveDate>,
    /// The paper, ready to be recorded: it breaks no rule. None where it does, where something is asked, where nothing was recognised
    /// and where no year is known; remarks say which.
    pub paper: Option<CheckedPaper>,
}

/// What is written, by which repeated rows are known: not what follows from it.
impl Hash for ListedRecognition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.stars, self.decided_on, self.year, self.last_day).hash(state);
        (&self.decision, &self.authority, &self.certificate).hash(state);
    }
}

/// A product (sản phẩm) with its producer and its recognitions as a list has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedProduct {
    /// Its key in another system.
    pub key: Option<String>,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// The group as written.
    pub group_written: Option<String>,
    /// The group, `I` to `VI`.
    pub group: Option<String>,
    /// Its set, 1 to 26; none while that is asked.
    pub product_set: Option<i16>,
    /// What it is.
    pub description: Option<String>,
    /// Who makes it.
    pub producer: ListedProducer,
    /// Stars that the list says it holds now.
    pub stars_now: Option<WrittenStars>,
    /// Its recognitions in the order of the list; none: no recognition.
    pub recognitions: Vec<ListedRecognition>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// What else the list says of it.
    pub note: Option<String>,
}

impl ListedProduct {
    /// One text for all rows of one product in a file: its code, else its name in any spelling with its producer.
    #[must_use]
    pub fn identity(&self) -> String {
        self.identity_with(&self.producer.identity())
    }

    /// The same where that of its producer is known.
    pub(crate) fn identity_with(&self, producer: &str) -> String {
        let named = || format!("{producer}/{}", spelling::key(&self.name));
        self.code.clone().unwrap_or_else(named)
    }
}

/// A score sheet (phiếu chấm điểm) as a list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedSheet {
    /// Its key in another system.
    pub key: Option<String>,
    /// Code of the dossier.
    pub dossier: Option<String>,
    /// Code of the product.
    pub product_code: Option<String>,
    /// Name of the product.
    pub product: Option<String>,
    /// Product set, 1 to 26.
    pub product_set: Option<i16>,
    /// Who filled it in.
    pub assessor: Option<String>,
    /// Number of the chosen option by the code of the criterion, in the order of the columns.
    pub answers: Vec<(String, u8)>,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ListedContent {
    /// A producer.
    Producer(Box<ListedProducer>),
    /// A product.
    Product(Box<ListedProduct>),
    /// A score sheet.
    ScoreSheet(Box<ListedSheet>),
}

/// A row that was read, with all that is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedEntry {
    /// Its number in the file, from 1.
    pub row: u32,
    /// What it says; none where it could not be read at all.
    pub content: Option<ListedContent>,
    /// What is wrong, doubtful or asked.
    pub remarks: Vec<Remark>,
}

impl ListedEntry {
    /// True where it can be taken over: no error and nothing left to ask.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.content.is_some()
            && self
                .remarks
                .iter()
                .all(|remark| remark.severity == Severity::Warning)
    }
}
