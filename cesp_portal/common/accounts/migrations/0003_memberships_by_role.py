"""The people of a role are found by an index, however many signatories there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_logos_of_agencies")]

    operations = [
        migrations.AddIndex("membership", models.Index(fields=["role"], name="membership_by_role")),
    ]
