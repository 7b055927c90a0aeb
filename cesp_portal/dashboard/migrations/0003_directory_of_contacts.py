"""The directory of contacts is the contracts' own: its table is theirs from here on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0003_directory_of_contacts"),
        ("dashboard", "0002_marks_of_changes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("OfficeContact")]),
    ]
