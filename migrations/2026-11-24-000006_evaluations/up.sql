-- One evaluation (đánh giá, phân hạng) asked for, its request as the worker scores it, and its one result.
create table evaluation_batches (
    id uuid primary key,
    requested_by text not null,
    accepted integer not null,
    rejected integer not null,
    errors jsonb not null,
    created_at timestamptz not null
);

create table evaluations (
    id uuid primary key,
    job_id uuid not null unique references jobs (id),
    batch_id uuid references evaluation_batches (id),
    product_id uuid not null references products (id),
    level text not null check (level in ('province', 'central')),
    kind text not null check (kind in ('first', 'upgrade', 'renewal')),
    regime text not null,
    product_set smallint not null,
    -- Read and written whole: json and not jsonb, which would sort the 150 answers of a council on each insert.
    request json not null,
    requested_by text not null,
    created_at timestamptz not null
);
create index evaluations_batch on evaluations (batch_id) where batch_id is not null;
create index evaluations_product on evaluations (product_id, id);

create table evaluation_results (
    evaluation_id uuid primary key references evaluations (id),
    attempt integer not null,
    outcome text not null check (outcome in ('rated', 'needs_rescoring', 'no_quorum', 'eliminated')),
    stars smallint check (stars between 1 and 5),
    result json not null,
    statistics_version bigint not null,
    evaluated_at timestamptz not null
);
