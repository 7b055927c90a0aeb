import uuid
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("mail", "0001_initial"),
        ("mail", "0002_files_joined"),
    ]

    dependencies = [
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=80, verbose_name="nature")),
                ("key", models.CharField(max_length=120, verbose_name="événement")),
                ("recipient", models.EmailField(max_length=254, verbose_name="destinataire")),
                ("subject", models.CharField(max_length=250, verbose_name="objet")),
                ("body", models.TextField(blank=True, verbose_name="texte")),
                (
                    "erase_body_once_sent",
                    models.BooleanField(default=False, verbose_name="texte effacé après envoi"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "à envoyer"),
                            ("sending", "envoi en cours"),
                            ("sent", "envoyé"),
                            ("failed", "en échec"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("created_at", models.DateTimeField(verbose_name="créé à")),
                ("due_at", models.DateTimeField(verbose_name="à envoyer à partir de")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="pris à")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé à")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="dernière erreur")),
                (
                    "documents",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichiers joints",
                    ),
                ),
            ],
            options={
                "verbose_name": "message sortant",
                "verbose_name_plural": "messages sortants",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("pending", "sending"))),
                        fields=["due_at"],
                        name="mail_still_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="mail_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("status", "sent")),
                            models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="mail_sent_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_being_sent_is_claimed",
                    ),
                ],
            },
        ),
    ]
