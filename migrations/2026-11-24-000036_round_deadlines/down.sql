-- The rows of rounds stay: the table is append-only. Not valid for them, the old rule holds for what comes.
alter table dossier_notices drop constraint dossier_notices_state_check;
alter table dossier_notices drop constraint dossier_notices_deadline_check;
alter table dossier_notices add constraint dossier_notices_deadline_check check (deadline in ('state', 'decision')) not valid;
alter table dossier_notices add constraint dossier_notices_check check ((state is null) = (deadline = 'decision')) not valid;
drop view dossier_rounds;
