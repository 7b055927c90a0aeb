import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0005_agency_logo"),
    ]

    dependencies = [
        ("accounts", "0001_people_and_agencies"),
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storeddocument",
                verbose_name="logo",
            ),
        ),
    ]
