"""Names of the background jobs of the contracts."""

SEND_SURVEY_LINKS = "contracts.send_survey_links"
ANSWER_LINK_REQUESTS = "contracts.answer_link_requests"
SWEEP_SURVEYS = "contracts.sweep_surveys"
SWEEP_DEADLINES = "contracts.sweep_deadlines"
REMIND_LISTS = "contracts.remind_lists"
PREPARE_COPIES = "contracts.prepare_copies"
CHECK_INVARIANTS = "contracts.check_invariants"
