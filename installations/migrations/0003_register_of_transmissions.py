from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("installations", "0002_letters_of_exchanges")]

    operations = [
        migrations.AddIndex(
            model_name="transmission",
            index=models.Index(fields=["agency", "-created_at", "id"], name="transmission_register"),
        ),
    ]
