"""The last unread messages are found by an index, however many are read."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0004_messages_by_instant"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="filemessage",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["sent_at", "id"],
                name="message_unread_by_instant",
            ),
        ),
    ]
