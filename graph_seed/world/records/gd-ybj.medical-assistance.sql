WITH bill AS (
  SELECT citizen_id, sum(personal_paid) AS paid
  FROM "gd-ybj.settlement"
  GROUP BY citizen_id
)
SELECT
  'YJ' || substr(recipient.recipient_number, 3) AS assistance_number,
  recipient.citizen_id,
  substr(recipient.name, 1, 1) || repeat('*', length(recipient.name) - 1) AS name_masked,
  recipient.division_code,
  '01' AS category,
  recipient.member_count * 380 AS premium_aid,
  coalesce(bill.paid, 0) * 0.7 AS treatment_aid,
  recipient.approved_on + INTERVAL 1 DAY AS confirmed_on
FROM "gd-mzt.assistance-recipient" AS recipient
LEFT JOIN bill ON bill.citizen_id = recipient.citizen_id
ORDER BY assistance_number
