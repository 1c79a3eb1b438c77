"""Sums over visits, counted afresh. A refresh moves them instead, by what each changed visit takes away and
adds (rules/contributions.py)."""

from metrics.models import Active, Cohort, Daily, Gap
from metrics.recipes.recipe import Recipe

DAILIES = Recipe(
    model=Daily,
    keys=("day", "location_id", "practitioner_id"),
    values=("visits", "minutes", "newcomers", "returned_90", "closed", "rebooked", "still_standing"),
    sql="""
SELECT day, location_id, practitioner_id, count(*)::int AS visits, sum(minutes)::int AS minutes,
    (count(*) FILTER (WHERE is_newcomer AND prev_day IS NULL))::int AS newcomers,
    (count(*) FILTER (WHERE is_newcomer AND prev_day IS NULL AND next_day <= day + 90))::int AS returned_90,
    count(rebooked)::int AS closed, (count(*) FILTER (WHERE rebooked))::int AS rebooked,
    (count(*) FILTER (WHERE still_stands))::int AS still_standing
FROM metrics_visit WHERE practice_id = %(practice)s GROUP BY day, location_id, practitioner_id
""",
)

COHORTS = Recipe(
    model=Cohort,
    keys=("month", "k", "location_id", "practitioner_id"),
    values=("clients",),
    sql="""
SELECT date_trunc('month', first_day)::date AS month,
    (12 * (extract(year FROM day) - extract(year FROM first_day))
        + extract(month FROM day) - extract(month FROM first_day))::int AS k,
    first_location_id AS location_id, first_practitioner_id AS practitioner_id, count(*)::int AS clients
FROM metrics_visit
WHERE practice_id = %(practice)s AND is_newcomer
    AND (prev_day IS NULL OR date_trunc('month', prev_day) < date_trunc('month', day))
GROUP BY 1, 2, 3, 4
""",
)

GAPS = Recipe(
    model=Gap,
    keys=("days",),
    values=("times",),
    sql="""
SELECT day - prev_day AS days, count(*)::int AS times
FROM metrics_visit WHERE practice_id = %(practice)s AND is_person AND prev_day IS NOT NULL GROUP BY 1
""",
)

ACTIVE = Recipe(
    model=Active,
    keys=("span", "day"),
    values=("delta",),
    sql="""
SELECT 90 AS span, step.day, sum(step.delta)::int AS delta
FROM metrics_visit v
CROSS JOIN LATERAL (VALUES (v.day, 1), (least(v.next_day, v.day + 90), -1)) step(day, delta)
WHERE v.practice_id = %(practice)s AND v.is_person
GROUP BY step.day HAVING sum(step.delta) <> 0
""",
)
