import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0001_tables"),
        ("documents", "0001_tables"),
        ("installations", "0001_tables"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="letter",
            name="letter_says_what_it_said",
        ),
        migrations.AddField(
            model_name="letter",
            name="exchange",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="contracts.exchange",
                verbose_name="échange annuel",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_says_what_it_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."concerns_id" IS DISTINCT FROM (NEW."concerns_id") OR OLD."exchange_id" IS DISTINCT FROM (NEW."exchange_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."template_version" IS DISTINCT FROM (NEW."template_version") OR OLD."verification_code" IS DISTINCT FROM (NEW."verification_code"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="413048046dd083cd3c430715206e989f6a9b62cd",
                    operation="UPDATE",
                    pgid="pgtrigger_letter_says_what_it_said_35689",
                    table="installations_letter",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exchange__isnull", True),
                    ("kind__in", ("summons", "reminder", "formal_notice")),
                    _connector="OR",
                ),
                name="letter_of_an_exchange_is_a_notice",
            ),
        ),
    ]
