SELECT
  household_number,
  max(citizen_id) FILTER (relation_to_head = '02') AS head_citizen_id,
  max(name) FILTER (relation_to_head = '02') AS head_name,
  min(division_code) AS division_code,
  min(registered_address) AS address,
  count(citizen_id) AS member_count,
  count(*) FILTER (birth_date > DATE '2006-06-30') AS minor_count,
  count(*) FILTER (birth_date <= DATE '1964-06-30') AS elderly_count,
  max(updated_at) AS updated_at
FROM "gd-gat.resident-population"
GROUP BY household_number
ORDER BY household_number
