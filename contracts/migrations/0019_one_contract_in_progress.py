"""One contract in progress per person, known by the account or by the INE that the contract now keeps."""

from django.conf import settings
from django.db import migrations, models

FILL = (
    "UPDATE contracts_contract SET ine = contracts_candidate.ine FROM contracts_candidate "
    "WHERE contracts_candidate.id = contracts_contract.candidate_id AND contracts_candidate.ine <> ''"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_agency_logo"),
        ("contracts", "0018_cycles_of_medicine"),
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="ine",
            field=models.CharField(blank=True, max_length=11, verbose_name="INE à la signature"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "active")),
                fields=("user",),
                name="contract_one_in_progress_per_account",
                violation_error_message="Cette personne a déjà un contrat en cours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "active"), models.Q(("ine", ""), _negated=True)),
                fields=("ine",),
                name="contract_one_in_progress_per_ine",
                violation_error_message="Un contrat en cours porte déjà cet INE.",
            ),
        ),
    ]
