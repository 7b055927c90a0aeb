import contracts.models.suspensions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("contracts", "0001_initial"),
        ("contracts", "0002_motives_of_leave"),
        ("contracts", "0003_annual_surveys"),
        ("contracts", "0004_rank_called_at"),
        ("contracts", "0005_exchanges_and_messages"),
        ("contracts", "0006_candidate_files_and_commissions"),
        ("contracts", "0007_reallocation_windows"),
        ("contracts", "0008_leave_requests"),
        ("contracts", "0009_claims_of_files"),
        ("contracts", "0010_wishes_of_the_sixth_year"),
        ("contracts", "0011_campaigns_read_by_agents"),
        ("contracts", "0012_members_sit_and_judge"),
        ("contracts", "0013_forecast_length"),
        ("contracts", "0014_lists_of_thousands"),
        ("contracts", "0015_payments"),
        ("contracts", "0016_one_open_return"),
        ("contracts", "0017_principal_length"),
        ("contracts", "0018_cycles_of_medicine"),
        ("contracts", "0019_one_contract_in_progress"),
        ("contracts", "0020_withdrawals_undone"),
    ]

    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("academic_year", models.CharField(max_length=9, verbose_name="année universitaire")),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("medecine_2", "Médecine, 2e cycle"),
                            ("medecine_3", "Médecine, 3e cycle"),
                            ("odontologie", "Odontologie"),
                            ("pharmacie", "Pharmacie"),
                            ("maieutique", "Maïeutique"),
                            ("padhue", "PADHUE"),
                        ],
                        max_length=20,
                        verbose_name="filière",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="ouverture des candidatures")),
                ("closes_on", models.DateField(verbose_name="clôture des candidatures")),
                ("commission_on", models.DateField(blank=True, null=True, verbose_name="commission")),
                ("transmit_by_on", models.DateField(verbose_name="dernier jour d'envoi de la liste")),
                (
                    "refill_delay_days",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="jours laissés avant d'appeler le suivant"
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne",
                "ordering": ("-academic_year", "faculty__name", "stream"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("faculty", "academic_year", "stream"),
                        name="campaign_once_per_faculty_year_stream",
                        violation_error_message="Cette faculté a déjà une campagne pour cette année et cette filière.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("academic_year__regex", "^20[0-9]{2}-20[0-9]{2}$")),
                        name="campaign_year_is_written_in_full",
                        violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="campaign_closes_after_opening",
                        violation_error_message="La clôture suit l'ouverture.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("transmit_by_on__gte", models.F("opens_on"))),
                        name="campaign_list_sent_after_opening",
                        violation_error_message="La liste s'envoie après l'ouverture des candidatures.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("commission_on__isnull", True),
                            ("commission_on__gte", models.F("opens_on")),
                            _connector="OR",
                        ),
                        name="campaign_commission_after_opening",
                        violation_error_message="La commission se réunit après l'ouverture des candidatures.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("message", "Un nouveau message m'attend"),
                            ("read", "Mon message a été lu"),
                        ],
                        max_length=10,
                        verbose_name="avis",
                    ),
                ),
                ("wanted", models.BooleanField(verbose_name="souhaité")),
            ],
            options={
                "verbose_name": "préférence d'avis",
                "verbose_name_plural": "préférences d'avis",
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="notice_choice_once")],
            },
        ),
        migrations.CreateModel(
            name="PaymentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                ("received_at", models.DateTimeField(verbose_name="reçu à")),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="envoyé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier de paiements",
                "verbose_name_plural": "fichiers de paiements",
                "ordering": ("-received_at", "id"),
                "constraints": [models.UniqueConstraint(fields=("sha256",), name="payment_file_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="QuotaOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("academic_year", models.CharField(max_length=9, verbose_name="année universitaire")),
                ("number", models.CharField(max_length=60, verbose_name="référence de l'arrêté")),
                ("signed_on", models.DateField(verbose_name="signé le")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "Arrêté initial"),
                            ("redistribution", "Redistribution en cours d'année"),
                            ("autumn", "Arrêté d'automne"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="saisi à")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publié à")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="publié par",
                    ),
                ),
            ],
            options={
                "verbose_name": "arrêté de répartition",
                "verbose_name_plural": "arrêtés de répartition",
                "ordering": ("-academic_year", "-signed_on", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("academic_year", "number"),
                        name="quota_order_once_per_year",
                        violation_error_message="Un arrêté de cette année porte déjà cette référence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("academic_year__regex", "^20[0-9]{2}-20[0-9]{2}$")),
                        name="quota_order_year_is_written_in_full",
                        violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReallocationWindow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("academic_year", models.CharField(max_length=9, verbose_name="année universitaire")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fungibility", "Entre filières d'une université"),
                            ("redistribution", "Entre facultés d'une région"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="du")),
                ("closes_on", models.DateField(verbose_name="au")),
                ("source", models.CharField(max_length=200, verbose_name="texte ou décision")),
            ],
            options={
                "verbose_name": "période de transfert",
                "verbose_name_plural": "périodes de transfert",
                "ordering": ("-academic_year", "kind", "opens_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="window_closes_after_opening",
                        violation_error_message="La fin de la période suit son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("academic_year__regex", "^20[0-9]{2}-20[0-9]{2}$")),
                        name="window_year_is_written_in_full",
                        violation_error_message="L'année universitaire s'écrit par exemple 2025-2026.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("introduction", models.TextField(blank=True, verbose_name="présentation")),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("everyone", "Tous les signataires"),
                            ("training", "Les signataires en formation"),
                            ("graduated", "Les signataires diplômés"),
                        ],
                        default="everyone",
                        max_length=12,
                        verbose_name="population",
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medecine", "Médecine"),
                            ("odontologie", "Odontologie"),
                            ("maieutique", "Maïeutique"),
                            ("pharmacie", "Pharmacie"),
                        ],
                        max_length=20,
                        verbose_name="profession",
                    ),
                ),
                ("closes_on", models.DateField(verbose_name="dernier jour pour répondre")),
                (
                    "reminder_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="jours des relances",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="contracts.survey",
                        verbose_name="enquête précédente",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "En préparation"),
                            ("frozen", "Population figée"),
                            ("open", "Ouverte"),
                            ("closed", "Close"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("population_size", models.PositiveIntegerField(default=0, verbose_name="population figée")),
                ("created_at", models.DateTimeField(verbose_name="créée à")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="figée à")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="ouverte à")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close à")),
            ],
            options={
                "verbose_name": "enquête",
                "ordering": ("-created_at", "id"),
                "indexes": [models.Index(fields=["agency", "-created_at"], name="survey_by_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("frozen_at__isnull", True), ("opened_at__isnull", True), ("status", "draft")
                            ),
                            models.Q(
                                ("frozen_at__isnull", False),
                                ("opened_at__isnull", True),
                                ("status", "frozen"),
                            ),
                            models.Q(
                                ("frozen_at__isnull", False),
                                ("opened_at__isnull", False),
                                ("status__in", ("open", "closed")),
                            ),
                            _connector="OR",
                        ),
                        name="survey_status_has_its_instants",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status", "closed")),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="survey_closed_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follows__isnull", True),
                            models.Q(("follows", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="survey_does_not_follow_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishCampaign",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wish_campaigns",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("opens_on", models.DateField(verbose_name="premier jour")),
                ("closes_on", models.DateField(verbose_name="dernier jour")),
                ("opened_at", models.DateTimeField(verbose_name="créée à")),
                (
                    "sent_on",
                    models.DateField(blank=True, null=True, verbose_name="liste envoyée au ministère le"),
                ),
            ],
            options={
                "verbose_name": "campagne de vœux",
                "verbose_name_plural": "campagnes de vœux",
                "ordering": ("-year", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "year"), name="wish_campaign_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="wish_campaign_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True), ("sent_on__gte", models.F("opens_on")), _connector="OR"
                        ),
                        name="wish_list_sent_after_opening",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="premier jour")),
                ("ends_until", models.DateField(verbose_name="jour du retour")),
            ],
            options={
                "verbose_name": "absence",
                "ordering": ("starts_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_until__gt", models.F("starts_on"))),
                        name="absence_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
                            ("user", "="),
                            (
                                contracts.models.suspensions.DateRange(
                                    "starts_on",
                                    "ends_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ),
                        name="absences_never_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="lu jusqu'à")),
            ],
            options={
                "verbose_name": "lecture de campagne",
                "verbose_name_plural": "lectures de campagnes",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "campaign"), name="campaign_visit_once_per_agent")
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidacies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("medecine_2", "Médecine, 2e cycle"),
                            ("medecine_3", "Médecine, 3e cycle"),
                            ("odontologie", "Odontologie"),
                            ("pharmacie", "Pharmacie"),
                            ("maieutique", "Maïeutique"),
                            ("padhue", "PADHUE"),
                        ],
                        max_length=20,
                        verbose_name="filière",
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("odontologie", "Odontologie"),
                            ("maieutique", "Maïeutique"),
                            ("pharmacie", "Pharmacie"),
                        ],
                        max_length=20,
                        verbose_name="profession",
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("etudiant", "Étudiant ou interne"),
                            ("padhue", "Praticien à diplôme hors Union européenne"),
                        ],
                        max_length=10,
                        verbose_name="voie",
                    ),
                ),
                ("last_name", models.CharField(max_length=100, verbose_name="nom")),
                ("first_name", models.CharField(max_length=100, verbose_name="prénom")),
                (
                    "search_name",
                    models.CharField(editable=False, max_length=210, verbose_name="nom de recherche"),
                ),
                ("born_on", models.DateField(verbose_name="date de naissance")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                ("ine", models.CharField(blank=True, max_length=11, verbose_name="INE")),
                ("cycle", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="cycle")),
                (
                    "year_of_study",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année d'études"),
                ),
                ("specialty", models.CharField(blank=True, max_length=120, verbose_name="spécialité")),
                ("applied_on", models.DateField(verbose_name="date de la candidature")),
                ("project", models.TextField(blank=True, verbose_name="projet professionnel")),
                (
                    "enrolled_in_france",
                    models.BooleanField(blank=True, null=True, verbose_name="inscription en France"),
                ),
                ("auditor", models.BooleanField(blank=True, null=True, verbose_name="auditeur libre")),
                (
                    "industrial_pharmacy",
                    models.BooleanField(blank=True, null=True, verbose_name="pharmacie industrielle"),
                ),
                (
                    "other_commitment",
                    models.BooleanField(blank=True, null=True, verbose_name="autre engagement du même type"),
                ),
                (
                    "other_region_agreement",
                    models.BooleanField(blank=True, null=True, verbose_name="accord écrit d'une autre ARS"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée à")),
                ("restored_at", models.DateTimeField(blank=True, null=True, verbose_name="rétablie à")),
            ],
            options={
                "verbose_name": "candidature",
                "ordering": ("search_name", "id"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("search_name", name="gin_trgm_ops"),
                        name="candidate_search_trigram",
                    ),
                    models.Index(fields=["agency", "search_name"], name="candidate_by_agency"),
                    models.Index(fields=["search_name", "id"], name="candidate_by_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ine", ""), _negated=True),
                        fields=("campaign", "ine"),
                        name="candidate_once_per_campaign",
                        violation_error_message="Cette personne est déjà dans la campagne (même INE).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cycle__isnull", True), ("cycle__in", (1, 2, 3)), _connector="OR"
                        ),
                        name="candidate_cycle_is_one_two_three",
                        violation_error_message="Le cycle est 1, 2 ou 3.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("restored_at__isnull", True),
                            ("withdrawn_at__gte", models.F("restored_at")),
                            _connector="OR",
                        ),
                        name="candidate_withdrawn_again_after_restored",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stream", "padhue"), ("track", "padhue")),
                            models.Q(models.Q(("stream", "padhue"), _negated=True), ("track", "etudiant")),
                            _connector="OR",
                        ),
                        name="candidate_padhue_stream_and_track_agree",
                        violation_error_message="La filière PADHUE et la voie PADHUE vont ensemble.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commission",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("place", models.CharField(max_length=300, verbose_name="lieu ou lien")),
                ("quorum", models.PositiveSmallIntegerField(verbose_name="quorum")),
                (
                    "principal",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="noms sur la liste principale"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prepared", "En préparation"),
                            ("convened", "Convoquée"),
                            ("closed", "Close"),
                        ],
                        default="prepared",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("convened_at", models.DateTimeField(blank=True, null=True, verbose_name="convoquée à")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close à")),
                ("casting_vote", models.TextField(blank=True, verbose_name="voix prépondérante de l'agence")),
                (
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="procès-verbal",
                    ),
                ),
            ],
            options={
                "verbose_name": "commission",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quorum__gte", 1)), name="commission_quorum_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False), ("minutes__isnull", False), ("status", "closed")
                            ),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("minutes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="commission_closed_has_its_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                ("uploaded_at", models.DateTimeField(verbose_name="déposé à")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="déposé par",
                    ),
                ),
                ("issues", models.JSONField(blank=True, default=list, verbose_name="remarques")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "à confirmer"),
                            ("applied", "enregistré"),
                            ("abandoned", "abandonné"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidé à")),
            ],
            options={
                "verbose_name": "fichier déposé",
                "verbose_name_plural": "fichiers déposés",
                "ordering": ("-uploaded_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "pending")),
                        fields=("campaign", "sha256"),
                        name="upload_pending_once",
                        violation_error_message="Ce fichier attend déjà votre confirmation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("status", "pending")),
                            models.Q(
                                models.Q(("status", "pending"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="upload_decided_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="contracts.quotaorder",
                        verbose_name="arrêté",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "stream",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("medecine_2", "Médecine, 2e cycle"),
                            ("medecine_3", "Médecine, 3e cycle"),
                            ("odontologie", "Odontologie"),
                            ("pharmacie", "Pharmacie"),
                            ("maieutique", "Maïeutique"),
                            ("padhue", "PADHUE"),
                        ],
                        max_length=20,
                        verbose_name="filière",
                    ),
                ),
                ("places", models.SmallIntegerField(verbose_name="places")),
            ],
            options={
                "verbose_name": "ligne d'arrêté",
                "verbose_name_plural": "lignes d'arrêté",
                "ordering": ("faculty__name", "stream"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "faculty", "stream"),
                        name="quota_line_once_per_faculty_stream",
                        violation_error_message="Cette faculté figure deux fois pour cette filière.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", -500), ("places__lte", 500)),
                        name="quota_line_stays_plausible",
                        violation_error_message="Le nombre de places est invraisemblable.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectionList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                ("rows", models.PositiveIntegerField(verbose_name="lignes")),
                ("received_at", models.DateTimeField(verbose_name="reçue à")),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="envoyée par",
                    ),
                ),
                ("on_time", models.BooleanField(verbose_name="transmise dans le délai")),
                (
                    "status",
                    models.CharField(
                        choices=[("current", "en vigueur"), ("superseded", "remplacée")],
                        default="current",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
            ],
            options={
                "verbose_name": "liste de sélection",
                "verbose_name_plural": "listes de sélection",
                "ordering": ("campaign", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "version"), name="list_version_once"),
                    models.UniqueConstraint(
                        fields=("campaign", "sha256"),
                        name="list_applied_once",
                        violation_error_message="Ce fichier a déjà été enregistré pour cette campagne.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "current")),
                        fields=("campaign",),
                        name="list_one_current_per_campaign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="contracts.survey",
                        verbose_name="enquête",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]{1,39}$")],
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "Choix dans une liste"),
                            ("text", "Texte"),
                            ("date", "Date"),
                            ("commune", "Commune"),
                            ("share", "Quotité de travail"),
                            ("document", "Document"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("label", models.CharField(max_length=300, verbose_name="question")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="aide")),
                ("required", models.BooleanField(default=False, verbose_name="réponse obligatoire")),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="choix",
                    ),
                ),
                (
                    "fact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "Adresse postale"),
                            ("specialty", "Spécialité"),
                            ("internship_started_on", "Début de l'internat"),
                            ("des_on", "Obtention du DES"),
                            ("de_on", "Soutenance de la thèse (diplôme d'État)"),
                            ("place", "Lieu d'exercice envisagé"),
                            ("share", "Quotité envisagée"),
                        ],
                        max_length=24,
                        verbose_name="fait du dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "ordering": ("survey", "position", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("survey", "code"),
                        name="question_code_once",
                        violation_error_message="Ce code sert déjà à une autre question de l'enquête.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("fact", ""), _negated=True),
                        fields=("survey", "fact"),
                        name="question_fact_once",
                        violation_error_message="Une autre question de l'enquête porte déjà sur ce fait du dossier.",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("survey", "position"),
                        name="question_position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choices__len__gte", 2), ("kind", "choice")),
                            models.Q(models.Q(("kind", "choice"), _negated=True), ("choices__len", 0)),
                            _connector="OR",
                        ),
                        name="question_choices_for_a_choice_only",
                        violation_error_message="Une liste propose au moins deux choix ; les autres questions n'en ont pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fact", ""),
                            models.Q(("fact", "address"), ("kind", "text")),
                            models.Q(("fact", "specialty"), ("kind", "text")),
                            models.Q(("fact", "internship_started_on"), ("kind", "date")),
                            models.Q(("fact", "des_on"), ("kind", "date")),
                            models.Q(("fact", "de_on"), ("kind", "date")),
                            models.Q(("fact", "place"), ("kind", "commune")),
                            models.Q(("fact", "share"), ("kind", "share")),
                            _connector="OR",
                        ),
                        name="question_fact_fits_its_kind",
                        violation_error_message="Ce fait du dossier ne se demande pas par une question de cette nature.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyWave",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waves",
                        to="contracts.survey",
                        verbose_name="enquête",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("due_on", models.DateField(verbose_name="à envoyer le")),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="achevée à")),
            ],
            options={
                "verbose_name": "envoi",
                "ordering": ("survey", "number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("completed_at__isnull", True)),
                        fields=["due_on"],
                        name="wave_still_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "number"), name="wave_number_once"),
                    models.UniqueConstraint(fields=("survey", "due_on"), name="wave_once_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CandidatePiece",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="contracts.candidate",
                        verbose_name="candidature",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="pièce")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="jointe à")),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ("added_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("candidate", "code", "document"),
                        name="piece_joined_once",
                        violation_error_message="Ce fichier est déjà joint.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="contracts.commission",
                        verbose_name="commission",
                    ),
                ),
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("doyen", "Doyen ou directeur de l'UFR"),
                            ("ars", "Agence régionale de santé"),
                            ("ordre", "Conseil de l'ordre"),
                            ("urps", "Union régionale des professionnels de santé"),
                            ("fhf", "Fédération hospitalière"),
                            ("praticien", "Praticien de la région"),
                            ("etudiant_2", "Étudiant de deuxième cycle"),
                            ("etudiant_3", "Étudiant de troisième cycle"),
                            ("autre", "Autre membre"),
                        ],
                        max_length=12,
                        verbose_name="qualité",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                ("is_chair", models.BooleanField(default=False, verbose_name="préside")),
                ("is_present", models.BooleanField(blank=True, null=True, verbose_name="présence")),
            ],
            options={
                "verbose_name": "membre de commission",
                "verbose_name_plural": "membres de commission",
                "ordering": ("-is_chair", "quality", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("commission", "email"),
                        name="member_sits_once",
                        violation_error_message="Cette personne siège déjà.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_chair", True)),
                        fields=("commission",),
                        name="member_one_chair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_chair", False), ("quality", "doyen"), _connector="OR"),
                        name="member_chair_is_the_dean",
                        violation_error_message="La commission est présidée par le doyen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="contracts.commission",
                        verbose_name="commission",
                    ),
                ),
                (
                    "candidate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_opinion",
                        to="contracts.candidate",
                        verbose_name="candidat",
                    ),
                ),
                (
                    "project_mark",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="projet professionnel"
                    ),
                ),
                (
                    "results_mark",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="résultats"),
                ),
                (
                    "social_mark",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="situation sociale"),
                ),
                ("is_favourable", models.BooleanField(blank=True, null=True, verbose_name="avis favorable")),
                ("comment", models.TextField(blank=True, verbose_name="avis")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("principale", "Liste principale"),
                            ("complementaire", "Liste complémentaire"),
                        ],
                        max_length=20,
                        verbose_name="liste",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rang")),
            ],
            options={
                "verbose_name": "avis de commission",
                "verbose_name_plural": "avis de commission",
                "ordering": ("-kind", "rank", "candidate__search_name"),
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("commission", "kind", "rank"),
                        name="opinion_rank_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project_mark__gt", 20), _negated=True),
                            models.Q(("results_mark__gt", 20), _negated=True),
                            models.Q(("social_mark__gt", 20), _negated=True),
                        ),
                        name="opinion_marks_out_of_twenty",
                        violation_error_message="Les notes vont de 0 à 20.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), ("rank__isnull", True)),
                            models.Q(models.Q(("kind", ""), _negated=True), ("rank__gte", 1)),
                            _connector="OR",
                        ),
                        name="opinion_rank_comes_with_its_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", ""),
                            models.Q(("is_favourable", True), ("is_favourable__isnull", False)),
                            _connector="OR",
                        ),
                        name="opinion_only_favourable_is_ranked",
                        violation_error_message="Seule une personne qui a un avis favorable est classée.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contracts.selectionlist",
                        verbose_name="liste",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contracts.candidate",
                        verbose_name="candidat",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("principale", "Liste principale"),
                            ("complementaire", "Liste complémentaire"),
                        ],
                        max_length=20,
                        verbose_name="liste",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("opinion", models.TextField(blank=True, verbose_name="avis")),
                ("called_at", models.DateTimeField(blank=True, null=True, verbose_name="appelé à")),
            ],
            options={
                "verbose_name": "rang",
                "ordering": ("list", "-kind", "rank"),
                "indexes": [
                    models.Index(
                        models.F("list"),
                        models.OrderBy(models.F("kind"), descending=True),
                        models.F("rank"),
                        condition=models.Q(("called_at__isnull", True)),
                        name="entry_still_to_call",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "kind", "rank"),
                        name="entry_rank_once",
                        violation_error_message="Deux personnes ont le même rang.",
                    ),
                    models.UniqueConstraint(
                        fields=("list", "candidate"),
                        name="entry_person_once",
                        violation_error_message="Une personne figure deux fois sur la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__gte", 1)), name="entry_rank_starts_at_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                (
                    "quota_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_places",
                        to="contracts.quotaline",
                        verbose_name="ligne d'arrêté",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée à")),
            ],
            options={
                "verbose_name": "place",
                "ordering": ("campaign", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "number"), name="place_number_once_per_campaign"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="contracts.commissionmember",
                        verbose_name="membre",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="member_opinions",
                        to="contracts.candidate",
                        verbose_name="candidat",
                    ),
                ),
                (
                    "project_mark",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="projet professionnel"
                    ),
                ),
                (
                    "results_mark",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="résultats"),
                ),
                (
                    "social_mark",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="situation sociale"),
                ),
                ("is_favourable", models.BooleanField(verbose_name="avis favorable")),
                ("comment", models.TextField(blank=True, verbose_name="avis")),
                ("given_at", models.DateTimeField(verbose_name="donné à")),
            ],
            options={
                "verbose_name": "avis d'un membre",
                "verbose_name_plural": "avis des membres",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "candidate"),
                        name="member_judges_once",
                        violation_error_message="Ce membre a déjà donné son avis sur cette personne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("project_mark__gt", 20), _negated=True),
                            models.Q(("results_mark__gt", 20), _negated=True),
                            models.Q(("social_mark__gt", 20), _negated=True),
                        ),
                        name="member_marks_out_of_twenty",
                        violation_error_message="Les notes vont de 0 à 20.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="contracts.campaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="contracts.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="contracts.candidate",
                        verbose_name="candidat",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.listentry",
                        verbose_name="rang",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="contracts.offer",
                        verbose_name="suit la proposition",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "Proposition en cours"),
                            ("signed", "Contrat signé"),
                            ("refused", "Proposition refusée"),
                            ("lapsed", "Délai dépassé"),
                            ("withdrawn", "Candidature retirée"),
                        ],
                        default="sent",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="envoyée à")),
                ("sent_on", models.DateField(verbose_name="envoyée le")),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="envoyée par",
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="reçue par la personne le"),
                ),
                (
                    "last_day",
                    models.DateField(blank=True, null=True, verbose_name="dernier jour pour signer"),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="contrat signé reçu le")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "Signé sur le portail"),
                            ("paper", "Contrat papier reçu"),
                            ("earlier", "Contrat antérieur au portail"),
                        ],
                        max_length=10,
                        verbose_name="voie",
                    ),
                ),
                (
                    "conditions_acknowledged",
                    models.JSONField(blank=True, default=list, verbose_name="conditions lues et acceptées"),
                ),
                ("late_reason", models.TextField(blank=True, verbose_name="motif de la saisie tardive")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close à")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="close par",
                    ),
                ),
                (
                    "refill_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="suivant à appeler à partir de"),
                ),
            ],
            options={
                "verbose_name": "proposition",
                "ordering": ("-sent_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "sent")),
                        fields=["agency", "sent_on", "id"],
                        name="offer_waiting_by_agency",
                    ),
                    models.Index(
                        condition=models.Q(("status", "sent")),
                        fields=["last_day"],
                        name="offer_deadlines_to_sweep",
                    ),
                    models.Index(
                        condition=models.Q(("refill_due_at__isnull", False)),
                        fields=["refill_due_at"],
                        name="offer_refills_to_sweep",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("sent", "signed"))),
                        fields=("place",),
                        name="offer_holds_its_place_alone",
                        violation_error_message="Cette place vient d'être proposée à une autre personne.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("sent", "signed"))),
                        fields=("candidate",),
                        name="offer_one_live_per_candidate",
                        violation_error_message="Cette personne a déjà une proposition en cours ou un contrat signé.",
                    ),
                    models.UniqueConstraint(fields=("follows",), name="offer_followed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_day__isnull", True), ("received_on__isnull", True)),
                            models.Q(("last_day__isnull", False), ("received_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="offer_last_day_comes_with_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__isnull", True),
                            ("received_on__gte", models.F("sent_on")),
                            _connector="OR",
                        ),
                        name="offer_received_after_sending",
                        violation_error_message="La proposition ne peut pas être reçue avant d'être envoyée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__isnull", True),
                            ("last_day__gt", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="offer_last_day_after_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("status", "sent")),
                            models.Q(
                                models.Q(("status", "sent"), _negated=True), ("closed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="offer_closed_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("signed_on__isnull", False),
                                ("status", "signed"),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "signed"), _negated=True),
                                ("channel", ""),
                                ("signed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="offer_signed_has_its_day_and_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "lapsed"), _negated=True),
                            ("last_day__isnull", False),
                            _connector="OR",
                        ),
                        name="offer_lapsed_had_a_last_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refill_due_at__isnull", True),
                            ("status__in", ("refused", "lapsed", "withdrawn")),
                            _connector="OR",
                        ),
                        name="offer_refill_only_once_freed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceTransfer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="contracts.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.campaign",
                        verbose_name="de",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.campaign",
                        verbose_name="vers",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fungibility", "Entre filières d'une université"),
                            ("redistribution", "Entre facultés d'une région"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("moved_at", models.DateTimeField(verbose_name="transférée à")),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfert de place",
                "verbose_name_plural": "transferts de places",
                "ordering": ("-moved_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("target")), _negated=True),
                        name="transfer_goes_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                (
                    "offer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract",
                        to="contracts.offer",
                        verbose_name="proposition",
                    ),
                ),
                (
                    "candidate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract",
                        to="contracts.candidate",
                        verbose_name="candidature",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signataire",
                    ),
                ),
                ("ine", models.CharField(blank=True, max_length=11, verbose_name="INE à la signature")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("odontologie", "Odontologie"),
                            ("maieutique", "Maïeutique"),
                            ("pharmacie", "Pharmacie"),
                        ],
                        max_length=20,
                        verbose_name="profession",
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("etudiant", "Étudiant ou interne"),
                            ("padhue", "Praticien à diplôme hors Union européenne"),
                        ],
                        max_length=10,
                        verbose_name="voie",
                    ),
                ),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("R1-MED", "Médecine, contrat conclu avant le 20 mars 2020"),
                            ("R1-ODO", "Odontologie, contrat conclu avant le 20 mars 2020"),
                            ("R2", "Contrat conclu du 20 mars 2020 au 25 mars 2025"),
                            ("R3", "Contrat conclu à partir du 26 mars 2025"),
                            ("R4", "Candidature déposée à partir du 16 janvier 2026"),
                            ("TO_CONFIRM", "À confirmer"),
                        ],
                        max_length=10,
                        verbose_name="régime",
                    ),
                ),
                ("academic_year", models.CharField(max_length=9, verbose_name="année universitaire")),
                ("applied_on", models.DateField(verbose_name="candidature du")),
                ("concluded_on", models.DateField(verbose_name="conclu le")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "Signé sur le portail"),
                            ("paper", "Contrat papier reçu"),
                            ("earlier", "Contrat antérieur au portail"),
                        ],
                        max_length=10,
                        verbose_name="voie de signature",
                    ),
                ),
                (
                    "cycle_at_application",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="cycle à la candidature"
                    ),
                ),
                (
                    "first_paid_month",
                    models.CharField(blank=True, max_length=7, verbose_name="premier mois d'allocation"),
                ),
                (
                    "expected_end_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="fin de formation prévue à la signature"
                    ),
                ),
                (
                    "forecast_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="durée prévisionnelle de l'allocation (mois)"
                    ),
                ),
                ("specialty", models.CharField(blank=True, max_length=120, verbose_name="spécialité")),
                (
                    "project_at_signature",
                    models.TextField(blank=True, verbose_name="projet professionnel à la signature"),
                ),
                (
                    "conditions_acknowledged",
                    models.JSONField(blank=True, default=list, verbose_name="conditions lues et acceptées"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "En cours"),
                            ("completed", "Engagement accompli"),
                            ("terminated", "Rompu"),
                            ("cancelled", "Annulé"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="terminé le")),
                (
                    "referent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="référent",
                    ),
                ),
                (
                    "backup",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="suppléant",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="exemplaire daté",
                    ),
                ),
                (
                    "internship_started_on",
                    models.DateField(blank=True, null=True, verbose_name="début de l'internat"),
                ),
                ("des_on", models.DateField(blank=True, null=True, verbose_name="obtention du DES")),
                (
                    "de_on",
                    models.DateField(blank=True, null=True, verbose_name="obtention du diplôme d'État"),
                ),
                (
                    "training_completed_on",
                    models.DateField(blank=True, null=True, verbose_name="fin de la formation"),
                ),
            ],
            options={
                "verbose_name": "contrat",
                "ordering": ("-concluded_on", "number"),
                "indexes": [
                    models.Index(fields=["agency", "status"], name="contract_by_agency"),
                    models.Index(
                        condition=models.Q(("regime", "TO_CONFIRM"), ("status", "active")),
                        fields=["agency", "concluded_on", "id"],
                        name="contract_regime_to_confirm",
                    ),
                    models.Index(
                        condition=models.Q(("referent__isnull", True), ("status", "active")),
                        fields=["agency", "concluded_on", "id"],
                        name="contract_without_referent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "active")),
                        fields=("user",),
                        name="contract_one_in_progress_per_account",
                        violation_error_message="Cette personne a déjà un contrat en cours.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "active"), models.Q(("ine", ""), _negated=True)),
                        fields=("ine",),
                        name="contract_one_in_progress_per_ine",
                        violation_error_message="Un contrat en cours porte déjà cet INE.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("concluded_on__gte", models.F("applied_on"))),
                        name="contract_concluded_after_application",
                        violation_error_message="Un contrat se conclut après la candidature.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_paid_month", ""),
                            ("first_paid_month__regex", "^[12][0-9]{3}-(0[1-9]|1[0-2])$"),
                            _connector="OR",
                        ),
                        name="contract_first_paid_month_is_a_month",
                        violation_error_message="Le mois s'écrit par exemple 2025-10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forecast_months__isnull", True),
                            models.Q(
                                ("expected_end_on__isnull", False), ("forecast_months__range", (1, 240))
                            ),
                            _connector="OR",
                        ),
                        name="contract_forecast_comes_with_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("academic_year__regex", "^20[0-9]{2}-20[0-9]{2}$")),
                        name="contract_year_is_written_in_full",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cycle_at_application__isnull", True),
                            ("cycle_at_application__in", (1, 2, 3)),
                            _connector="OR",
                        ),
                        name="contract_cycle_is_one_two_three",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("status", "active")),
                            models.Q(
                                models.Q(("status", "active"), _negated=True), ("closed_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="contract_active_is_not_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "earlier"), ("offer__isnull", True)),
                            models.Q(
                                models.Q(("channel", "earlier"), _negated=True), ("offer__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="contract_from_offer_or_earlier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referent__isnull", True),
                            ("backup__isnull", True),
                            models.Q(("referent", models.F("backup")), _negated=True),
                            _connector="OR",
                        ),
                        name="contract_referent_is_not_the_backup",
                        violation_error_message="Le référent et son suppléant sont deux personnes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("des_on__isnull", True),
                            ("internship_started_on__isnull", True),
                            ("des_on__gt", models.F("internship_started_on")),
                            _connector="OR",
                        ),
                        name="contract_des_after_internship_start",
                        violation_error_message="Le DES s'obtient après le début de l'internat.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="à tenir pour le")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("due", "À convoquer"),
                            ("planned", "Convoqué"),
                            ("held", "Tenu"),
                            ("missed", "Absence"),
                        ],
                        default="due",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("meeting", "Rendez-vous"),
                            ("video", "Visioconférence"),
                            ("phone", "Téléphone"),
                            ("mail", "Courriel"),
                            ("letter", "Courrier"),
                        ],
                        max_length=8,
                        verbose_name="forme",
                    ),
                ),
                (
                    "place",
                    models.CharField(blank=True, max_length=200, verbose_name="lieu ou adresse de connexion"),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="convoqué pour")),
                (
                    "summoned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="convocation envoyée à"),
                ),
                ("summons", models.PositiveSmallIntegerField(default=0, verbose_name="convocations")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos à")),
            ],
            options={
                "verbose_name": "échange annuel",
                "verbose_name_plural": "échanges annuels",
                "ordering": ("due_on", "id"),
                "indexes": [models.Index(fields=["agency", "status", "due_on"], name="exchange_by_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "due_on"), name="exchange_once_per_anniversary"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("starts_at__isnull", True), ("status", "due"), ("summoned_at__isnull", True)
                            ),
                            models.Q(
                                models.Q(("status", "due"), _negated=True),
                                ("starts_at__isnull", False),
                                ("summoned_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="exchange_summoned_has_its_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status__in", ("held", "missed"))),
                            models.Q(("closed_at__isnull", True), ("status__in", ("due", "planned"))),
                            _connector="OR",
                        ),
                        name="exchange_closed_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileClaim",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("last_name", models.CharField(max_length=100, verbose_name="nom")),
                ("first_name", models.CharField(max_length=100, verbose_name="prénom")),
                ("born_on", models.DateField(verbose_name="date de naissance")),
                (
                    "contract_number",
                    models.CharField(blank=True, max_length=30, verbose_name="numéro de contrat indiqué"),
                ),
                ("explanation", models.TextField(blank=True, verbose_name="explication")),
                ("email", models.EmailField(max_length=254, verbose_name="nouvelle adresse")),
                (
                    "token_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte du jeton"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandée à")),
                ("expires_at", models.DateTimeField(verbose_name="lien valable jusqu'à")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="adresse confirmée à"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Adresse à confirmer"),
                            ("waiting", "À examiner"),
                            ("linked", "Dossier rattaché"),
                            ("refused", "Refusée"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "identity_check",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "Pièce d'identité vue au guichet"),
                            ("video", "Pièce d'identité montrée en visioconférence"),
                            ("call_back", "Rappel au numéro déjà connu du dossier, et réponses exactes"),
                            ("faculty", "Identité confirmée par la scolarité"),
                        ],
                        max_length=10,
                        verbose_name="identité vérifiée",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif du refus")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="examinée à")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="examinée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier réclamé",
                "verbose_name_plural": "dossiers réclamés",
                "ordering": ("asked_at", "id"),
                "indexes": [models.Index(fields=["agency", "status", "asked_at"], name="claim_by_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("asked", "waiting"))),
                        fields=("email",),
                        name="claim_one_open_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="claim_address_is_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("asked_at"))),
                        name="claim_link_expires_after_asking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("status", "asked")),
                            models.Q(
                                models.Q(("status", "asked"), _negated=True), ("confirmed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="claim_examined_once_its_address_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contract__isnull", False),
                                ("status", "linked"),
                                models.Q(("identity_check", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "linked"), _negated=True),
                                ("contract__isnull", True),
                                ("identity_check", ""),
                            ),
                            _connector="OR",
                        ),
                        name="claim_linked_says_to_what_and_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ("linked", "refused")),
                            ),
                            models.Q(
                                models.Q(("status__in", ("linked", "refused")), _negated=True),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_decided_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                ("from_agency", models.BooleanField(verbose_name="de l'agence")),
                ("body", models.TextField(verbose_name="texte")),
                ("sent_at", models.DateTimeField(verbose_name="envoyé à")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lu à")),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lu par",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "ordering": ("sent_at", "id"),
                "indexes": [
                    models.Index(fields=["contract", "sent_at"], name="message_by_contract"),
                    models.Index(
                        condition=models.Q(("from_agency", False), ("read_at__isnull", True)),
                        fields=["agency", "sent_at"],
                        name="message_unread_by_agency",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("body", ""), _negated=True), name="message_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at__isnull", True), ("read_by__isnull", True)),
                            models.Q(("read_at__gte", models.F("sent_at")), ("read_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_read_has_its_reader",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="contracts.survey",
                        verbose_name="enquête",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="commencée à")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée à")),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ("survey", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("submitted_at__isnull", True)),
                        fields=["survey", "id"],
                        name="invitation_unanswered",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("survey", "contract"), name="invitation_once_per_contract"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            models.Q(
                                ("started_at__isnull", False), ("submitted_at__gte", models.F("started_at"))
                            ),
                            _connector="OR",
                        ),
                        name="invitation_sent_after_being_started",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="particulars",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                ("postal_address", models.TextField(blank=True, verbose_name="adresse postale")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "intended_place",
                    models.CharField(blank=True, max_length=160, verbose_name="lieu d'exercice envisagé"),
                ),
                (
                    "intended_share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=4,
                        null=True,
                        verbose_name="quotité envisagée",
                    ),
                ),
                ("updated_at", models.DateTimeField(verbose_name="mis à jour à")),
            ],
            options={
                "verbose_name": "situation déclarée",
                "verbose_name_plural": "situations déclarées",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("intended_share__isnull", True),
                            models.Q(
                                ("intended_share__gt", Decimal("0")), ("intended_share__lte", Decimal("1"))
                            ),
                            _connector="OR",
                        ),
                        name="particulars_share_within_full_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentGap",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_gaps",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("month", models.CharField(max_length=7, verbose_name="mois")),
                (
                    "kind",
                    models.CharField(
                        choices=[("unpaid", "Dû, non payé"), ("overpaid", "Payé, non dû")],
                        max_length=10,
                        verbose_name="écart",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="trouvé à")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos à")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="explication")),
            ],
            options={
                "verbose_name": "écart de paiement",
                "verbose_name_plural": "écarts de paiement",
                "ordering": ("month", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["agency", "found_at", "id"],
                        name="payment_gap_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "month", "kind"), name="payment_gap_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__regex", "^[12][0-9]{3}-(0[1-9]|1[0-2])$")),
                        name="payment_gap_is_about_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("closed_at__isnull", False), _connector="OR"),
                        name="payment_gap_explained_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="contracts.paymentfile",
                        verbose_name="fichier",
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="ligne")),
                ("number_given", models.CharField(blank=True, max_length=60, verbose_name="numéro donné")),
                ("month_given", models.CharField(blank=True, max_length=40, verbose_name="mois donné")),
                ("amount_given", models.CharField(blank=True, max_length=40, verbose_name="montant donné")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "Rattachée au contrat"),
                            ("to_fix", "À corriger"),
                            ("dismissed", "Écartée"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="ce qui ne va pas")),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("month", models.CharField(blank=True, max_length=7, verbose_name="mois payé")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="montant"
                    ),
                ),
                ("settled_at", models.DateTimeField(verbose_name="traitée à")),
            ],
            options={
                "verbose_name": "ligne de paiement",
                "verbose_name_plural": "lignes de paiement",
                "ordering": ("file", "line"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "to_fix")),
                        fields=["file", "line"],
                        name="payment_line_to_fix",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "line"), name="payment_line_once_per_file"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "applied")),
                        fields=("contract", "month"),
                        name="payment_month_paid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "applied"), _negated=True),
                            models.Q(
                                ("agency__isnull", False),
                                ("amount__isnull", False),
                                ("contract__isnull", False),
                                ("month__regex", "^[12][0-9]{3}-(0[1-9]|1[0-2])$"),
                                ("problem", ""),
                            ),
                            _connector="OR",
                        ),
                        name="payment_applied_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "applied"), models.Q(("problem", ""), _negated=True), _connector="OR"
                        ),
                        name="payment_not_applied_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                        name="payment_amount_is_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThirdCycleSuspension",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_cycle_suspension",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="demandée le")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepté"),
                            ("manual_review", "À examiner par un agent"),
                            ("cannot_tell", "Impossible de conclure"),
                            ("refused", "Refusé"),
                        ],
                        max_length=20,
                        verbose_name="suite",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="effet le")),
            ],
            options={
                "verbose_name": "suspension de troisième cycle",
                "verbose_name_plural": "suspensions de troisième cycle",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effective_on__isnull", False), ("outcome", "accepted")),
                            models.Q(
                                models.Q(("outcome", "accepted"), _negated=True),
                                ("effective_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="third_cycle_suspension_accepted_has_its_effect",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingSuspension",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_suspensions",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "motive",
                    models.CharField(
                        choices=[
                            ("maternite", "Maternité"),
                            ("paternite", "Paternité"),
                            ("adoption", "Adoption"),
                            ("maladie", "Maladie"),
                            ("accident", "Accident"),
                            ("maladie_service", "Maladie imputable au service"),
                            ("accident_service", "Accident de service"),
                            ("disponibilite_conjoint", "Disponibilité pour un conjoint malade"),
                            ("disponibilite_enfant", "Disponibilité pour un enfant malade"),
                            ("disponibilite_ascendant", "Disponibilité pour un ascendant malade"),
                            ("disponibilite_etudes", "Disponibilité pour études ou recherches"),
                            ("disponibilite_formation", "Disponibilité pour un stage de formation"),
                            ("disponibilite_convenances", "Disponibilité pour convenances personnelles"),
                            ("redoublement", "Redoublement"),
                            ("cesure", "Année de césure"),
                        ],
                        max_length=30,
                        verbose_name="motif",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="début")),
                ("ends_until", models.DateField(verbose_name="fin (exclue)")),
                ("requested_on", models.DateField(verbose_name="demandée le")),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="pièce",
                    ),
                ),
            ],
            options={
                "verbose_name": "suspension pendant la formation",
                "verbose_name_plural": "suspensions pendant la formation",
                "ordering": ("starts_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_until__gt", models.F("starts_on"))),
                        name="training_suspension_ends_after_start",
                        violation_error_message="La fin suit le début.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
                            ("contract", "="),
                            (
                                contracts.models.suspensions.DateRange(
                                    "starts_on",
                                    "ends_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ),
                        name="training_suspensions_never_overlap",
                        violation_error_message="Une autre suspension couvre déjà une partie de ces jours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialtyWish",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="contracts.wishcampaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "specialty",
                    models.CharField(
                        choices=[
                            ("medecine_generale", "Médecine générale"),
                            ("allergologie", "Allergologie"),
                            ("anatomie_pathologique", "Anatomie et cytologie pathologiques"),
                            ("anesthesie_reanimation", "Anesthésie-réanimation"),
                            ("biologie_medicale", "Biologie médicale"),
                            ("chirurgie_maxillo_faciale", "Chirurgie maxillo-faciale"),
                            ("chirurgie_orale", "Chirurgie orale"),
                            ("chirurgie_orthopedique", "Chirurgie orthopédique et traumatologique"),
                            ("chirurgie_pediatrique", "Chirurgie pédiatrique"),
                            ("chirurgie_plastique", "Chirurgie plastique, reconstructrice et esthétique"),
                            ("chirurgie_thoracique", "Chirurgie thoracique et cardiovasculaire"),
                            ("chirurgie_vasculaire", "Chirurgie vasculaire"),
                            ("chirurgie_viscerale", "Chirurgie viscérale et digestive"),
                            ("dermatologie", "Dermatologie et vénéréologie"),
                            ("endocrinologie", "Endocrinologie, diabétologie, nutrition"),
                            ("genetique", "Génétique médicale"),
                            ("geriatrie", "Gériatrie"),
                            ("gynecologie_medicale", "Gynécologie médicale"),
                            ("gynecologie_obstetrique", "Gynécologie-obstétrique"),
                            ("hematologie", "Hématologie"),
                            ("hepato_gastro", "Hépato-gastro-entérologie"),
                            ("maladies_infectieuses", "Maladies infectieuses et tropicales"),
                            ("medecine_cardiovasculaire", "Médecine cardiovasculaire"),
                            ("medecine_urgence", "Médecine d'urgence"),
                            ("medecine_travail", "Médecine et santé au travail"),
                            ("medecine_intensive", "Médecine intensive-réanimation"),
                            ("medecine_interne", "Médecine interne et immunologie clinique"),
                            ("medecine_legale", "Médecine légale et expertises médicales"),
                            ("medecine_nucleaire", "Médecine nucléaire"),
                            ("medecine_physique", "Médecine physique et de réadaptation"),
                            ("medecine_vasculaire", "Médecine vasculaire"),
                            ("nephrologie", "Néphrologie"),
                            ("neurochirurgie", "Neurochirurgie"),
                            ("neurologie", "Neurologie"),
                            ("oncologie", "Oncologie"),
                            ("ophtalmologie", "Ophtalmologie"),
                            ("orl", "Oto-rhino-laryngologie"),
                            ("pediatrie", "Pédiatrie"),
                            ("pneumologie", "Pneumologie"),
                            ("psychiatrie", "Psychiatrie"),
                            ("radiologie", "Radiologie et imagerie médicale"),
                            ("rhumatologie", "Rhumatologie"),
                            ("sante_publique", "Santé publique"),
                            ("urologie", "Urologie"),
                        ],
                        max_length=40,
                        verbose_name="spécialité",
                    ),
                ),
                (
                    "subdivision",
                    models.CharField(
                        choices=[
                            ("aix_marseille", "Aix-Marseille"),
                            ("amiens", "Amiens"),
                            ("angers", "Angers"),
                            ("antilles_guyane", "Antilles-Guyane"),
                            ("besancon", "Besançon"),
                            ("bordeaux", "Bordeaux"),
                            ("brest", "Brest"),
                            ("caen", "Caen"),
                            ("clermont_ferrand", "Clermont-Ferrand"),
                            ("dijon", "Dijon"),
                            ("grenoble", "Grenoble"),
                            ("ile_de_france", "Île-de-France"),
                            ("lille", "Lille"),
                            ("limoges", "Limoges"),
                            ("lyon", "Lyon"),
                            ("montpellier", "Montpellier"),
                            ("nancy", "Nancy"),
                            ("nantes", "Nantes"),
                            ("nice", "Nice"),
                            ("ocean_indien", "Océan Indien"),
                            ("poitiers", "Poitiers"),
                            ("reims", "Reims"),
                            ("rennes", "Rennes"),
                            ("rouen", "Rouen"),
                            ("saint_etienne", "Saint-Étienne"),
                            ("strasbourg", "Strasbourg"),
                            ("toulouse", "Toulouse"),
                            ("tours", "Tours"),
                        ],
                        max_length=20,
                        verbose_name="subdivision",
                    ),
                ),
                (
                    "receiving",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence d'accueil",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "Déposé"),
                            ("agreement_asked", "Accord demandé à l'autre agence"),
                            ("agreed", "Accord donné"),
                            ("declined", "Accord refusé"),
                        ],
                        default="filed",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                ("findings", models.JSONField(blank=True, default=list, verbose_name="constats")),
                ("filed_at", models.DateTimeField(verbose_name="déposé à")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="réponse de l'autre agence à"),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="réponse donnée par",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif de la réponse")),
                (
                    "result_specialty",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medecine_generale", "Médecine générale"),
                            ("allergologie", "Allergologie"),
                            ("anatomie_pathologique", "Anatomie et cytologie pathologiques"),
                            ("anesthesie_reanimation", "Anesthésie-réanimation"),
                            ("biologie_medicale", "Biologie médicale"),
                            ("chirurgie_maxillo_faciale", "Chirurgie maxillo-faciale"),
                            ("chirurgie_orale", "Chirurgie orale"),
                            ("chirurgie_orthopedique", "Chirurgie orthopédique et traumatologique"),
                            ("chirurgie_pediatrique", "Chirurgie pédiatrique"),
                            ("chirurgie_plastique", "Chirurgie plastique, reconstructrice et esthétique"),
                            ("chirurgie_thoracique", "Chirurgie thoracique et cardiovasculaire"),
                            ("chirurgie_vasculaire", "Chirurgie vasculaire"),
                            ("chirurgie_viscerale", "Chirurgie viscérale et digestive"),
                            ("dermatologie", "Dermatologie et vénéréologie"),
                            ("endocrinologie", "Endocrinologie, diabétologie, nutrition"),
                            ("genetique", "Génétique médicale"),
                            ("geriatrie", "Gériatrie"),
                            ("gynecologie_medicale", "Gynécologie médicale"),
                            ("gynecologie_obstetrique", "Gynécologie-obstétrique"),
                            ("hematologie", "Hématologie"),
                            ("hepato_gastro", "Hépato-gastro-entérologie"),
                            ("maladies_infectieuses", "Maladies infectieuses et tropicales"),
                            ("medecine_cardiovasculaire", "Médecine cardiovasculaire"),
                            ("medecine_urgence", "Médecine d'urgence"),
                            ("medecine_travail", "Médecine et santé au travail"),
                            ("medecine_intensive", "Médecine intensive-réanimation"),
                            ("medecine_interne", "Médecine interne et immunologie clinique"),
                            ("medecine_legale", "Médecine légale et expertises médicales"),
                            ("medecine_nucleaire", "Médecine nucléaire"),
                            ("medecine_physique", "Médecine physique et de réadaptation"),
                            ("medecine_vasculaire", "Médecine vasculaire"),
                            ("nephrologie", "Néphrologie"),
                            ("neurochirurgie", "Neurochirurgie"),
                            ("neurologie", "Neurologie"),
                            ("oncologie", "Oncologie"),
                            ("ophtalmologie", "Ophtalmologie"),
                            ("orl", "Oto-rhino-laryngologie"),
                            ("pediatrie", "Pédiatrie"),
                            ("pneumologie", "Pneumologie"),
                            ("psychiatrie", "Psychiatrie"),
                            ("radiologie", "Radiologie et imagerie médicale"),
                            ("rhumatologie", "Rhumatologie"),
                            ("sante_publique", "Santé publique"),
                            ("urologie", "Urologie"),
                        ],
                        max_length=40,
                        verbose_name="spécialité obtenue",
                    ),
                ),
                (
                    "result_subdivision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("aix_marseille", "Aix-Marseille"),
                            ("amiens", "Amiens"),
                            ("angers", "Angers"),
                            ("antilles_guyane", "Antilles-Guyane"),
                            ("besancon", "Besançon"),
                            ("bordeaux", "Bordeaux"),
                            ("brest", "Brest"),
                            ("caen", "Caen"),
                            ("clermont_ferrand", "Clermont-Ferrand"),
                            ("dijon", "Dijon"),
                            ("grenoble", "Grenoble"),
                            ("ile_de_france", "Île-de-France"),
                            ("lille", "Lille"),
                            ("limoges", "Limoges"),
                            ("lyon", "Lyon"),
                            ("montpellier", "Montpellier"),
                            ("nancy", "Nancy"),
                            ("nantes", "Nantes"),
                            ("nice", "Nice"),
                            ("ocean_indien", "Océan Indien"),
                            ("poitiers", "Poitiers"),
                            ("reims", "Reims"),
                            ("rennes", "Rennes"),
                            ("rouen", "Rouen"),
                            ("saint_etienne", "Saint-Étienne"),
                            ("strasbourg", "Strasbourg"),
                            ("toulouse", "Toulouse"),
                            ("tours", "Tours"),
                        ],
                        max_length=20,
                        verbose_name="subdivision obtenue",
                    ),
                ),
                (
                    "result_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="résultat enregistré à"),
                ),
            ],
            options={
                "verbose_name": "vœu",
                "verbose_name_plural": "vœux",
                "ordering": ("contract__candidate__search_name", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "agreement_asked")),
                        fields=["receiving", "filed_at"],
                        name="wish_agreement_to_give",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "contract"), name="wish_once_per_campaign"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receiving__isnull", True), ("status", "filed")),
                            models.Q(
                                models.Q(("status", "filed"), _negated=True),
                                models.Q(
                                    ("receiving__isnull", True),
                                    models.Q(("receiving", models.F("agency")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="wish_agreement_is_of_another_agency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("status__in", ("agreed", "declined")),
                            ),
                            models.Q(
                                models.Q(("status__in", ("agreed", "declined")), _negated=True),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="wish_answered_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="wish_declined_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("result_at__isnull", True),
                                ("result_specialty", ""),
                                ("result_subdivision", ""),
                            ),
                            models.Q(
                                ("result_at__isnull", False),
                                models.Q(("result_specialty", ""), _negated=True),
                                models.Q(("result_subdivision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wish_result_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contracts.exchange",
                        verbose_name="échange",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Rendez-vous"),
                            ("video", "Visioconférence"),
                            ("phone", "Téléphone"),
                            ("mail", "Courriel"),
                            ("letter", "Courrier"),
                        ],
                        max_length=8,
                        verbose_name="forme",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="date")),
                ("summary", models.TextField(verbose_name="compte rendu")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("office", "L'agence seulement"), ("shared", "L'agence et le signataire")],
                        default="office",
                        max_length=8,
                        verbose_name="lu par",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="noté à")),
            ],
            options={
                "verbose_name": "contact",
                "ordering": ("-happened_on", "-recorded_at", "id"),
                "indexes": [models.Index(fields=["contract", "-happened_on"], name="contact_by_contract")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("summary", ""), _negated=True), name="contact_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageAttachment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="contracts.filemessage",
                        verbose_name="message",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce jointe",
                "verbose_name_plural": "pièces jointes",
                "ordering": ("message", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("message", "document"), name="attachment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="contracts.invitation",
                        verbose_name="invitation",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "fact",
                    models.CharField(
                        choices=[
                            ("address", "Adresse postale"),
                            ("specialty", "Spécialité"),
                            ("internship_started_on", "Début de l'internat"),
                            ("des_on", "Obtention du DES"),
                            ("de_on", "Soutenance de la thèse (diplôme d'État)"),
                            ("place", "Lieu d'exercice envisagé"),
                            ("share", "Quotité envisagée"),
                        ],
                        max_length=24,
                        verbose_name="fait du dossier",
                    ),
                ),
                ("value_on_file", models.TextField(blank=True, verbose_name="valeur au dossier")),
                ("proposed_value", models.TextField(verbose_name="valeur proposée")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "À examiner"), ("accepted", "Acceptée"), ("refused", "Refusée")],
                        default="pending",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposée à")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="examinée à")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="examinée par",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif du refus")),
            ],
            options={
                "verbose_name": "proposition",
                "ordering": ("proposed_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["agency", "proposed_at"],
                        name="proposal_to_examine",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("invitation", "fact"), name="proposal_once_per_fact"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "pending"),
                            ),
                            models.Q(
                                models.Q(("status", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="contracts.invitation",
                        verbose_name="invitation",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="contracts.surveyquestion",
                        verbose_name="question",
                    ),
                ),
                ("value", models.TextField(blank=True, verbose_name="réponse")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="document",
                    ),
                ),
                ("saved_at", models.DateTimeField(verbose_name="enregistrée à")),
            ],
            options={
                "verbose_name": "réponse",
                "ordering": ("invitation", "question__position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invitation", "question"), name="answer_once_per_question"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value", ""), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="answer_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="contracts.invitation",
                        verbose_name="invitation",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="contracts.surveywave",
                        verbose_name="envoi",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation"),
                            ("reminder", "Relance"),
                            ("asked", "Lien redemandé"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "token_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte du jeton"),
                ),
                ("issued_at", models.DateTimeField(verbose_name="émis à")),
                ("expires_at", models.DateTimeField(verbose_name="expire à")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="utilisé à")),
                ("superseded_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacé à")),
            ],
            options={
                "verbose_name": "lien personnel",
                "verbose_name_plural": "liens personnels",
                "ordering": ("invitation", "issued_at", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("invitation", "wave"), name="link_once_per_wave"),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True), ("used_at__isnull", True)),
                        fields=("invitation",),
                        name="link_one_live_per_invitation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                        name="link_expires_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "asked"), ("wave__isnull", True)),
                            models.Q(models.Q(("kind", "asked"), _negated=True), ("wave__isnull", False)),
                            _connector="OR",
                        ),
                        name="link_of_a_wave_unless_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_requests",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "Suspension pendant un congé"),
                            ("early_return", "Retour anticipé"),
                            ("third_cycle", "Suspension pendant le 3e cycle"),
                        ],
                        max_length=12,
                        verbose_name="demande",
                    ),
                ),
                (
                    "motive",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("maternite", "Maternité"),
                            ("paternite", "Paternité"),
                            ("adoption", "Adoption"),
                            ("maladie", "Maladie"),
                            ("accident", "Accident"),
                            ("maladie_service", "Maladie imputable au service"),
                            ("accident_service", "Accident de service"),
                            ("disponibilite_conjoint", "Disponibilité pour un conjoint malade"),
                            ("disponibilite_enfant", "Disponibilité pour un enfant malade"),
                            ("disponibilite_ascendant", "Disponibilité pour un ascendant malade"),
                            ("disponibilite_etudes", "Disponibilité pour études ou recherches"),
                            ("disponibilite_formation", "Disponibilité pour un stage de formation"),
                            ("disponibilite_convenances", "Disponibilité pour convenances personnelles"),
                            ("redoublement", "Redoublement"),
                            ("cesure", "Année de césure"),
                        ],
                        max_length=30,
                        verbose_name="motif",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="premier jour")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="fin (exclue)")),
                (
                    "suspension",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_returns",
                        to="contracts.trainingsuspension",
                        verbose_name="suspension",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="justificatif",
                    ),
                ),
                ("findings", models.JSONField(default=list, verbose_name="constats")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Envoyée"),
                            ("granted", "Accordée"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="submitted",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="envoyée à")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décision du")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="décision enregistrée à"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="motif de la décision")),
            ],
            options={
                "verbose_name": "demande de suspension",
                "verbose_name_plural": "demandes de suspension",
                "ordering": ("-submitted_at", "id"),
                "indexes": [
                    models.Index(fields=["agency", "status", "submitted_at"], name="leave_request_by_agency")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_until__gt", models.F("starts_on")),
                                ("evidence__isnull", False),
                                ("kind", "leave"),
                                ("starts_on__isnull", False),
                                ("suspension__isnull", True),
                                models.Q(("motive", ""), _negated=True),
                            ),
                            models.Q(
                                ("ends_until__isnull", False),
                                ("kind", "early_return"),
                                ("motive", ""),
                                ("starts_on__isnull", True),
                                ("suspension__isnull", False),
                            ),
                            models.Q(
                                ("ends_until__isnull", True),
                                ("kind", "third_cycle"),
                                ("motive", ""),
                                ("starts_on__isnull", True),
                                ("suspension__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="leave_request_has_what_its_kind_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_on__isnull", False),
                                ("status__in", ("granted", "refused")),
                            ),
                            models.Q(
                                models.Q(("status__in", ("granted", "refused")), _negated=True),
                                ("decided_at__isnull", True),
                                ("decided_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="leave_request_decided_has_its_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="leave_request_refused_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "third_cycle"), ("status", "submitted")),
                        fields=("contract", "kind"),
                        name="leave_request_one_open_for_the_third_cycle",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "submitted")),
                        fields=("suspension",),
                        name="leave_request_one_open_return",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("kind", "leave"), ("status", "submitted")),
                        expressions=(
                            ("contract", "="),
                            (
                                contracts.models.suspensions.DateRange(
                                    "starts_on",
                                    "ends_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ),
                        name="leave_requests_never_overlap",
                    ),
                ],
            },
        ),
    ]
