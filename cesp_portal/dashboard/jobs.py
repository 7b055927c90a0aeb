"""Names of the background jobs that need several apps."""

PLAN_EXCHANGES = "dashboard.plan_exchanges"
COUNT_MONTHS = "dashboard.count_months"
FOLD_MARKS = "dashboard.fold_marks"
