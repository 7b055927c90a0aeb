"""The journal of a crowd, told by its rows: one statement whatever their number."""

from collections.abc import Sequence

from django.db import connection

WRITER = "données de démonstration"
JOURNAL = """
WITH contract AS (
    SELECT id, number, agency_id, candidate_id, concluded_on, internship_started_on, de_on, status, closed_on
    FROM contracts_contract WHERE number = ANY(%(numbers)s)
), line(at, action, object_type, object_id, contract_id, facts) AS (
    SELECT concluded_on + interval '10 hours', 'contracts.contract_concluded', 'contracts.contract', id, id,
           jsonb_build_object('number', number, 'concluded_on', concluded_on)
    FROM contract
    UNION ALL
    SELECT greatest(internship_started_on, concluded_on) + interval '15 days 10 hours',
           'contracts.milestones_declared', 'contracts.contract', id, id,
           jsonb_build_object('internship_started_on', internship_started_on)
    FROM contract WHERE internship_started_on IS NOT NULL
    UNION ALL
    SELECT de_on + interval '10 days 10 hours', 'contracts.milestones_declared', 'contracts.contract', id, id,
           jsonb_build_object('de_on', de_on)
    FROM contract WHERE de_on IS NOT NULL
    UNION ALL
    SELECT period.created_at, 'installations.practice_declared', 'installations.practiceperiod', period.id,
           contract.id, jsonb_build_object('starts_on', lower(period.days))
    FROM contract JOIN installations_practiceperiod period ON period.contract_id = contract.id
    UNION ALL
    SELECT period.verified_at, 'installations.practice_verified', 'installations.practiceperiod', period.id,
           contract.id, jsonb_build_object('until', period.verified_until)
    FROM contract JOIN installations_practiceperiod period ON period.contract_id = contract.id
    WHERE period.verified_at IS NOT NULL
    UNION ALL
    SELECT request.submitted_at, 'installations.request_submitted', 'installations.request', request.id,
           contract.id, jsonb_build_object('starts_on', request.starts_on)
    FROM contract JOIN installations_request request ON request.contract_id = contract.id
    UNION ALL
    SELECT closed_on + interval '10 hours', 'contracts.contract_' || status, 'contracts.contract', id, id, '{}'
    FROM contract WHERE closed_on IS NOT NULL
)
INSERT INTO journal_entry
    (at, action, actor_name, actor_role, agency_id, object_type, object_id, subject_id, facts)
SELECT line.at, line.action, %(writer)s, '', contract.agency_id, line.object_type, line.object_id::text,
       contract.candidate_id, line.facts
FROM line JOIN contract ON contract.id = line.contract_id
"""


def write_journal(numbers: Sequence[str]) -> None:
    """Write the lines that the services would have written, told by the rows themselves, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(JOURNAL, {"numbers": list(numbers), "writer": WRITER})


def add_journal_lines(*, each: int) -> None:
    """Complete the journal of every contract to ``each`` lines, in one statement: measures need a long journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO journal_entry
                (at, action, actor_name, actor_role, agency_id, object_type, object_id, subject_id, facts)
            SELECT contract.concluded_on + line.number * interval '40 days', 'contracts.contact_recorded', %s, '',
                   contract.agency_id, 'contracts.contract', contract.id::text, contract.candidate_id, '{}'
            FROM contracts_contract contract
            LEFT JOIN (SELECT subject_id, count(*) AS lines FROM journal_entry GROUP BY subject_id) held
                ON held.subject_id = contract.candidate_id
            CROSS JOIN LATERAL generate_series(coalesce(held.lines, 0) + 1, %s) AS line(number)
            """,
            [WRITER, each],
        )
