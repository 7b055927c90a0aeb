"""The directory comes down to where transmissions read it, and says who receives the decisions for an authority."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import contracts.models.suspensions


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0002_survey_link_requests"),
        ("dashboard", "0002_marks_of_changes"),
    ]

    operations = [
        # The table stays where it is, with its rows: only the room that knows it changes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OfficeContact",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.agency",
                                verbose_name="agence",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("department", "Département"),
                                    ("authority", "Autorité ou partenaire"),
                                    ("faculty", "Faculté"),
                                ],
                                max_length=12,
                                verbose_name="sorte",
                            ),
                        ),
                        (
                            "department_code",
                            models.CharField(blank=True, max_length=3, verbose_name="département"),
                        ),
                        (
                            "faculty",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.faculty",
                                verbose_name="faculté",
                            ),
                        ),
                        ("name", models.CharField(max_length=160, verbose_name="service ou personne")),
                        ("role", models.CharField(blank=True, max_length=160, verbose_name="fonction")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                        (
                            "address",
                            models.TextField(blank=True, max_length=400, verbose_name="adresse postale"),
                        ),
                        ("starts_on", models.DateField(verbose_name="à partir du")),
                        (
                            "ends_until",
                            models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)"),
                        ),
                    ],
                    options={
                        "db_table": "dashboard_officecontact",
                        "verbose_name": "contact de l'annuaire",
                        "verbose_name_plural": "contacts de l'annuaire",
                        "ordering": ("kind", "department_code", "name", "starts_on", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("faculty__isnull", True),
                                        ("kind", "department"),
                                        models.Q(("department_code", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("department_code", ""),
                                        ("faculty__isnull", False),
                                        ("kind", "faculty"),
                                    ),
                                    models.Q(
                                        ("department_code", ""),
                                        ("faculty__isnull", True),
                                        ("kind", "authority"),
                                    ),
                                    _connector="OR",
                                ),
                                name="office_contact_scope_fits_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), _negated=True),
                                    models.Q(("phone", ""), _negated=True),
                                    models.Q(("address", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="office_contact_can_be_reached",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_until__isnull", True),
                                    ("ends_until__gt", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="office_contact_ends_after_start",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="officecontact",
            name="authority",
            field=models.CharField(
                blank=True,
                choices=[("CNG", "Centre national de gestion"), ("ASP", "Agence de services et de paiement")],
                default="",
                max_length=3,
                verbose_name="reçoit les décisions pour",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="officecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("authority", ""), ("kind", "authority"), _connector="OR"),
                name="office_contact_authority_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="officecontact",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("authority", ""), _negated=True),
                expressions=(
                    ("agency", "="),
                    ("authority", "="),
                    (
                        contracts.models.suspensions.DateRange(
                            "starts_on", "ends_until", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ),
                name="office_contact_one_per_authority",
            ),
        ),
    ]
