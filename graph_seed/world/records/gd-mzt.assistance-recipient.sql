SELECT
  'DB' || substr(result.application_number, 3) AS recipient_number,
  result.applicant_citizen_id AS citizen_id,
  application.applicant_name AS name,
  result.application_number,
  result.division_code,
  result.member_count,
  result.monthly_income_per_head AS income_per_head,
  greatest(200, 1200 - result.monthly_income_per_head) * result.member_count AS monthly_allowance,
  result.checked_on + INTERVAL 10 DAY AS approved_on,
  NULL AS medical_history
FROM "gd-mzt.economic-check" AS result
JOIN "gd-mzt.assistance-application" AS application
  ON application.application_number = result.application_number
WHERE result.conclusion = '1' AND application.category = '01'
ORDER BY recipient_number
