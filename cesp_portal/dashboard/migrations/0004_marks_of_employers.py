"""What an employer answers is shown beside a period to verify: kept answers know when it changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0003_directory_of_contacts"),
        ("installations", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER kept_answers_know AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON installations_employerlink
            FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
            """,
            "DROP TRIGGER kept_answers_know ON installations_employerlink",
        ),
    ]
