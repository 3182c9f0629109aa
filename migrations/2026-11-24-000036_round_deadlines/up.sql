-- The round in which a dossier is decided at a level: the first whose day to send on came after the day it was sent on
-- (Decision 26/2026/QĐ-TTg: sent before 30 April, decided before 30 June, and so on). decided_on: the day on which the level was
-- done with it, whatever the outcome.
create view dossier_rounds as
select d.id as dossier_id, r.id as round_id, r.decided_before, sent.day as sent_on, decided.day as decided_on
from (values
    ('province', 'send_on', array['recognised', 'not_recognised', 'withdrawn', 'at_ministry']),
    ('central', 'propose', array['recognised', 'not_recognised', 'withdrawn', 'back_at_province'])
) as tier (level, sends, ends)
cross join dossiers d
join lateral (
    select min(e.id) as event, min(e.occurred_at at time zone 'Asia/Ho_Chi_Minh')::date as day
    from dossier_events e where e.dossier_id = d.id and e.action = tier.sends
) as sent on sent.event is not null
left join lateral (
    select min(e.occurred_at at time zone 'Asia/Ho_Chi_Minh')::date as day
    from dossier_events e where e.dossier_id = d.id and e.id > sent.event and e.to_state = any (tier.ends)
) as decided on true
join lateral (
    select r.id, r.decided_before from rounds r
    where r.level = tier.level and r.sent_before > sent.day
        and (r.level = 'central' or r.province_code = d.current_province_code)
    order by r.sent_before
    limit 1
) as r on true;

-- Besides the last days of a state and of the decision on a renewal, that of the dossier's round.
alter table dossier_notices drop constraint dossier_notices_deadline_check;
alter table dossier_notices drop constraint dossier_notices_check;
alter table dossier_notices add constraint dossier_notices_deadline_check check (deadline in ('state', 'decision', 'round'));
alter table dossier_notices add constraint dossier_notices_state_check check ((state is null) = (deadline <> 'state'));
