WITH population AS (
  SELECT
    division_code,
    sum(registered_population) AS registered_population,
    sum(registered_population) FILTER (age_group = '3') AS elderly_population
  FROM "gd-tjj.population-indicator"
  GROUP BY division_code
),
disability AS (
  SELECT division_code, count(certificate_number) AS disabled_count
  FROM "gd-cl.disability-certificate"
  GROUP BY division_code
),
medical AS (
  SELECT statistics.division_code, statistics.period, sum(aid.premium_aid + aid.treatment_aid) AS medical_aid
  FROM "gd-mzt.assistance-statistics" AS statistics
  JOIN "gd-ybj.medical-assistance" AS aid
    ON aid.division_code = statistics.division_code AND strftime(aid.confirmed_on, '%Y%m') <= statistics.period
  GROUP BY statistics.division_code, statistics.period
)
SELECT
  statistics.division_code,
  statistics.period,
  statistics.recipient_count,
  statistics.expenditure,
  population.registered_population,
  population.elderly_population,
  coalesce(disability.disabled_count, 0) AS disabled_count,
  coalesce(medical.medical_aid, 0) AS medical_aid,
  statistics.recipient_count * 1000 / population.registered_population AS recipients_per_thousand
FROM "gd-mzt.assistance-statistics" AS statistics
JOIN population ON population.division_code = statistics.division_code
LEFT JOIN disability ON disability.division_code = statistics.division_code
LEFT JOIN medical ON medical.division_code = statistics.division_code AND medical.period = statistics.period
ORDER BY statistics.division_code, statistics.period
