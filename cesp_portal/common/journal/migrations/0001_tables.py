import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("journal", "0001_initial"),
        ("journal", "0002_readings_of_a_file"),
        ("journal", "0003_never_emptied"),
    ]

    dependencies = [
        ("accounts", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="jour")),
                ("first_at", models.DateTimeField(verbose_name="première lecture")),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                ("reader_name", models.CharField(max_length=200, verbose_name="lu par")),
                (
                    "reader_role",
                    models.CharField(
                        choices=[
                            ("referent", "Référent ARS"),
                            ("direction", "Direction de l'ARS"),
                            ("delegation", "Délégation départementale"),
                            ("scolarite", "Scolarité"),
                            ("commission", "Membre de commission"),
                            ("payeur", "Autorité payeuse"),
                            ("supervision", "Supervision nationale"),
                            ("administrateur", "Administrateur"),
                            ("signataire", "Signataire"),
                            ("candidat", "Candidat"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="dossier")),
            ],
            options={
                "verbose_name": "lecture du dossier",
                "verbose_name_plural": "qui a lu mon dossier",
                "ordering": ("-first_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("subject_id", "reader", "day"), name="reading_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="instant")),
                ("action", models.CharField(max_length=80, verbose_name="action")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                ("actor_name", models.CharField(max_length=200, verbose_name="acteur")),
                ("actor_role", models.CharField(blank=True, max_length=20, verbose_name="rôle")),
                ("agency_id", models.UUIDField(blank=True, null=True, verbose_name="agence")),
                ("object_type", models.CharField(max_length=60, verbose_name="objet")),
                ("object_id", models.CharField(max_length=40, verbose_name="identifiant")),
                ("subject_id", models.UUIDField(blank=True, null=True, verbose_name="dossier")),
                ("facts", models.JSONField(default=dict, verbose_name="faits")),
            ],
            options={
                "verbose_name": "ligne du journal",
                "verbose_name_plural": "journal",
                "ordering": ("-at", "-id"),
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "-at"], name="entry_by_object"),
                    models.Index(fields=["subject_id", "-at"], name="entry_by_subject"),
                    models.Index(fields=["agency_id", "-at"], name="entry_by_agency"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="72b8dacbac1dbeb4dae00086f7dd3ddb95b51270",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_entry_append_only_04705",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot empty % table', TG_TABLE_NAME;",
                    hash="ea67b7e53019f4749d33e7d30112b4440ce502cf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_entry_never_emptied_9c5e1",
                    table="journal_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reading",
            trigger=pgtrigger.compiler.Trigger(
                name="reading_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bb906a1958e977933aefde27c68a0745f68b7f51",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_reading_append_only_5fc2d",
                    table="journal_reading",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reading",
            trigger=pgtrigger.compiler.Trigger(
                name="reading_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot empty % table', TG_TABLE_NAME;",
                    hash="46be40d7b41bb5896509bca6d21fe71034040a8e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_reading_never_emptied_a18de",
                    table="journal_reading",
                    when="BEFORE",
                ),
            ),
        ),
    ]
