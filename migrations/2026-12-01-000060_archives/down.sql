delete from import_pieces where import_id in (select id from imports where kind = 'archive');
delete from import_remarks where import_id in (select id from imports where kind = 'archive');
delete from import_progress where import_id in (select id from imports where kind = 'archive');
delete from imports where kind = 'archive';
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check check (kind in ('producers', 'products', 'score_sheets'));

delete from files where media_type = 'application/zip';
alter table files drop constraint files_media_type_check;
alter table files add constraint files_media_type_check check (media_type in (
    'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv', 'application/x-ndjson'
));
