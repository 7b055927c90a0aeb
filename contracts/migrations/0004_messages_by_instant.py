from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_directory_of_contacts")]

    operations = [
        migrations.AddIndex(
            model_name="filemessage",
            index=models.Index(fields=["sent_at", "id"], name="message_by_instant"),
        ),
    ]
