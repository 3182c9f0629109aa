//! Who recognised (cơ quan công nhận): what the row says, an answer, what is said of the whole list, the law; else asked.

use super::law::Law;
use super::office::{WrittenOffice, office};
use crate::gazetteer::Gazetteer;
use crate::listed::ListedRecognition;
use crate::remark::{Candidate, OpenQuestion, Reason, Topic};
use crate::settings::PaperSettings;
use crate::value::Moment;
use chrono::{Datelike, NaiveDate};
use domain::criteria::RecognitionAuthority;
use domain::units::{Place, REFORM, UnitRef};

/// What is looked at beside the recognition.
#[derive(Clone, Copy)]
pub(super) struct AuthorityContext<'a, 'b> {
    pub(super) moment: Moment,
    /// Where the product is made; none while that is asked.
    pub(super) place: Option<&'a Place>,
    pub(super) units: &'a Gazetteer<'b>,
    pub(super) settings: &'a PaperSettings<'b>,
    pub(super) law: &'a Law<'b>,
}

/// Who recognised, and its unit where only the text knows it.
pub(super) type Office = (RecognitionAuthority, Option<UnitRef>);

/// Who recognised. The error is what is to be said; none where that waits for something else.
pub(super) fn authority(
    recognition: &ListedRecognition,
    context: AuthorityContext<'_, '_>,
) -> Result<Office, Option<Reason>> {
    let office = match &recognition.authority {
        Some(text) => context.written(text, recognition)?,
        None => (context.unwritten(recognition)?, None),
    };
    context.hold(office.0)?;
    Ok(office)
}

impl AuthorityContext<'_, '_> {
    /// Who recognised where the row says `text`.
    fn written(&self, text: &str, recognition: &ListedRecognition) -> Result<Office, Option<Reason>> {
        // Names of units say something only beside those of the row.
        let place = self.place.ok_or(None)?;
        let end_of_year = || NaiveDate::from_ymd_opt(self.moment.year(), 12, 31);
        let day = self.moment.day().or_else(end_of_year).ok_or(None)?;
        let read = office(text, place, day, self.units);
        if let WrittenOffice::Of(authority, unit) = read {
            // In 2025 there were two provinces, one after the other: without a day only the text knows which.
            let of_both = matches!(self.moment, Moment::Year(year) if year == REFORM.year());
            return Ok((authority, unit.filter(|_| of_both)));
        }
        if let Some(answer) = self.settings.answers.get(Topic::Authority, text) {
            return Ok((of_answer(answer)?, None));
        }
        let stated = self.settings.authority.or_else(|| self.by_law(recognition));
        let stated = stated.filter(|_| read == WrittenOffice::Silent);
        let authority = stated.ok_or_else(|| self.question(text))?;
        Ok((authority, None))
    }

    /// Who recognised where the row says nothing. An answer for the year serves the rows whose stars the law leaves open, about which it
    /// was asked.
    fn unwritten(&self, recognition: &ListedRecognition) -> Result<RecognitionAuthority, Reason> {
        let year = self.moment.year().to_string();
        let by_law = self.by_law(recognition);
        let answers = &self.settings.answers;
        if let Some(answer) = answers.get(Topic::Authority, &year).filter(|_| by_law.is_none()) {
            return of_answer(answer);
        }
        let known = self.settings.authority.or(by_law);
        known.ok_or_else(|| self.question(&year))
    }

    /// Who alone might recognise: on the day, or on every day of the year. The ministry has not decided on potential five stars.
    fn by_law(&self, recognition: &ListedRecognition) -> Option<RecognitionAuthority> {
        if recognition.stars.potential {
            return Some(RecognitionAuthority::Province);
        }
        let authorities = self.law.authorities_of(recognition.stars.stars, self.moment)?;
        let mut authorities = authorities.into_iter();
        authorities.next().filter(|_| authorities.next().is_none())
    }

    /// Refuses a district in a year in which none recognised; with a day the paper is held against the law of that day.
    fn hold(&self, authority: RecognitionAuthority) -> Result<(), Reason> {
        let allowed = match self.moment {
            Moment::Year(_) => self.law.authorities(self.moment),
            Moment::Day(_) => None,
        };
        let refused = authority == RecognitionAuthority::District
            && allowed.is_some_and(|allowed| !allowed.contains(&authority));
        if refused {
            let year = self.moment.year();
            return Err(Reason::error(
                "no_such_authority",
                format!("Trong năm {year} cấp huyện không công nhận sản phẩm OCOP."),
                format!("In {year} districts recognised no products."),
            ));
        }
        Ok(())
    }

    fn question(&self, written: &str) -> Reason {
        let allowed = self.law.authorities(self.moment);
        let candidates = RecognitionAuthority::ALL
            .iter()
            .filter(|authority| allowed.as_ref().is_none_or(|allowed| allowed.contains(authority)))
            .map(|authority| Candidate {
                value: authority.as_str().to_owned(),
                label: authority.name().0.to_owned(),
            });
        let question = OpenQuestion {
            kind: Topic::Authority,
            written: written.to_owned(),
            candidates: candidates.collect(),
        };
        Reason::question(
            "authority_needed",
            question,
            format!("«{written}»: cấp nào đã công nhận?"),
            format!("{written:?}: who recognised, district, province or ministry?"),
        )
    }
}

fn of_answer(answer: &str) -> Result<RecognitionAuthority, Reason> {
    let what = (
        "cấp công nhận: district, province hoặc ministry",
        "authority: district, province or ministry",
    );
    answer.parse().map_err(|_| Reason::bad_answer(answer, what))
}
