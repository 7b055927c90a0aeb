"""The last decisions that an agency signed are found by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("installations", "0003_register_of_transmissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("status__in", ("signed", "superseded", "retracted"))),
                fields=["agency", "-signed_at"],
                name="decision_last_signed",
            ),
        ),
    ]
