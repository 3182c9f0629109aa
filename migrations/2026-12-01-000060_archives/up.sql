-- Archives (bản lưu trữ) come in as lists do.
alter table imports drop constraint imports_kind_check;
alter table imports add constraint imports_kind_check
    check (kind in ('producers', 'products', 'score_sheets', 'archive')) not valid;
alter table imports validate constraint imports_kind_check;

alter table files drop constraint files_media_type_check;
alter table files add constraint files_media_type_check check (media_type in (
    'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv', 'application/x-ndjson',
    'application/zip'
)) not valid;
alter table files validate constraint files_media_type_check;
