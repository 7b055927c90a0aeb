"""The register proposes the address of the payer's account: kept answers know when somebody's role changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("dashboard", "0004_marks_of_employers"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER kept_answers_know AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON accounts_membership
            FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
            """,
            "DROP TRIGGER kept_answers_know ON accounts_membership",
        ),
    ]
