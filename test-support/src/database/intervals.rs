//! Made-up star statuses, many at once.

use super::TestDatabase;
use std::ops::Range;

impl TestDatabase {
    /// Gives each product for which the condition `of` holds an interval for each of `turns`, some 200 days apart. They are of all
    /// kinds and stars and end in all ways; only those of the last turn may run to their term. What a product held until then ends.
    pub async fn intervals(&self, turns: Range<u16>, of: &str) {
        let (first, last) = (turns.start, turns.end - 1);
        let columns = "current_province_code, current_commune_code, legacy_province_code, legacy_district_code, \
                       legacy_commune_code";
        let day =
            |turn: &str| format!("date '2018-06-01' + get_byte(uuid_send(products.id), 13) + {turn} * 200");
        let (begins, day) = (day(&first.to_string()), day("turn"));
        self.execute(&format!(
            "update recognitions set ended_on = least(recognitions.valid_to + 1, {begins}), end_reason = 'replaced' from products
             where products.id = product_id and end_reason is null and {of};
             insert into recognitions (id, product_id, producer_id, regime, kind, stars, potential, programme_year, valid_from,
                 valid_to, ended_on, end_reason, product_set, product_group, producer_type, sector, gender, authority,
                 authority_unit, {columns})
             select gen_random_uuid(), products.id, producer_id, '148-2023',
                 (array['first', 'upgrade', 'renewal'])[1 + (chance + turn) % 3], 3 + (chance + turn) % 3,
                 (chance + turn) % 6 = 2, 2019 + turn % 6, day, day + 1095,
                 case when turn < {last} then day + 200 - chance % 3 * 50 end,
                 case when turn < {last} then (array['replaced', 'revoked', 'declined'])[1 + chance % 3] end,
                 1 + chance % 26, (array['I', 'II', 'VI'])[1 + chance % 3], 'cooperative', 'collective',
                 (array['female', 'male', null])[1 + chance % 3], (array['district', 'province', 'ministry', null])[1 + chance % 4],
                 case chance % 4 when 0 then 'legacy-' || legacy_district_code when 1 then 'current-' || current_province_code end, {columns}
             from products, generate_series({first}, {last}) as turn,
                 lateral (select get_byte(uuid_send(products.id), 13) as chance) as chances,
                 lateral (select {day} as day) as days
             where {of}"
        ))
        .await;
    }
}
