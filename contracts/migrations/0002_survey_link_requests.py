import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse")),
                ("asked_at", models.DateTimeField(verbose_name="demandé à")),
            ],
            options={
                "verbose_name": "demande de lien",
                "verbose_name_plural": "demandes de lien",
                "ordering": ("asked_at", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("email",), name="link_request_once_per_address")
                ],
            },
        ),
    ]
