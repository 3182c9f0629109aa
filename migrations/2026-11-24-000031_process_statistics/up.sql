-- What the statistics of scores add up, beside the result itself: number of sheets and their points by part, exact. None where a
-- result shows no sheet, and for results from before, whose document is read instead.
alter table evaluation_results add column sheets integer check (sheets > 0);
alter table evaluation_results add column points_a integer;
alter table evaluation_results add column points_b integer;
alter table evaluation_results add column points_c integer;
alter table evaluation_results add constraint evaluation_results_points
    check (num_nonnulls(sheets, points_a, points_b, points_c) in (0, 4));

-- Figures of single criteria: the sheets of one product set of one regime are read.
create index evaluations_set on evaluations (regime, product_set);
-- Stays that ended in a period.
create index dossier_events_occurred on dossier_events (occurred_at);
