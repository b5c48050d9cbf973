WITH division AS (
  SELECT division_code, sum(registered_population) AS registered_population
  FROM "gd-tjj.population-indicator"
  GROUP BY division_code
),
month AS (
  SELECT * FROM (VALUES ('202404', DATE '2024-04-30'), ('202405', DATE '2024-05-31'), ('202406', DATE '2024-06-30'))
    AS month (period, last_day)
)
SELECT
  division.division_code,
  month.period,
  count(recipient.citizen_id) AS family_count,
  coalesce(sum(recipient.member_count), 0) AS recipient_count,
  coalesce(sum(recipient.monthly_allowance), 0) AS expenditure,
  coalesce(avg(recipient.monthly_allowance), 0) AS average_allowance,
  coalesce(sum(recipient.member_count), 0) * 100 / division.registered_population AS coverage
FROM division
CROSS JOIN month
LEFT JOIN "gd-mzt.assistance-recipient" AS recipient
  ON recipient.division_code = division.division_code AND recipient.approved_on <= month.last_day
GROUP BY division.division_code, division.registered_population, month.period
ORDER BY division.division_code, month.period
