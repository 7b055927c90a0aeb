import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("dashboard", "0001_who_holds_which_work"),
        ("dashboard", "0002_change_marks"),
        ("dashboard", "0003_marks_of_payments"),
        ("dashboard", "0004_takeover_of_history"),
        ("dashboard", "0005_passes_of_sweeps"),
        ("dashboard", "0006_settings_and_months"),
        ("dashboard", "0007_changed_files"),
    ]

    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0001_tables"),
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weight",
                    models.PositiveBigIntegerField(db_default=1, default=1, verbose_name="changements"),
                ),
            ],
            options={
                "verbose_name": "marque de changement",
                "verbose_name_plural": "marques de changement",
            },
        ),
        migrations.CreateModel(
            name="ChangedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier à recompter",
                "verbose_name_plural": "dossiers à recompter",
            },
        ),
        migrations.CreateModel(
            name="HistoryImport",
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
                ("headers", models.JSONField(verbose_name="colonnes")),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="correspondance")),
                ("uploaded_at", models.DateTimeField(verbose_name="déposé à")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="déposé par",
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="reprise demandée à")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reprise demandée par",
                    ),
                ),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="lignes à reprendre")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="repris à")),
            ],
            options={
                "verbose_name": "reprise d'historique",
                "verbose_name_plural": "reprises d'historique",
                "ordering": ("-uploaded_at", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "sha256"), name="history_file_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_at__isnull", True), ("asked_by__isnull", True)),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="history_asked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.contract",
                        verbose_name="contrat",
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
                ("department", models.CharField(max_length=5, verbose_name="département")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("verified", "Servis, vérifiés"),
                            ("declared", "Déclarés, à vérifier"),
                            ("planned", "Dus, prévus si rien ne change"),
                            ("undated", "Dus, sans date"),
                        ],
                        max_length=10,
                        verbose_name="sorte",
                    ),
                ),
                (
                    "months",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="mois",
                    ),
                ),
            ],
            options={
                "verbose_name": "mois comptés",
                "verbose_name_plural": "mois comptés",
                "indexes": [
                    models.Index(
                        fields=["agency", "department", "year", "kind"], name="month_count_by_agency"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "department", "year", "kind"),
                        name="month_count_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gt", 0)), name="month_count_is_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undated"), ("year__isnull", True)),
                            models.Q(("year__isnull", False), models.Q(("kind", "undated"), _negated=True)),
                            _connector="OR",
                        ),
                        name="month_count_without_year_is_undated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthCounting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("counted_on", models.DateField(verbose_name="comptés au")),
                ("counted_at", models.DateTimeField(verbose_name="comptés à")),
                ("mark", models.CharField(max_length=60, verbose_name="dernier changement compté")),
                (
                    "revision",
                    models.PositiveIntegerField(default=0, verbose_name="dossiers recomptés depuis"),
                ),
            ],
            options={
                "verbose_name": "comptage des mois",
                "verbose_name_plural": "comptages des mois",
            },
        ),
        migrations.CreateModel(
            name="OfficeContact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="département")),
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
                ("address", models.TextField(blank=True, max_length=400, verbose_name="adresse postale")),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
            ],
            options={
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
                                ("department_code", ""), ("faculty__isnull", False), ("kind", "faculty")
                            ),
                            models.Q(
                                ("department_code", ""), ("faculty__isnull", True), ("kind", "authority")
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
        migrations.CreateModel(
            name="RegionalValue",
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
                ("parameter", models.CharField(max_length=60, verbose_name="règle")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="mots")),
                ("value", models.JSONField(verbose_name="valeur")),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée à")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="enregistrée par",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée à")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="raison du retrait"),
                ),
            ],
            options={
                "verbose_name": "règle régionale",
                "verbose_name_plural": "règles régionales",
                "ordering": ("parameter", "words", "starts_on"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("agency", "parameter", "words", "starts_on"),
                        name="regional_value_once_per_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="regional_value_has_a_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="regional_value_withdrawn_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="enregistrée par",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("parameters", models.JSONField(default=dict, verbose_name="critères")),
                ("is_shared", models.BooleanField(default=False, verbose_name="partagée avec l'agence")),
                ("saved_at", models.DateTimeField(verbose_name="enregistrée à")),
            ],
            options={
                "verbose_name": "vue enregistrée",
                "verbose_name_plural": "vues enregistrées",
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "owner", "name"),
                        name="saved_view_name_once",
                        violation_error_message="Vous avez déjà une vue de ce nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_view_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SweepPass",
            fields=[
                (
                    "sweep",
                    models.CharField(
                        max_length=80, primary_key=True, serialize=False, verbose_name="balayage"
                    ),
                ),
                ("passed_at", models.DateTimeField(verbose_name="passé à")),
                ("succeeded_at", models.DateTimeField(blank=True, null=True, verbose_name="réussi à")),
            ],
            options={
                "verbose_name": "passage d'un balayage",
                "verbose_name_plural": "passages des balayages",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("succeeded_at__isnull", True),
                            ("succeeded_at__lte", models.F("passed_at")),
                            _connector="OR",
                        ),
                        name="sweep_succeeds_when_it_passes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkNote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("kind", models.CharField(max_length=30, verbose_name="sorte de travail")),
                ("object_id", models.UUIDField(verbose_name="objet")),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pris par",
                    ),
                ),
                (
                    "snoozed_until",
                    models.DateField(blank=True, null=True, verbose_name="mis de côté jusqu'au"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="raison")),
                ("noted_at", models.DateTimeField(verbose_name="noté à")),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
            ],
            options={
                "verbose_name": "note de travail",
                "verbose_name_plural": "notes de travail",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "kind", "object_id"), name="work_note_once_per_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("snoozed_until__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="work_note_set_aside_says_why",
                        violation_error_message="Dites pourquoi vous mettez cette ligne de côté.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierVisit",
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
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="lu jusqu'à")),
            ],
            options={
                "verbose_name": "lecture de dossier",
                "verbose_name_plural": "lectures de dossiers",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "contract"), name="dossier_visit_once_per_agent")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "history",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dashboard.historyimport",
                        verbose_name="reprise",
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
                ("line", models.PositiveIntegerField(verbose_name="ligne")),
                ("name", models.CharField(blank=True, max_length=210, verbose_name="personne")),
                (
                    "contract",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history_line",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                ("doubts", models.JSONField(blank=True, default=list, verbose_name="doutes")),
                ("taken_at", models.DateTimeField(verbose_name="lue à")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="levés à")),
                (
                    "settled_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="ce qui a été fait"),
                ),
            ],
            options={
                "verbose_name": "ligne reprise",
                "verbose_name_plural": "lignes reprises",
                "ordering": ("history", "line"),
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("settled_at__isnull", True), models.Q(("doubts", []), _negated=True)
                        ),
                        fields=["agency", "taken_at", "id"],
                        name="history_doubts_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("history", "line"), name="history_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contract__isnull", False),
                            models.Q(("doubts", []), _negated=True),
                            _connector="OR",
                        ),
                        name="history_line_is_a_file_or_a_doubt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_reason", "")),
                            models.Q(
                                ("settled_at__isnull", False), models.Q(("settled_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="history_settled_says_how",
                    ),
                ],
            },
        ),
    ]
