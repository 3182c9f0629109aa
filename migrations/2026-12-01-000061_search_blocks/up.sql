-- A search reads few rows, however common its words are: the index over words knows in which stretch of the register a record came, so
-- that common words are looked for in a short stretch first and in longer ones only while the page is not full. It also tells words of
-- the name from those of the producer's name. What each of the words means stands at `listing_words`.

-- The blocks of 1,024, 16,384 and 262,144 records in which the record with `number` came.
create function listing_blocks(number bigint) returns text[] language sql immutable parallel safe as $$
    select array['1:' || (number >> 10), '2:' || (number >> 14), '3:' || (number >> 18)]
$$;

-- By what the record with `number` is found: the words of its name and of `other` (of a product: its producer's name), those of its name
-- again as `=che`, where it lies today as `p:25` and `c:08782`, its blocks as `1:0`. Both names as they are searched.
create function listing_words(name text, other text, province text, commune text, number bigint) returns text[]
language sql immutable parallel safe as $$
    select array(select distinct word from unnest(string_to_array(name || ' ' || other, ' ')) as word where word <> '')
        || array(select distinct '=' || word from unnest(string_to_array(name, ' ')) as word)
        || ('p:' || province) || ('c:' || commune) || listing_blocks(number)
$$;

drop function learn_words(text[]);
-- Adds the words of `names`, as they are searched.
create function learn_words(names text[]) returns void language sql as $$
    insert into search_words (word, trigrams)
    select word, word_trigrams(word) from (
        select distinct word from unnest(names) as name, unnest(string_to_array(name, ' ')) as word
        where word <> '' and word !~ '[0-9]') as new
    where not exists (select from search_words as known where known.word = new.word)
    order by word on conflict do nothing
$$;

-- Numbers are taken only for new records: if changes took some as well, blocks would be nearly empty.
create or replace function list_products() returns trigger language plpgsql as $$
declare
    learnt text[];
begin
    if tg_op = 'INSERT' then
        with listed as (
            insert into product_listings (product_id, number, changed_at, name, words) overriding system value
            select n.id, n.number, n.updated_at, n.spelt, case when n.merged_into is null
                then listing_words(n.spelt, m.name, n.current_province_code, n.current_commune_code, n.number) else '{}' end
            from (
                select s.*, nextval(pg_get_serial_sequence('product_listings', 'number')) as number,
                    case when s.merged_into is null then spelt_words(s.name) else '' end as spelt
                from (select * from new_rows order by id) as s
            ) as n join producer_listings as m on m.producer_id = n.producer_id order by n.number
            returning name)
        select array_agg(name) into learnt from listed;
    else
        with listed as (
            update product_listings as l
            set changed_at = greatest(l.changed_at, n.updated_at), name = n.spelt, words = case when n.merged_into is null
                then listing_words(n.spelt, m.name, n.current_province_code, n.current_commune_code, l.number) else '{}' end
            from (
                select s.*, case when s.merged_into is null then spelt_words(s.name) else '' end as spelt from new_rows as s offset 0
            ) as n join producer_listings as m on m.producer_id = n.producer_id
            where l.product_id = n.id
            returning l.name)
        select array_agg(name) into learnt from listed;
    end if;
    perform learn_words(learnt);
    return null;
end
$$;

create or replace function list_producers() returns trigger language plpgsql as $$
declare
    learnt text[];
begin
    if tg_op = 'INSERT' then
        with listed as (
            insert into producer_listings (producer_id, number, name, words) overriding system value
            select n.id, n.number, n.spelt, case when n.merged_into is null
                then listing_words(n.spelt, '', n.current_province_code, n.current_commune_code, n.number) else '{}' end
            from (
                select s.*, nextval(pg_get_serial_sequence('producer_listings', 'number')) as number,
                    case when s.merged_into is null then spelt_words(s.name) else '' end as spelt
                from (select * from new_rows order by id) as s
            ) as n order by n.number
            returning name)
        select array_agg(name) into learnt from listed;
    else
        with listed as (
            update producer_listings as l set name = n.spelt, words = n.words
            from (
                select s.id, s.spelt, case when s.merged_into is null
                    then listing_words(s.spelt, '', s.current_province_code, s.current_commune_code, k.number) else '{}' end as words
                from (
                    select r.*, case when r.merged_into is null then spelt_words(r.name) else '' end as spelt from new_rows as r offset 0
                ) as s join producer_listings as k on k.producer_id = s.id
            ) as n
            where l.producer_id = n.id and (l.name, l.words) is distinct from (n.spelt, n.words)
            returning l.name)
        select array_agg(name) into learnt from listed;
        update product_listings as l
        set words = listing_words(l.name, m.name, p.current_province_code, p.current_commune_code, l.number)
        from new_rows as n join old_rows as o on o.id = n.id and o.name <> n.name
            join producer_listings as m on m.producer_id = n.id join products as p on p.producer_id = n.id
        where l.product_id = p.id and p.merged_into is null;
    end if;
    perform learn_words(learnt);
    return null;
end
$$;
drop function listing_words(text, text, text, text);

drop index product_listings_names, product_listings_name, product_listings_words;
drop index producer_listings_names, producer_listings_name, producer_listings_words;
update producer_listings as l set words = listing_words(l.name, '', p.current_province_code, p.current_commune_code, l.number)
from producers as p where p.id = l.producer_id and p.merged_into is null;
update product_listings as l set words = listing_words(l.name, m.name, p.current_province_code, p.current_commune_code, l.number)
from products as p join producer_listings as m on m.producer_id = p.producer_id
where p.id = l.product_id and p.merged_into is null;
create index product_listings_words on product_listings using gin (words) with (fastupdate = off);
create index producer_listings_words on producer_listings using gin (words) with (fastupdate = off);
-- With the number, names that are or begin as asked are told in their order from the index alone.
create index product_listings_name on product_listings (name, product_id) include (number);
create index producer_listings_name on producer_listings (name, producer_id) include (number);
