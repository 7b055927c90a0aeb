"""The views of an agency are shown on every list: kept answers know when one is saved or forgotten."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0006_marks_by_table_and_file"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER kept_answers_know AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON dashboard_savedview
            FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
            """,
            "DROP TRIGGER kept_answers_know ON dashboard_savedview",
        ),
    ]
