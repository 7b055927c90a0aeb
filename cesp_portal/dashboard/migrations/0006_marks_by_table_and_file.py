"""Marks name the table that changed and, where they can, the file: what is kept of the rest stays."""

from django.db import migrations, models

# Rows of one file each: table, then the expression of its contract.
OF_REQUEST = "(SELECT contract_id FROM installations_request WHERE id = changed.request_id)"
OF_PERIOD = "(SELECT contract_id FROM installations_practiceperiod WHERE id = changed.period_id)"
OF_PROJECT = "(SELECT contract_id FROM installations_project WHERE id = changed.project_id)"
OF_LETTER = "(SELECT contract_id FROM installations_letter WHERE id = changed.letter_id)"
OF_CANDIDATE = "(SELECT id FROM contracts_contract WHERE candidate_id = changed.id)"
OF_A_FILE = {
    "contracts_candidate": OF_CANDIDATE,
    "contracts_contract": "id",
    "contracts_exchange": "contract_id",
    "contracts_invitation": "contract_id",
    "contracts_leaverequest": "contract_id",
    "contracts_paymentgap": "contract_id",
    "contracts_proposal": "contract_id",
    "contracts_thirdcyclesuspension": "contract_id",
    "contracts_trainingsuspension": "contract_id",
    "dashboard_historyline": "contract_id",
    "installations_decision": OF_REQUEST,
    "installations_employerlink": OF_PERIOD,
    "installations_grantedspell": "contract_id",
    "installations_impactline": "contract_id",
    "installations_letter": "contract_id",
    "installations_practiceperiod": "contract_id",
    "installations_project": "contract_id",
    "installations_projectversion": OF_PROJECT,
    "installations_request": "contract_id",
    "installations_rppsreading": OF_PERIOD,
    "installations_transmission": OF_LETTER,
}
# Nobody kept what these say until now.
NEW_OF_A_FILE = {"contracts_filemessage": "contract_id"}
# A candidate who has not signed, a row taken over that became nobody's: no file shows them.
OF_NO_FILE_YET = ("contracts_candidate", "dashboard_historyline")
MARK = """
CREATE OR REPLACE FUNCTION dashboard_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dashboard_changemark (source, is_whole) VALUES (TG_TABLE_NAME, true);
    RETURN NULL;
END $$
"""
MARK_BEFORE = """
CREATE OR REPLACE FUNCTION dashboard_mark_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO dashboard_changemark DEFAULT VALUES; RETURN NULL; END $$
"""
# A statement that changed no row leaves no mark; a row whose file nobody finds is a change that names none.
MARK_FILES = """
CREATE FUNCTION dashboard_mark_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    files uuid[];
    asked text := format('SELECT %s AS file FROM changed', TG_ARGV[0]);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        asked := asked || format(' UNION SELECT %s FROM former AS changed', TG_ARGV[0]);
    END IF;
    EXECUTE format('SELECT array_agg(DISTINCT file) FROM (%s) AS found', asked) INTO files;
    IF files IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO dashboard_changemark (source, is_whole)
    VALUES (TG_TABLE_NAME, TG_ARGV[1] = 'named' AND array_position(files, NULL) IS NOT NULL);
    INSERT INTO dashboard_filemark (source, file_id, xid, marked_at)
    SELECT TG_TABLE_NAME, file, pg_current_xact_id()::text::bigint, now()
    FROM unnest(files) AS file WHERE file IS NOT NULL;
    RETURN NULL;
END $$
"""
ALL = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
SEEN = {
    "insert": "NEW TABLE AS changed",
    "update": "OLD TABLE AS former NEW TABLE AS changed",
    "delete": "OLD TABLE AS changed",
}


def _whole(table: str, events: str) -> str:
    return (
        f"CREATE TRIGGER kept_answers_know AFTER {events} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()"
    )


def _file_by_file(table: str, contract: str, former: str = "") -> migrations.RunSQL:
    """Mark each file that a statement changed; ``former`` are the events that left a mark without file before."""
    has = "may_have" if table in OF_NO_FILE_YET else "named"
    drop = f"DROP TRIGGER kept_answers_know ON {table}"
    forward = [*([drop] if former else []), _whole(table, "TRUNCATE")]
    forward += [
        f"CREATE TRIGGER kept_answers_know_{event} AFTER {event.upper()} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_files('{contract}', '{has}')"
        for event, rows in SEEN.items()
    ]
    back = [f"DROP TRIGGER kept_answers_know_{event} ON {table}" for event in SEEN]
    back += [drop, *([_whole(table, former)] if former else [])]
    return migrations.RunSQL(forward, back)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0003_directory_of_contacts"),
        ("dashboard", "0005_marks_of_roles"),
        ("installations", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM dashboard_changemark", migrations.RunSQL.noop),
        migrations.AddField(
            "changemark",
            "source",
            models.CharField("table", max_length=63, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "changemark", "is_whole", models.BooleanField("sans dossier nommé", default=True)
        ),
        migrations.CreateModel(
            name="FileMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField("table", max_length=63)),
                ("file_id", models.UUIDField("contrat")),
                ("xid", models.BigIntegerField("transaction")),
                ("marked_at", models.DateTimeField("à")),
            ],
            options={
                "verbose_name": "marque de dossier",
                "verbose_name_plural": "marques de dossiers",
                "indexes": [models.Index(fields=["xid"], name="file_mark_by_transaction")],
            },
        ),
        migrations.RunSQL(MARK, MARK_BEFORE),
        migrations.RunSQL(MARK_FILES, "DROP FUNCTION dashboard_mark_files()"),
        *(_file_by_file(table, contract, ALL) for table, contract in OF_A_FILE.items()),
        *(_file_by_file(table, contract) for table, contract in NEW_OF_A_FILE.items()),
        # The page of a signed decision names the quality of who signed.
        migrations.RunSQL(
            _whole("installations_signatory", ALL),
            "DROP TRIGGER kept_answers_know ON installations_signatory",
        ),
    ]
