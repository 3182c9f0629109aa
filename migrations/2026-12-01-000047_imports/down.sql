drop index producers_spelt;
drop function producer_words(text);
drop table import_pieces;
drop table import_remarks;
drop table import_progress;
drop table imports;

delete from files where media_type = 'application/x-ndjson';
alter table files drop constraint files_media_type_check;
alter table files add constraint files_media_type_check check (media_type in (
    'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv'
));
