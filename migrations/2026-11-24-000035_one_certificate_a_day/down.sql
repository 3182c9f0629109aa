drop trigger certificate_states_one_a_day on certificate_states;
drop function one_certificate_a_day();
alter table recognition_notices drop constraint recognition_notices_kind_check;
alter table recognition_notices add constraint recognition_notices_kind_check
    check (kind in ('renewal_opens', 'expired')) not valid;
alter table certificate_events drop constraint certificate_events_kind_check;
alter table certificate_events add constraint certificate_events_kind_check
    check (kind in ('issued', 'extended', 'revoked', 'replaced', 'corrected')) not valid;
