-- A certificate whose renewal is pending goes on by law (26/2026/QĐ-TTg, article 12.3).
alter table certificate_events drop constraint certificate_events_kind_check;
alter table certificate_events add constraint certificate_events_kind_check
    check (kind in ('issued', 'continued', 'extended', 'carry_over_ended', 'revoked', 'replaced', 'corrected')) not valid;
alter table certificate_events validate constraint certificate_events_kind_check;
