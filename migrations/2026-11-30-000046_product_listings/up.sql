-- What lists of products are ordered by and searched in: one row a product, which triggers keep. It follows from other tables, so it
-- is not under audit.

-- A name as it is searched: small letters without diacritics, `y` alone after a consonant and in `quy` as `i`, words apart by one
-- blank, numbers without leading zeros. The same as `words` of shared/domain/src/spelling.rs for what is written in Latin letters.
create function spelt_words(name text) returns text language sql immutable parallel safe as $$
    select btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        translate(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f''’‘ʼ`´′ʹ]', '', 'g')), 'đĐðÐɖ', 'ddddd'),
        '[^a-z0-9]+', ' ', 'g'), '([b-df-hj-np-tv-xz])y(?![aeiouy])', '\1i', 'g'), 'quy(?![aeiouy])', 'qui', 'g'),
        '(?<![0-9])0+(?=[0-9])', '', 'g'))
$$;

-- The parts of three letters of a word, its ends as blanks.
create function word_trigrams(word text) returns text[] language sql immutable parallel safe as $$
    select array_agg(distinct substr('  ' || word || ' ', start, 3)) from generate_series(1, length(word) + 1) as start
$$;

create table product_listings (
    product_id uuid primary key references products (id) on delete cascade,
    -- In the order in which they came, and so lie: a search reads some thousand of them in a row.
    number bigint not null generated always as identity unique,
    -- When the product or what it holds was last changed.
    changed_at timestamptz not null,
    -- Its name as it is searched.
    name text collate "C" not null,
    -- The words of its name and of its producer's name; where it is made today, as `p:25` and `c:08782`.
    words text[] not null
);
create index product_listings_changed on product_listings (changed_at, product_id);
create index product_listings_name on product_listings (name, product_id);
create index product_listings_words on product_listings using gin (words) with (fastupdate = off);
create index product_listings_names on product_listings using gin (string_to_array(name, ' ')) with (fastupdate = off);

create function product_changed_at(the_product uuid) returns timestamptz language sql stable as $$
    select changed_at from product_listings where product_id = the_product
$$;

-- Words of names, by which misspelt ones are found. Words stay when their names are gone.
create table search_words (
    word text collate "C" primary key,
    trigrams text[] not null
);
create index search_words_trigrams on search_words using gin (trigrams);

create function listing_words(product_name text, producer_name text, province text, commune text) returns text[]
language sql stable parallel safe as $$
    select array(select distinct word from unnest(string_to_array(spelt_words(product_name || ' ' || producer_name), ' ')) as word)
        || ('p:' || province) || ('c:' || commune)
$$;

create function learn_words(names text[]) returns void language sql as $$
    insert into search_words (word, trigrams)
    select word, word_trigrams(word) from (
        select distinct word from unnest(names) as name, unnest(string_to_array(spelt_words(name), ' ')) as word
        where word <> '' and word !~ '[0-9]') as new
    where not exists (select from search_words as known where known.word = new.word)
    order by word on conflict do nothing
$$;

-- When it happens, as the audit log has it.
create function acted_at() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('ocop.at', true), '')::timestamptz, clock_timestamp())
$$;

create function list_products() returns trigger language plpgsql as $$
begin
    insert into product_listings (product_id, changed_at, name, words)
    select n.id, n.updated_at, spelt_words(n.name),
        listing_words(n.name, m.name, n.current_province_code, n.current_commune_code)
    from new_rows as n join producers as m on m.id = n.producer_id order by n.id
    on conflict (product_id) do update set changed_at = greatest(product_listings.changed_at, excluded.changed_at),
        name = excluded.name, words = excluded.words;
    perform learn_words(array(select name from new_rows));
    return null;
end
$$;
create trigger list_inserted after insert on products referencing new table as new_rows
    for each statement execute function list_products();
create trigger list_updated after update on products referencing new table as new_rows
    for each statement execute function list_products();

create function list_producers() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        update product_listings as l
        set words = listing_words(p.name, n.name, p.current_province_code, p.current_commune_code)
        from new_rows as n join old_rows as o on o.id = n.id and o.name <> n.name join products as p on p.producer_id = n.id
        where l.product_id = p.id;
    end if;
    perform learn_words(array(select name from new_rows));
    return null;
end
$$;
create trigger list_inserted after insert on producers referencing new table as new_rows
    for each statement execute function list_producers();
create trigger list_updated after update on producers referencing old table as old_rows new table as new_rows
    for each statement execute function list_producers();

-- A product changes with what it holds.
create function list_recognitions() returns trigger language plpgsql as $$
begin
    update product_listings set changed_at = greatest(changed_at, acted_at())
    where product_id in (select product_id from new_rows);
    return null;
end
$$;
create trigger list_inserted after insert on recognitions referencing new table as new_rows
    for each statement execute function list_recognitions();
create trigger list_updated after update on recognitions referencing new table as new_rows
    for each statement execute function list_recognitions();

-- Twenty thousand products take a second or two; migrations run without the time-out of statements.
insert into product_listings (product_id, changed_at, name, words)
select p.id, p.updated_at, spelt_words(p.name), listing_words(p.name, m.name, p.current_province_code, p.current_commune_code)
from products as p join producers as m on m.id = p.producer_id order by p.id;
select learn_words(array(select name from products union all select name from producers));

create index producers_changed on producers (updated_at, id);
create index recognitions_end on recognitions (valid_to);
