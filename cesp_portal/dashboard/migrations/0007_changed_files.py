"""The database notes which files change, and leaves marks for what the map reads."""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION dashboard_note_changed_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO dashboard_changedfile (contract_id) SELECT DISTINCT %s FROM changed', TG_ARGV[0]
    );
    RETURN NULL;
END $$
"""
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
# What the map and the contacts of a dossier read.
KEPT_TOO = (
    "dashboard_officecontact",
    "zonage_commune",
    "zonage_communechange",
    "zonage_department",
    "zonage_level",
    "zonage_region",
    "zonage_territoryload",
    "zonage_zone",
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


def _mark(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER kept_answers_know AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
        """,
        f"DROP TRIGGER kept_answers_know ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0018_cycles_of_medicine"),
        ("dashboard", "0006_settings_and_months"),
        ("installations", "0010_letter_texts"),
        ("zonage", "0004_what_was_known_of_the_code"),
    ]

    operations = [
        migrations.AddField(
            model_name="monthcounting",
            name="revision",
            field=models.PositiveIntegerField(default=0, verbose_name="dossiers recomptés depuis"),
        ),
        migrations.CreateModel(
            name="ChangedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier à recompter",
                "verbose_name_plural": "dossiers à recompter",
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION dashboard_note_changed_file"),
        *(
            _note(table, contract, event, rows)
            for table, contract in FACTS.items()
            for event, rows in EVENTS.items()
        ),
        *(_mark(table) for table in KEPT_TOO),
    ]
