drop table scoring_turns;
drop table recusals;
drop table score_sheet_versions;
drop function score_sheet_versions_is_append_only();
drop table score_sheets;
drop table advisory_reports;
