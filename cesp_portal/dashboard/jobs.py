"""Names of the background jobs that need several apps."""

PLAN_EXCHANGES = "dashboard.plan_exchanges"
