SELECT
  application.application_number,
  resident.citizen_id,
  resident.name,
  resident.birth_date,
  resident.relation_to_head,
  household.household_number,
  resident.division_code,
  household.member_count AS household_size,
  resident.birth_date > DATE '2006-06-30' OR resident.birth_date <= DATE '1964-06-30' AS dependent
FROM "gd-mzt.assistance-application" AS application
JOIN "gd-gat.household" AS household ON household.household_number = application.household_number
JOIN "gd-gat.resident-population" AS resident ON resident.household_number = household.household_number
ORDER BY application.application_number, resident.citizen_id
