drop function learn_words(text[]);
create function learn_words(names text[]) returns void language sql as $$
    insert into search_words (word, trigrams)
    select word, word_trigrams(word) from (
        select distinct word from unnest(names) as name, unnest(string_to_array(spelt_words(name), ' ')) as word
        where word <> '' and word !~ '[0-9]') as new
    where not exists (select from search_words as known where known.word = new.word)
    order by word on conflict do nothing
$$;

create function listing_words(product_name text, producer_name text, province text, commune text) returns text[]
language sql stable parallel safe as $$
    select array(select distinct word from unnest(string_to_array(spelt_words(product_name || ' ' || producer_name), ' ')) as word)
        || ('p:' || province) || ('c:' || commune)
$$;

create or replace function list_products() returns trigger language plpgsql as $$
begin
    insert into product_listings (product_id, changed_at, name, words)
    select n.id, n.updated_at, case when n.merged_into is null then spelt_words(n.name) else '' end,
        case when n.merged_into is null then listing_words(n.name, m.name, n.current_province_code, n.current_commune_code) else '{}' end
    from new_rows as n join producers as m on m.id = n.producer_id order by n.id
    on conflict (product_id) do update set changed_at = greatest(product_listings.changed_at, excluded.changed_at),
        name = excluded.name, words = excluded.words;
    perform learn_words(array(select name from new_rows));
    return null;
end
$$;

create or replace function list_producers() returns trigger language plpgsql as $$
begin
    insert into producer_listings (producer_id, name, words)
    select n.id, case when n.merged_into is null then spelt_words(n.name) else '' end,
        case when n.merged_into is null then listing_words(n.name, '', n.current_province_code, n.current_commune_code) else '{}' end
    from new_rows as n order by n.id
    on conflict (producer_id) do update set name = excluded.name, words = excluded.words
    where (producer_listings.name, producer_listings.words) is distinct from (excluded.name, excluded.words);
    if tg_op = 'UPDATE' then
        update product_listings as l
        set words = listing_words(p.name, n.name, p.current_province_code, p.current_commune_code)
        from new_rows as n join old_rows as o on o.id = n.id and o.name <> n.name join products as p on p.producer_id = n.id
        where l.product_id = p.id and p.merged_into is null;
    end if;
    perform learn_words(array(select name from new_rows));
    return null;
end
$$;
drop function listing_words(text, text, text, text, bigint);
drop function listing_blocks;

drop index product_listings_name, product_listings_words, producer_listings_name, producer_listings_words;
update product_listings as l set words = listing_words(p.name, m.name, p.current_province_code, p.current_commune_code)
from products as p join producers as m on m.id = p.producer_id where p.id = l.product_id and p.merged_into is null;
update producer_listings as l set words = listing_words(p.name, '', p.current_province_code, p.current_commune_code)
from producers as p where p.id = l.producer_id and p.merged_into is null;
create index product_listings_name on product_listings (name, product_id);
create index producer_listings_name on producer_listings (name, producer_id);
create index product_listings_words on product_listings using gin (words) with (fastupdate = off);
create index producer_listings_words on producer_listings using gin (words) with (fastupdate = off);
create index product_listings_names on product_listings using gin (string_to_array(name, ' ')) with (fastupdate = off);
create index producer_listings_names on producer_listings using gin (string_to_array(name, ' ')) with (fastupdate = off);
