drop trigger audit_inserted on recognitions;
drop trigger audit_updated on recognitions;
drop trigger audit_deleted on recognitions;
drop trigger audit_no_truncate on recognitions;
select audit_table_by_statement('recognitions', array['product_set', 'product_group', 'producer_type', 'sector', 'gender',
    'ethnic_minority', 'current_province_code', 'current_commune_code', 'legacy_province_code', 'legacy_district_code',
    'legacy_commune_code', 'demonstration']);
drop trigger recognitions_stay on recognitions;
drop function recognitions_stay();
drop trigger recognition_changed on recognitions;
drop function recognition_changed();
alter table recognitions drop column changed_in;
drop function raise_statistics_version();
