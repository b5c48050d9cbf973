WITH daily AS (
  SELECT
    division_code,
    CAST(observed_at AS DATE) AS day,
    avg(pm_fine) AS pm_fine,
    max(ozone) AS ozone_peak,
    count(DISTINCT station_code) AS station_count
  FROM "gd-sthjt.air-quality"
  WHERE valid
  GROUP BY division_code, day
)
SELECT
  *,
  CASE WHEN pm_fine <= 35 THEN '1' WHEN pm_fine <= 75 THEN '2' WHEN pm_fine <= 115 THEN '3' ELSE '4' END AS grade
FROM daily
ORDER BY division_code, day
