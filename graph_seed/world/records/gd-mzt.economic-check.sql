WITH wage AS (
  SELECT citizen_id, sum(wage_base) AS amount
  FROM "gd-rst-sbj.insurance-payment"
  WHERE period = '202404' AND insurance_type = '110'
  GROUP BY citizen_id
),
income AS (
  SELECT citizen_id, sum(wage_income + service_income + business_income) AS amount
  FROM "gd-swj.individual-income"
  WHERE tax_year = '2023'
  GROUP BY citizen_id
),
fund AS (
  SELECT citizen_id, sum(monthly_deposit) AS amount
  FROM "gz-gjj.housing-fund"
  WHERE status = '1'
  GROUP BY citizen_id
),
vehicle AS (
  SELECT owner_citizen_id AS citizen_id, count(plate_number) AS number, sum(purchase_price) AS amount
  FROM "gd-gat-jgj.motor-vehicle"
  GROUP BY owner_citizen_id
),
property AS (
  SELECT owner_citizen_id AS citizen_id, count(real_estate_unit) AS number, sum(floor_area) AS amount
  FROM "gd-zrzyt.real-estate-title"
  GROUP BY owner_citizen_id
),
investment AS (
  SELECT shareholder_citizen_id AS citizen_id, sum(subscribed_capital) AS amount
  FROM "gd-scjgj.shareholder"
  GROUP BY shareholder_citizen_id
),
family AS (
  SELECT
    member.application_number,
    max(member.citizen_id) FILTER (member.relation_to_head = '02') AS applicant_citizen_id,
    min(member.division_code) AS division_code,
    count(member.citizen_id) AS member_count,
    coalesce(sum(wage.amount), 0) AS wage_income,
    coalesce(sum(income.amount), 0) AS taxable_income,
    coalesce(sum(fund.amount), 0) AS fund_base,
    coalesce(sum(vehicle.number), 0) AS vehicle_count,
    coalesce(sum(vehicle.amount), 0) AS vehicle_value,
    coalesce(sum(property.number), 0) AS property_count,
    coalesce(sum(property.amount), 0) AS property_area,
    coalesce(sum(investment.amount), 0) AS investment
  FROM "gd-mzt.family" AS member
  LEFT JOIN wage ON wage.citizen_id = member.citizen_id
  LEFT JOIN income ON income.citizen_id = member.citizen_id
  LEFT JOIN fund ON fund.citizen_id = member.citizen_id
  LEFT JOIN vehicle ON vehicle.citizen_id = member.citizen_id
  LEFT JOIN property ON property.citizen_id = member.citizen_id
  LEFT JOIN investment ON investment.citizen_id = member.citizen_id
  GROUP BY member.application_number
),
weighed AS (
  SELECT *, round(greatest(wage_income, taxable_income / 12) / member_count, 2) AS monthly_income_per_head
  FROM family
)
SELECT
  weighed.*,
  CASE
    WHEN monthly_income_per_head > 1200 THEN '2'
    WHEN vehicle_value > 100000 OR property_count > 2 OR investment > 30 THEN '3'
    ELSE '1'
  END AS conclusion,
  application.applied_on + INTERVAL 20 DAY AS checked_on
FROM weighed
JOIN "gd-mzt.assistance-application" AS application
  ON application.application_number = weighed.application_number
ORDER BY weighed.application_number
