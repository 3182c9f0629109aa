drop table past_recognitions;
drop index certificates_any_number;
drop index certificates_recorded_number;
drop index certificates_number;
alter table certificates drop column recorded;
alter table certificates alter column number set not null;
alter table certificates add constraint certificates_number_revision_key unique (number, revision);
alter table certificates drop constraint certificates_authority_check;
alter table certificates add constraint certificates_authority_check check (authority in ('province', 'ministry'));
drop index decisions_number;
alter table decisions drop constraint decisions_authority_check;
alter table decisions add constraint decisions_authority_check check (authority in ('province', 'ministry'));
alter table decisions drop column recorded, drop column authority_unit, alter column signer set not null;
create unique index decisions_number on decisions
    (authority, coalesce(province_code, ''), number, (extract(year from decided_on)));
alter table recognitions drop constraint recognitions_end_reason_check;
alter table recognitions add constraint recognitions_end_reason_check
    check (end_reason in ('replaced', 'revoked', 'declined'));
alter table recognitions drop column authority_unit, drop column authority;
