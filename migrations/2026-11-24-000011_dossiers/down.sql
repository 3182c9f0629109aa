alter table evaluations drop column turn;
alter table evaluations drop column dossier_id;
drop table dossier_events, dossiers;
