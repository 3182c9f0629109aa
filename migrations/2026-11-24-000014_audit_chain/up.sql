-- Every change in the audit log, chained by hash. Triggers write what a statement changed into `audit_pending`; at the commit the
-- transaction's entries get their positions and hashes. So the head of the chain, which every change needs, is locked last
-- and for the commit only.

alter table audit_log add column position bigint;
-- What led to it: `POST /api/v1/producers`, `worker:evaluation`, a command. None for entries older than the column.
alter table audit_log add column operation text;
-- The text that is hashed, `previous_hash` the hash of the entry before (64 zeros before the first),
-- `hash` = sha256(previous_hash || entry) in hex.
alter table audit_log add column entry text;
alter table audit_log add column previous_hash text;
alter table audit_log add column hash text;
create unique index audit_log_position on audit_log (position);
create index audit_log_occurred on audit_log (occurred_at);

-- The end of the chain: with it a cut at the end is seen.
create table audit_head (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    hash text not null
);
insert into audit_head (position, hash) values (0, repeat('0', 64));

-- Entries of transactions that have not committed yet; other transactions never see a row.
create table audit_pending (
    id bigint generated always as identity primary key,
    transaction_id bigint not null default (pg_current_xact_id()::text)::bigint,
    occurred_at timestamptz not null,
    actor text not null,
    act text not null,
    operation text,
    subject_kind text not null,
    subject_id text not null,
    reason text,
    before jsonb,
    after jsonb,
    request_id text
);
create index audit_pending_transaction on audit_pending (transaction_id, id);

