-- What lists of producers are ordered by and searched in: one row a producer, which triggers keep, as `product_listings` has one for each
-- product. It follows from producers, so it is not under audit. Twins that another record stands for have neither name nor words in
-- either table, so that no search finds them.
create table producer_listings (
    producer_id uuid primary key references producers (id) on delete cascade,
    -- In the order in which they came, and so lie.
    number bigint not null generated always as identity unique,
    -- Its name as it is searched.
    name text collate "C" not null,
    -- The words of its name; where it lies today, as `p:25` and `c:08782`.
    words text[] not null
);
create index producer_listings_name on producer_listings (name, producer_id);
create index producer_listings_words on producer_listings using gin (words) with (fastupdate = off);
create index producer_listings_names on producer_listings using gin (string_to_array(name, ' ')) with (fastupdate = off);

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

insert into producer_listings (producer_id, name, words)
select id, case when merged_into is null then spelt_words(name) else '' end,
    case when merged_into is null then listing_words(name, '', current_province_code, current_commune_code) else '{}' end
from producers order by id;
update product_listings set name = '', words = '{}' where product_id in (select id from products where merged_into is not null);
