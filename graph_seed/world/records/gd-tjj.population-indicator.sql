WITH resident AS (
  SELECT
    *,
    CASE
      WHEN birth_date > DATE '2005-12-31' THEN '1'
      WHEN birth_date > DATE '1963-12-31' THEN '2'
      ELSE '3'
    END AS age_group
  FROM "gd-gat.resident-population"
  WHERE status = '1'
),
registered AS (
  SELECT
    division_code,
    age_group,
    count(citizen_id) AS registered_population,
    count(*) FILTER (gender = '2') AS female_population,
    count(DISTINCT household_number) AS household_count,
    round(avg(date_diff('day', birth_date, DATE '2023-12-31')) / 365.25, 2) AS average_age
  FROM resident
  GROUP BY division_code, age_group
),
residing AS (
  SELECT residence_division_code AS division_code, age_group, count(citizen_id) AS resident_population
  FROM resident
  GROUP BY residence_division_code, age_group
)
SELECT *
FROM registered
JOIN residing USING (division_code, age_group)
ORDER BY division_code, age_group