-- The text of an entry, from its columns; the verification compares both. Never changed, because the hashes stand on it.
create function audit_entry(log audit_log) returns text language sql stable as $$
    select jsonb_build_object(
        'position', log.position,
        'occurred_at', to_char(log.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor', log.actor, 'act', log.act, 'operation', log.operation, 'subject_kind', log.subject_kind,
        'subject_id', log.subject_id, 'reason', log.reason, 'before', log.before, 'after', log.after,
        'request_id', log.request_id)::text
$$;

create function audit_hash(previous_hash text, entry text) returns text language sql immutable as $$
    select encode(sha256(convert_to(previous_hash || entry, 'UTF8')), 'hex')
$$;

-- What is written into the log without a position waits for the commit. The release before this one writes that way too.
create function audit_log_wait() returns trigger language plpgsql as $$
begin
    insert into audit_pending (occurred_at, actor, act, operation, subject_kind, subject_id, reason, before, after, request_id)
    values (new.occurred_at, new.actor, new.act, coalesce(new.operation, nullif(current_setting('ocop.operation', true), '')),
        new.subject_kind, new.subject_id, new.reason, new.before, new.after, new.request_id);
    return null;
end
$$;
create trigger audit_log_wait before insert on audit_log
    for each row when (new.position is null) execute function audit_log_wait();

-- At the commit the first of a transaction's entries chains them all; the others find it done.
create function audit_chain() returns trigger language plpgsql as $$
declare
    head audit_head;
    waiting audit_pending;
    log audit_log;
begin
    if new.id <= coalesce(nullif(current_setting('ocop.chained', true), '')::bigint, 0) then
        return null;
    end if;
    select * into head from audit_head for update;
    for waiting in
        select * from audit_pending where transaction_id = new.transaction_id order by id
    loop
        log.position := head.position + 1;
        log.occurred_at := waiting.occurred_at;
        log.actor := waiting.actor;
        log.act := waiting.act;
        log.operation := waiting.operation;
        log.subject_kind := waiting.subject_kind;
        log.subject_id := waiting.subject_id;
        log.reason := waiting.reason;
        log.before := waiting.before;
        log.after := waiting.after;
        log.request_id := waiting.request_id;
        log.previous_hash := head.hash;
        log.entry := audit_entry(log);
        log.hash := audit_hash(log.previous_hash, log.entry);
        insert into audit_log (position, occurred_at, actor, act, operation, subject_kind, subject_id, reason, before, after,
            request_id, entry, previous_hash, hash)
        values (log.position, log.occurred_at, log.actor, log.act, log.operation, log.subject_kind, log.subject_id,
            log.reason, log.before, log.after, log.request_id, log.entry, log.previous_hash, log.hash);
        head.position := log.position;
        head.hash := log.hash;
        perform set_config('ocop.chained', waiting.id::text, true);
    end loop;
    update audit_head set position = head.position, hash = head.hash;
    delete from audit_pending where transaction_id = new.transaction_id;
    return null;
end
$$;
create constraint trigger audit_chain after insert on audit_pending
    deferrable initially deferred for each row execute function audit_chain();

-- Who acts, from the transaction's settings (`audit_log::act_as`). The services' connections require somebody, so that no
-- path of the code can forget it; for others, such as an operator's psql, it is the role that signed in.
create function audit_actor() returns text language plpgsql stable as $$
declare
    actor text := nullif(current_setting('ocop.actor', true), '');
begin
    if actor is null and current_setting('ocop.actor_required', true) = 'on' then
        raise exception 'a change without an actor' using errcode = 'insufficient_privilege',
            hint = 'Set ocop.actor in the transaction.';
    end if;
    return coalesce(actor, 'command:' || session_user);
end
$$;

create function audit_write(act text, subject_kind text, subject_id text, before jsonb, after jsonb) returns void
language sql as $$
    insert into audit_pending (occurred_at, actor, act, operation, subject_kind, subject_id, reason, before, after, request_id)
    values (coalesce(nullif(current_setting('ocop.at', true), '')::timestamptz, clock_timestamp()), audit_actor(), act,
        nullif(current_setting('ocop.operation', true), ''), subject_kind, subject_id,
        nullif(current_setting('ocop.reason', true), ''), before, after,
        nullif(current_setting('ocop.request_id', true), ''))
$$;

-- A changed row. Arguments: the columns of the key; those left out; those of which only a change is told.
create function audit_row() returns trigger language plpgsql as $$
declare
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - tg_argv[1]::text[] end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - tg_argv[1]::text[] end;
    told jsonb;
    subject_id text;
begin
    if before = after then
        return null;
    end if;
    select string_agg(coalesce(after, before) ->> name, '/' order by number) into subject_id
    from unnest(tg_argv[0]::text[]) with ordinality as key (name, number);
    -- Told by a word, so that nobody reads a secret out of the log but a new one is seen.
    select coalesce(jsonb_object_agg(name, '(changed)'), '{}') into told
    from unnest(tg_argv[2]::text[]) as secret (name)
    where tg_op = 'UPDATE' and before -> name is distinct from after -> name;
    perform audit_write(
        case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end, tg_table_name, subject_id,
        before - tg_argv[2]::text[], (after - tg_argv[2]::text[]) || told);
    return null;
end
$$;

-- The rows that one statement changed, a hundred an entry: for tables that jobs fill by the thousand.
create function audit_rows() returns trigger language plpgsql as $$
declare
    left_out text[] := tg_argv[0]::text[];
    piece record;
begin
    if tg_op = 'INSERT' then
        for piece in
            select min(id::text) as first, null::jsonb as before, jsonb_agg(to_jsonb(r) - 'number' - left_out order by number) as after
            from (select *, row_number() over (order by id) - 1 as number from new_rows) as r group by number / 100
        loop
            perform audit_write('created', tg_table_name, piece.first, piece.before, piece.after);
        end loop;
    elsif tg_op = 'UPDATE' then
        for piece in
            select min(id::text) as first, jsonb_agg(before order by number) as before, jsonb_agg(after order by number) as after
            from (
                select n.id, row_number() over (order by n.id) - 1 as number, to_jsonb(o) - left_out as before,
                    to_jsonb(n) - left_out as after
                from new_rows as n join old_rows as o on o.id = n.id
            ) as r where before <> after group by number / 100
        loop
            perform audit_write('changed', tg_table_name, piece.first, piece.before, piece.after);
        end loop;
    else
        for piece in
            select min(id::text) as first, jsonb_agg(to_jsonb(r) - 'number' - left_out order by number) as before, null::jsonb as after
            from (select *, row_number() over (order by id) - 1 as number from old_rows) as r group by number / 100
        loop
            perform audit_write('deleted', tg_table_name, piece.first, piece.before, piece.after);
        end loop;
    end if;
    return null;
end
$$;

create function audit_no_truncate() returns trigger language plpgsql as $$
begin
    raise exception '% is audited: truncate refused', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

-- Puts a table under audit; every migration that makes one calls it. Of columns that hold secrets or files only a change is
-- told; generated ones say nothing of their own.
create function audit_table(name text) returns void language plpgsql as $$
declare
    keys text[];
    generated text[];
    secrets text[];
begin
    select array_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)) into keys
    from pg_index as i join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = name::regclass and i.indisprimary;
    select coalesce(array_agg(a.attname) filter (where a.attgenerated <> ''), '{}'),
        coalesce(array_agg(a.attname) filter (where a.attgenerated = '' and (a.atttypid = 'bytea'::regtype
            or a.attname in ('password_hash', 'secret_hash', 'token_hash', 'private_pem', 'secret'))), '{}')
    into generated, secrets
    from pg_attribute as a where a.attrelid = name::regclass and a.attnum > 0 and not a.attisdropped;
    execute format('create trigger audit_row after insert or update or delete on %I for each row
        execute function audit_row(%L, %L, %L)', name, keys, generated, secrets);
    execute format('create trigger audit_no_truncate before truncate on %I for each statement
        execute function audit_no_truncate()', name);
end
$$;

-- The same for a table with the key `id` that jobs fill by the thousand, without the columns `left_out`.
create function audit_table_by_statement(name text, left_out text[]) returns void language plpgsql as $$
begin
    execute format('create trigger audit_inserted after insert on %I referencing new table as new_rows
        for each statement execute function audit_rows(%L)', name, left_out);
    execute format('create trigger audit_updated after update on %I referencing old table as old_rows new table as new_rows
        for each statement execute function audit_rows(%L)', name, left_out);
    execute format('create trigger audit_deleted after delete on %I referencing old table as old_rows
        for each statement execute function audit_rows(%L)', name, left_out);
    execute format('create trigger audit_no_truncate before truncate on %I for each statement
        execute function audit_no_truncate()', name);
end
$$;

-- The entries so far join the chain in their order: a log of what operators did by hand is short.
create temporary table earlier on commit drop as select * from audit_log;
alter table audit_log disable trigger audit_log_append_only;
delete from audit_log;
alter table audit_log enable trigger audit_log_append_only;
insert into audit_log (occurred_at, actor, act, subject_kind, subject_id, reason, before, after, request_id)
select occurred_at, actor, act, subject_kind, subject_id, reason, before, after, request_id from earlier order by id;
set constraints audit_chain immediate;
set constraints audit_chain deferred;
alter table audit_log alter column position set not null;
alter table audit_log alter column entry set not null;
alter table audit_log alter column previous_hash set not null;
alter table audit_log alter column hash set not null;

select audit_table(name) from unnest(array['accounts', 'clients', 'signing_keys', 'producers', 'products', 'evaluation_batches'])
    as audited (name);
-- Dimensions are copies of product and producer on the day.
select audit_table_by_statement('recognitions', array['product_set', 'product_group', 'producer_type', 'sector', 'gender',
    'ethnic_minority', 'current_province_code', 'current_commune_code', 'legacy_province_code', 'legacy_district_code',
    'legacy_commune_code', 'demonstration']);
