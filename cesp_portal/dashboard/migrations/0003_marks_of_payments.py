from django.db import migrations

TRIGGER = """
CREATE TRIGGER kept_answers_know AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON contracts_paymentgap
FOR EACH STATEMENT EXECUTE FUNCTION dashboard_mark_change()
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_change_marks"), ("contracts", "0015_payments")]

    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER kept_answers_know ON contracts_paymentgap"),
    ]
