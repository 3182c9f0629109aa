drop index dossier_events_occurred;
drop index evaluations_set;
alter table evaluation_results drop constraint evaluation_results_points;
alter table evaluation_results drop column points_c;
alter table evaluation_results drop column points_b;
alter table evaluation_results drop column points_a;
alter table evaluation_results drop column sheets;
