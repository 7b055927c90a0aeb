"""Names of the background jobs that need several apps."""

PLAN_EXCHANGES = "dashboard.plan_exchanges"
COUNT_MONTHS = "dashboard.count_months"
COUNT_CHANGED_FILES = "dashboard.count_changed_files"
FOLD_MARKS = "dashboard.fold_marks"
TAKE_HISTORY = "dashboard.take_history"
TAKE_DUE_HISTORIES = "dashboard.take_due_histories"
