-- Files (tệp): what is known of them; their bytes are in the store of files under the same id. A file lies where its uploader's
-- account does: none of the three for the nation, the province, also the commune, also the producer.
create table files (
    id uuid primary key,
    name text not null,
    media_type text not null check (media_type in (
        'application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'text/csv'
    )),
    size bigint not null check (size > 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    current_province_code text,
    current_commune_code text,
    producer_id uuid references producers (id),
    uploaded_by text not null,
    uploaded_at timestamptz not null
);
