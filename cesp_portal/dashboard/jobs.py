"""Names of the background jobs that need several apps."""

PLAN_EXCHANGES = "dashboard.plan_exchanges"
FOLD_MARKS = "dashboard.fold_marks"
