import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("documents", "0001_initial"),
    ]

    dependencies = [
        ("accounts", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(max_length=60, unique=True, verbose_name="série")),
                ("last_number", models.PositiveIntegerField(default=0, verbose_name="dernier numéro")),
            ],
            options={
                "verbose_name": "série de numéros",
                "verbose_name_plural": "séries de numéros",
            },
        ),
        migrations.CreateModel(
            name="StoredDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "sha256",
                    models.CharField(
                        max_length=64,
                        validators=[django.core.validators.RegexValidator("^[0-9a-f]{64}$")],
                        verbose_name="empreinte",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("filename", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="fichier")),
                ("stored_at", models.DateTimeField(verbose_name="reçu à")),
                (
                    "stored_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="déposé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "indexes": [models.Index(fields=["sha256"], name="document_by_sha256")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="document_sha256_is_hex"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storeddocument",
            trigger=pgtrigger.compiler.Trigger(
                name="document_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8cc63070b34b51894b96fe700949b8f4166c7f21",
                    operation="UPDATE",
                    pgid="pgtrigger_document_never_changes_afd9f",
                    table="documents_storeddocument",
                    when="BEFORE",
                ),
            ),
        ),
    ]
