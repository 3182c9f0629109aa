create or replace function list_products() returns trigger language plpgsql as $$
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

create or replace function list_producers() returns trigger language plpgsql as $$
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

drop table producer_listings;
