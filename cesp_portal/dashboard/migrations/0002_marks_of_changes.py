"""The database marks what changes: kept answers are read again, and changed files counted again."""

from django.db import migrations

# What a list, a figure, the map or a dossier shows.
WATCHED = (
    "accounts_agency",
    "accounts_faculty",
    "contracts_campaign",
    "contracts_candidate",
    "contracts_contract",
    "contracts_exchange",
    "contracts_fileclaim",
    "contracts_invitation",
    "contracts_leaverequest",
    "contracts_listentry",
    "contracts_offer",
    "contracts_paymentgap",
    "contracts_place",
    "contracts_proposal",
    "contracts_selectionlist",
    "contracts_specialtywish",
    "contracts_survey",
    "contracts_thirdcyclesuspension",
    "contracts_trainingsuspension",
    "contracts_wishcampaign",
    "dashboard_historyimport",
    "dashboard_historyline",
    "dashboard_officecontact",
    "dashboard_regionalvalue",
    "dashboard_worknote",
    "documents_storeddocument",
    "installations_decision",
    "installations_grantedspell",
    "installations_impactline",
    "installations_impactstudy",
    "installations_letter",
    "installations_practiceperiod",
    "installations_project",
    "installations_projectversion",
    "installations_request",
    "installations_rppsreading",
    "installations_transmission",
    "zonage_commune",
    "zonage_communechange",
    "zonage_department",
    "zonage_level",
    "zonage_region",
    "zonage_snapshot",
    "zonage_territoryload",
    "zonage_zone",
)
# People sign in all day long: only what is shown of them matters.
NAMES = "UPDATE OF first_name, last_name, email"
# What the statement of a contract and its department read: table, and its contract.
OF_PROJECT = "(SELECT contract_id FROM installations_project WHERE id = changed.project_id)"
FACTS = {
    "contracts_contract": "id",
    "contracts_trainingsuspension": "contract_id",
    "contracts_thirdcyclesuspension": "contract_id",
    "installations_practiceperiod": "contract_id",
    "installations_grantedspell": "contract_id",
    "installations_projectversion": OF_PROJECT,
}
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
MARK = """
CREATE FUNCTION dashboard_mark_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO dashboard_changemark DEFAULT VALUES; RETURN NULL; END $$
"""
NOTE = """
CREATE FUNCTION dashboard_note_changed_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO dashboard_changedfile (contract_id) SELECT DISTINCT %s FROM changed', TG_ARGV[0]
    );
    RETURN NULL;
END $$
"""


def _mark(table: str, update: str = "UPDATE") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER kept_answers_know AFTER INSERT OR {update} OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
        """,
        f"DROP TRIGGER kept_answers_know ON {table}",
    )


def _note(table: str, contract: str, event: str, rows: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER note_changed_file_{event} AFTER {event.upper()} ON {table}
        REFERENCING {rows} TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION dashboard_note_changed_file('{contract}')
        """,
        f"DROP TRIGGER note_changed_file_{event} ON {table}",
    )


class Migration(migrations.Migration):
    replaces = [("dashboard", "0008_takeovers_in_progress")]

    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0001_tables"),
        ("dashboard", "0001_tables"),
        ("documents", "0001_tables"),
        ("installations", "0001_tables"),
        ("zonage", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(MARK, "DROP FUNCTION dashboard_mark_change()"),
        *(_mark(table) for table in WATCHED),
        _mark("accounts_user", NAMES),
        migrations.RunSQL(NOTE, "DROP FUNCTION dashboard_note_changed_file()"),
        *(
            _note(table, contract, event, rows)
            for table, contract in FACTS.items()
            for event, rows in EVENTS.items()
        ),
    ]
