-- What went on by law is told as carried over.
alter table certificate_events disable trigger certificate_events_append_only;
update certificate_events set kind = 'extended' where kind = 'continued';
alter table certificate_events enable trigger certificate_events_append_only;
alter table certificate_events drop constraint certificate_events_kind_check;
alter table certificate_events add constraint certificate_events_kind_check
    check (kind in ('issued', 'extended', 'carry_over_ended', 'revoked', 'replaced', 'corrected')) not valid;
alter table certificate_events validate constraint certificate_events_kind_check;
