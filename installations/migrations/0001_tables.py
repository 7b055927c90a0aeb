import cesp_portal.common.db
import contracts.models.suspensions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("installations", "0001_initial"),
        ("installations", "0002_hearings_and_transfers"),
        ("installations", "0003_impact_studies_and_rpps"),
        ("installations", "0004_structures_and_posts"),
        ("installations", "0005_districts_of_the_places"),
        ("installations", "0006_dated_statements"),
        ("installations", "0007_letter_batches"),
        ("installations", "0008_searched_communes"),
        ("installations", "0009_letter_kinds"),
        ("installations", "0010_letter_texts"),
    ]

    dependencies = [
        ("accounts", "0002_logos_of_agencies"),
        ("contracts", "0001_tables"),
        ("documents", "0001_tables"),
        ("zonage", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="StructureExtract",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("edition_on", models.DateField(unique=True, verbose_name="édition du")),
                ("filename", models.CharField(max_length=200, verbose_name="fichier")),
                ("rows", models.PositiveIntegerField(verbose_name="établissements")),
                ("read_at", models.DateTimeField(verbose_name="lue à")),
            ],
            options={
                "verbose_name": "extraction FINESS",
                "verbose_name_plural": "extractions FINESS",
                "ordering": ("-edition_on",),
            },
        ),
        migrations.CreateModel(
            name="DatedStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dated_statements",
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
                ("as_of", models.DateField(verbose_name="arrêté au")),
                ("figures", models.JSONField(verbose_name="chiffres imprimés")),
                (
                    "verification_code",
                    models.CharField(max_length=20, unique=True, verbose_name="code de vérification"),
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
                ("issued_at", models.DateTimeField(verbose_name="imprimé à")),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imprimé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "décompte daté",
                "verbose_name_plural": "décomptes datés",
                "ordering": ("-issued_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ImpactStudy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_study",
                        to="zonage.snapshot",
                        verbose_name="zonage",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="faite à")),
            ],
            options={
                "verbose_name": "étude d'impact",
                "verbose_name_plural": "études d'impact",
                "ordering": ("-made_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="LetterText",
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
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("paragraph", "Paragraphe toujours imprimé, sous la réponse"),
                            ("clause", "Clause que l'agent choisit"),
                        ],
                        max_length=10,
                        verbose_name="place",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="intitulé")),
                ("text", models.TextField(max_length=1500, verbose_name="texte")),
                ("kinds", models.JSONField(verbose_name="natures de demande")),
                ("outcomes", models.JSONField(verbose_name="réponses")),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                ("since_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("written_at", models.DateTimeField(verbose_name="écrit à")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte de lettre",
                "verbose_name_plural": "textes de lettres",
                "ordering": ("place", "title", "code", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "code", "version"), name="letter_text_version_once"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=(
                            ("agency", "="),
                            ("code", "="),
                            (
                                contracts.models.suspensions.DateRange(
                                    "since_on",
                                    "ends_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ),
                        name="letter_text_versions_never_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("title", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="letter_text_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kinds", []), _negated=True), models.Q(("outcomes", []), _negated=True)
                        ),
                        name="letter_text_fits_some_letter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_until__isnull", True),
                            ("ends_until__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="letter_text_ends_from_its_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
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
                ("structure", models.CharField(max_length=160, verbose_name="structure")),
                ("commune_code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("commune_name", models.CharField(max_length=120, verbose_name="commune")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("medecine", "Médecine"),
                            ("odontologie", "Odontologie"),
                            ("maieutique", "Maïeutique"),
                            ("pharmacie", "Pharmacie"),
                        ],
                        max_length=12,
                        verbose_name="profession",
                    ),
                ),
                ("specialty", models.CharField(blank=True, max_length=120, verbose_name="spécialité")),
                (
                    "mode",
                    models.CharField(
                        choices=[("liberal", "Libéral"), ("salarie", "Salarié")],
                        max_length=10,
                        verbose_name="mode d'exercice",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="poste libre à partir du"),
                ),
                ("opens_on", models.DateField(verbose_name="proposé du")),
                ("closes_on", models.DateField(verbose_name="au (inclus)")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                ("contact_name", models.CharField(max_length=120, verbose_name="personne à contacter")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique"),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("created_at", models.DateTimeField(verbose_name="écrit à")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retiré à")),
            ],
            options={
                "verbose_name": "poste proposé",
                "verbose_name_plural": "postes proposés",
                "ordering": ("closes_on", "id"),
                "indexes": [models.Index(fields=["profession", "closes_on"], name="post_by_profession")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="post_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact_email", ""), _negated=True),
                            models.Q(("contact_phone", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="post_says_how_to_reach_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
            ],
            options={
                "verbose_name": "projet",
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
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
                            ("installation", "Installation"),
                            ("change_of_place", "Changement de lieu"),
                            ("transfer", "Changement de région"),
                            ("deferral", "Report du début d'exercice"),
                            ("replacement", "Remplacements comptés"),
                            ("practice_suspension", "Suspension de l'exercice"),
                            ("end_of_commitment", "Fin de l'engagement"),
                            ("termination", "Rupture du contrat"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("submitted", "Envoyée"),
                            ("correction_asked", "Correction demandée"),
                            ("decided", "Décidée"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="à partir du")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="dernier jour")),
                ("cause", models.CharField(blank=True, max_length=30, verbose_name="motif")),
                ("explanation", models.TextField(blank=True, max_length=2000, verbose_name="explications")),
                (
                    "target_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence d'arrivée",
                    ),
                ),
                ("facts", models.JSONField(blank=True, null=True, verbose_name="faits déclarés")),
                ("created_at", models.DateTimeField(verbose_name="ouverte à")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ouverte par",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée à")),
                (
                    "correction_asked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="correction demandée à"),
                ),
                (
                    "correction_message",
                    models.TextField(blank=True, max_length=1000, verbose_name="correction demandée"),
                ),
                (
                    "correction_fields",
                    models.JSONField(blank=True, default=list, verbose_name="champs à corriger"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidée à")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée à")),
            ],
            options={
                "verbose_name": "demande",
                "ordering": ("-created_at", "id"),
                "indexes": [
                    models.Index(fields=["agency", "status", "submitted_at"], name="request_by_agency")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("draft", "submitted", "correction_asked"))),
                        fields=("contract", "kind"),
                        name="request_one_open_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "withdrawn"),
                            models.Q(
                                ("facts__isnull", True), ("status", "draft"), ("submitted_at__isnull", True)
                            ),
                            models.Q(
                                models.Q(("status__in", ("draft", "withdrawn")), _negated=True),
                                ("facts__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="request_sent_has_its_facts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "correction_asked"), _negated=True),
                            models.Q(
                                ("correction_asked_at__isnull", False),
                                models.Q(("correction_message", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_correction_is_worded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), ("status", "decided")),
                            models.Q(
                                models.Q(("status", "decided"), _negated=True), ("decided_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="request_decided_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), ("withdrawn_at__isnull", False)),
                            models.Q(
                                models.Q(("status", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="request_withdrawn_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="request_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "transfer"), ("target_agency__isnull", True), _connector="OR"
                        ),
                        name="request_target_for_transfer_only",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("installation", "Installation"),
                            ("change_of_place", "Changement de lieu"),
                            ("transfer", "Changement de région"),
                            ("deferral", "Report du début d'exercice"),
                            ("replacement", "Remplacements comptés"),
                            ("practice_suspension", "Suspension de l'exercice"),
                            ("end_of_commitment", "Fin de l'engagement"),
                            ("termination", "Rupture du contrat"),
                        ],
                        max_length=20,
                        verbose_name="nature de demande",
                    ),
                ),
                ("since_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
            ],
            options={
                "verbose_name": "relecture demandée",
                "verbose_name_plural": "relectures demandées",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_until__isnull", True),
                            ("ends_until__gt", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="second_look_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                ("quality", models.CharField(max_length=160, verbose_name="qualité")),
                ("delegation", models.CharField(blank=True, max_length=250, verbose_name="délégation")),
                ("since_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
            ],
            options={
                "verbose_name": "délégation de signature",
                "verbose_name_plural": "délégations de signature",
                "ordering": ("since_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_until__isnull", True),
                            ("ends_until__gt", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="signatory_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="installations.request",
                        verbose_name="demande",
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
                ("number", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "En préparation"),
                            ("to_review", "À relire"),
                            ("to_sign", "À signer"),
                            ("signed", "Signée"),
                            ("superseded", "Remplacée"),
                            ("retracted", "Retirée"),
                            ("abandoned", "Abandonnée"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("granted", "Accordée"),
                            ("granted_with_conditions", "Accordée sous conditions"),
                            ("refused", "Refusée"),
                            ("adjourned", "Ajournée"),
                        ],
                        max_length=24,
                        verbose_name="réponse",
                    ),
                ),
                ("grounds", models.TextField(blank=True, max_length=4000, verbose_name="motifs")),
                ("conditions", models.TextField(blank=True, max_length=2000, verbose_name="conditions")),
                ("clauses", models.JSONField(blank=True, default=list, verbose_name="clauses retenues")),
                (
                    "is_against_findings",
                    models.BooleanField(default=False, verbose_name="contraire aux constats"),
                ),
                (
                    "against_findings_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="raison de s'écarter des constats"
                    ),
                ),
                ("regime", models.CharField(max_length=10, verbose_name="régime")),
                ("findings", models.JSONField(verbose_name="constats")),
                ("snapshots", models.JSONField(blank=True, default=list, verbose_name="zonages")),
                ("effect", models.JSONField(verbose_name="effet")),
                ("prepared_at", models.DateTimeField(verbose_name="préparée à")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="préparée par",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="relue à")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="relue par",
                    ),
                ),
                (
                    "returned_reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="raison du renvoi"),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signée à")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signée le")),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="installations.signatory",
                        verbose_name="signée par",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="installations.decision",
                        verbose_name="remplace",
                    ),
                ),
                (
                    "correction_reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="raison de la correction"),
                ),
                ("retracted_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée à")),
                (
                    "retraction_reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="raison du retrait"),
                ),
            ],
            options={
                "verbose_name": "décision",
                "ordering": ("-prepared_at", "id"),
                "indexes": [models.Index(fields=["agency", "status"], name="decision_by_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="decision_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "signed")),
                        fields=("request",),
                        name="decision_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("draft", "to_review", "to_sign"))),
                        fields=("request",),
                        name="decision_one_in_preparation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("signed", "superseded", "retracted")),
                                models.Q(("number", ""), _negated=True),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signed_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ("signed", "superseded", "retracted")), _negated=True
                                ),
                                ("number", ""),
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("signed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_signed_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_against_findings", False),
                            models.Q(("against_findings_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_against_findings_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ("refused", "adjourned")), _negated=True),
                            models.Q(("grounds", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_refusal_has_grounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "granted_with_conditions"), _negated=True),
                            models.Q(("conditions", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_conditions_are_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("status", "retracted"),
                                models.Q(("retraction_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "retracted"), _negated=True),
                                ("retracted_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_retraction_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("correction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_correction_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_reviewed_has_its_reviewer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImpactLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="installations.impactstudy",
                        verbose_name="étude",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="impact_lines",
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
                    "subject",
                    models.CharField(
                        choices=[("project", "Projet"), ("practice", "Lieu d'exercice")],
                        max_length=10,
                        verbose_name="objet",
                    ),
                ),
                ("commune_code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("commune_name", models.CharField(max_length=120, verbose_name="commune")),
                ("before", models.CharField(blank=True, max_length=120, verbose_name="niveau avant")),
                ("after", models.CharField(blank=True, max_length=120, verbose_name="niveau après")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("kept", "Conservé"),
                            ("gained", "Devient éligible"),
                            ("lost", "N'est plus éligible"),
                            ("protected", "Protégé"),
                            ("to_confirm", "À confirmer"),
                        ],
                        max_length=12,
                        verbose_name="conséquence",
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="traitée à")),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traitée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "personne concernée",
                "verbose_name_plural": "personnes concernées",
                "ordering": ("outcome", "commune_code", "id"),
                "indexes": [models.Index(fields=["agency", "handled_at"], name="impact_line_by_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("study", "contract", "subject", "commune_code"),
                        name="impact_line_once_per_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at__isnull", True), ("handled_by__isnull", True)),
                            models.Q(("handled_at__isnull", False), ("handled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="impact_line_handled_has_its_agent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="installations.project",
                        verbose_name="projet",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("specialty", models.CharField(blank=True, max_length=120, verbose_name="spécialité")),
                (
                    "mode",
                    models.CharField(
                        choices=[("liberal", "Libéral"), ("salarie", "Salarié")],
                        max_length=10,
                        verbose_name="mode d'exercice",
                    ),
                ),
                ("commune_code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("commune_name", models.CharField(max_length=120, verbose_name="commune")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                ("structure", models.CharField(blank=True, max_length=160, verbose_name="structure")),
                ("filed_on", models.DateField(verbose_name="déposé le")),
                ("filed_at", models.DateTimeField(verbose_name="enregistré à")),
                (
                    "filed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="déposé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "version du projet",
                "verbose_name_plural": "versions du projet",
                "ordering": ("number",),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            cesp_portal.common.db.Folded("commune_name"), name="gin_trgm_ops"
                        ),
                        name="project_commune_trigram",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="project_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("commune_code__regex", "^[0-9][0-9AB][0-9]{3}$")),
                        name="project_version_has_a_commune",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
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
                ("place_key", models.CharField(max_length=180, verbose_name="clé du lieu")),
                ("heard_on", models.DateField(verbose_name="entendus le")),
                (
                    "choice",
                    models.CharField(
                        choices=[("one", "Une seule demande est retenue"), ("all", "Toutes sont retenues")],
                        max_length=10,
                        verbose_name="choix",
                    ),
                ),
                (
                    "chosen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="installations.request",
                        verbose_name="demande retenue",
                    ),
                ),
                ("grounds", models.TextField(max_length=2000, verbose_name="critères et raisons")),
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
                (
                    "requests",
                    models.ManyToManyField(
                        related_name="hearings", to="installations.request", verbose_name="demandes"
                    ),
                ),
            ],
            options={
                "verbose_name": "audition",
                "ordering": ("-heard_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", "one"), ("chosen__isnull", False)),
                            models.Q(("choice", "all"), ("chosen__isnull", True)),
                            _connector="OR",
                        ),
                        name="hearing_names_whom_it_keeps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grounds", ""), _negated=True), name="hearing_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="installations.request",
                        verbose_name="demande",
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
                ("text", models.TextField(max_length=2000, verbose_name="message")),
                ("written_at", models.DateTimeField(verbose_name="écrit à")),
            ],
            options={
                "verbose_name": "message entre agences",
                "verbose_name_plural": "messages entre agences",
                "ordering": ("written_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="case_message_is_worded"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="installations.request",
                        verbose_name="demande",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="pièce")),
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
            },
        ),
        migrations.CreateModel(
            name="RequestSite",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="installations.request",
                        verbose_name="demande",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("commune_code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("commune_name", models.CharField(max_length=120, verbose_name="commune")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                ("structure", models.CharField(max_length=160, verbose_name="structure ou employeur")),
                (
                    "mode",
                    models.CharField(
                        choices=[("liberal", "Libéral"), ("salarie", "Salarié")],
                        max_length=10,
                        verbose_name="mode d'exercice",
                    ),
                ),
                (
                    "half_days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        verbose_name="demi-journées par semaine",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="heures par semaine",
                    ),
                ),
                (
                    "district_code",
                    models.CharField(blank=True, max_length=9, verbose_name="code du quartier prioritaire"),
                ),
                (
                    "district_name",
                    models.CharField(blank=True, max_length=160, verbose_name="quartier prioritaire"),
                ),
                (
                    "district_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("claimed", "À confirmer"),
                            ("confirmed", "Confirmé"),
                            ("refused", "Écarté"),
                        ],
                        max_length=9,
                        verbose_name="quartier confirmé",
                    ),
                ),
                (
                    "district_settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="quartier confirmé ou écarté à"),
                ),
                (
                    "district_settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="quartier confirmé ou écarté par",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu demandé",
                "verbose_name_plural": "lieux demandés",
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "position"), name="request_site_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("half_days__isnull", False), ("hours__isnull", True), ("mode", "liberal")
                            ),
                            models.Q(
                                ("half_days__isnull", True), ("hours__isnull", False), ("mode", "salarie")
                            ),
                            _connector="OR",
                        ),
                        name="request_site_time_fits_mode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("half_days__isnull", True),
                            models.Q(("half_days__gt", 0), ("half_days__lte", 14)),
                            _connector="OR",
                        ),
                        name="request_site_half_days_in_a_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours__isnull", True),
                            models.Q(("hours__gt", 0), ("hours__lte", 60)),
                            _connector="OR",
                        ),
                        name="request_site_hours_in_a_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("district_code", ""), ("district_status", "")),
                            models.Q(
                                models.Q(("district_code", ""), _negated=True),
                                ("district_status__in", ["claimed", "confirmed", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="request_site_district_has_its_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("district_settled_at__isnull", False),
                                ("district_settled_by__isnull", False),
                                ("district_status__in", ("confirmed", "refused")),
                            ),
                            models.Q(
                                models.Q(("district_status__in", ("confirmed", "refused")), _negated=True),
                                ("district_settled_at__isnull", True),
                                ("district_settled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="request_site_district_settled_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Structure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("finess", models.CharField(max_length=9, unique=True, verbose_name="numéro FINESS")),
                ("name", models.CharField(max_length=250, verbose_name="nom")),
                ("search_name", models.CharField(max_length=250, verbose_name="nom pour la recherche")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="adresse")),
                (
                    "commune_code",
                    models.CharField(db_index=True, max_length=5, verbose_name="code de la commune"),
                ),
                ("postal_code", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                ("town", models.CharField(blank=True, max_length=120, verbose_name="ville")),
                ("category", models.CharField(blank=True, max_length=200, verbose_name="catégorie")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                (
                    "extract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="structures",
                        to="installations.structureextract",
                        verbose_name="extraction",
                    ),
                ),
            ],
            options={
                "verbose_name": "structure",
                "ordering": ("search_name", "finess"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("finess__regex", "^[0-9][0-9AB][0-9]{7}$")),
                        name="structure_finess_has_nine_signs",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferOpinion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="installations.request",
                        verbose_name="demande",
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
                ("is_favourable", models.BooleanField(verbose_name="favorable")),
                ("text", models.TextField(max_length=2000, verbose_name="avis motivé")),
                ("given_on", models.DateField(verbose_name="donné le")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="donné par",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis sur un changement de région",
                "verbose_name_plural": "avis sur un changement de région",
                "ordering": ("given_on", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "agency"), name="transfer_opinion_once_per_agency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="transfer_opinion_is_worded"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantedSpell",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="granted_spells",
                        to="contracts.contract",
                        verbose_name="contrat",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="granted_spells",
                        to="installations.decision",
                        verbose_name="décision",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("deferral", "Report"), ("practice_suspension", "Suspension de l'exercice")],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="jours")),
                (
                    "is_revoked",
                    models.BooleanField(default=False, verbose_name="annulé par une autre décision"),
                ),
            ],
            options={
                "verbose_name": "report ou suspension accordés",
                "verbose_name_plural": "reports et suspensions accordés",
                "ordering": ("days", "id"),
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("is_revoked", False)),
                        expressions=(("contract", "="), ("days", "&&")),
                        name="granted_spells_never_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__isempty", False), ("days__lower_inf", False), ("days__upper_inf", False)
                        ),
                        name="granted_spell_has_both_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
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
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="installations.decision",
                        verbose_name="décision",
                    ),
                ),
                (
                    "concerns",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_letters",
                        to="installations.decision",
                        verbose_name="décision concernée",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "Décision"),
                            ("certificate", "Attestation de fin d'engagement"),
                            ("retraction", "Retrait d'une décision"),
                            ("cover", "Bordereau de transmission"),
                            ("summons", "Convocation"),
                            ("reminder", "Rappel"),
                            ("formal_notice", "Mise en demeure"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                ("dated_on", models.DateField(verbose_name="datée du")),
                ("facts", models.JSONField(verbose_name="faits imprimés")),
                ("template_version", models.CharField(max_length=40, verbose_name="version du modèle")),
                (
                    "verification_code",
                    models.CharField(max_length=20, unique=True, verbose_name="code de vérification"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("genuine", "En vigueur"), ("superseded", "Remplacée")],
                        default="genuine",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="rédigée à")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                ("rendered_at", models.DateTimeField(blank=True, null=True, verbose_name="mise en page à")),
                ("superseded_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacée à")),
            ],
            options={
                "verbose_name": "courrier",
                "verbose_name_plural": "courriers",
                "ordering": ("-created_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("document", None)),
                        fields=["created_at"],
                        name="letter_still_to_render",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document__isnull", True), ("rendered_at__isnull", True)),
                            models.Q(("document__isnull", False), ("rendered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_rendered_has_its_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "superseded"), ("superseded_at__isnull", False)),
                            models.Q(("status", "genuine"), ("superseded_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="letter_superseded_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__isnull", False), ("kind", "decision")),
                            models.Q(
                                models.Q(("kind", "decision"), _negated=True), ("decision__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="letter_decision_fits_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concerns__isnull", False), ("kind__in", ("retraction", "cover"))),
                            models.Q(
                                models.Q(("kind__in", ("retraction", "cover")), _negated=True),
                                ("concerns__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_names_the_decision_it_concerns",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticePeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_periods",
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_periods",
                        to="installations.decision",
                        verbose_name="décision",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("installation", "Installation"), ("remplacement", "Remplacement")],
                        default="installation",
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                ("commune_code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("commune_name", models.CharField(max_length=120, verbose_name="commune")),
                ("structure", models.CharField(max_length=160, verbose_name="structure")),
                ("place_key", models.CharField(max_length=180, verbose_name="clé du lieu")),
                (
                    "mode",
                    models.CharField(
                        choices=[("liberal", "Libéral"), ("salarie", "Salarié")],
                        max_length=10,
                        verbose_name="mode d'exercice",
                    ),
                ),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="jours")),
                (
                    "share_numerator",
                    models.PositiveSmallIntegerField(verbose_name="part d'un temps plein, numérateur"),
                ),
                (
                    "share_denominator",
                    models.PositiveSmallIntegerField(verbose_name="part d'un temps plein, dénominateur"),
                ),
                ("is_eligible", models.BooleanField(null=True, verbose_name="en zone éligible")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Prévue"),
                            ("declared", "Déclarée"),
                            ("supported", "Justifiée"),
                            ("verified", "Vérifiée"),
                            ("rejected", "Écartée"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="enregistrée à")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saisie par",
                    ),
                ),
                ("supported_at", models.DateTimeField(blank=True, null=True, verbose_name="justifiée à")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="justificatif",
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="vérifiée à")),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vérifiée par",
                    ),
                ),
                (
                    "verified_until",
                    models.DateField(blank=True, null=True, verbose_name="vérifiée jusqu'au (exclu)"),
                ),
                (
                    "rejected_reason",
                    models.TextField(blank=True, max_length=500, verbose_name="raison de l'écarter"),
                ),
            ],
            options={
                "verbose_name": "période d'exercice",
                "verbose_name_plural": "périodes d'exercice",
                "ordering": ("days", "id"),
                "indexes": [
                    models.Index(fields=["agency", "status"], name="practice_by_agency"),
                    models.Index(
                        condition=models.Q(("status__in", ("declared", "supported"))),
                        fields=["agency", "created_at", "id"],
                        name="practice_waiting_by_agency",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            cesp_portal.common.db.Folded("commune_name"), name="gin_trgm_ops"
                        ),
                        name="practice_commune_trigram",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status__in", ("declared", "supported", "verified"))),
                        expressions=(("contract", "="), ("place_key", "="), ("days", "&&")),
                        name="practice_declared_once_per_place",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", "planned")),
                        expressions=(("contract", "="), ("place_key", "="), ("days", "&&")),
                        name="practice_planned_once_per_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_numerator__gt", 0),
                            ("share_numerator__lte", models.F("share_denominator")),
                        ),
                        name="practice_share_is_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__isempty", False), ("days__lower_inf", False)),
                        name="practice_has_a_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_eligible__isnull", False),
                                ("status", "verified"),
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                                ("verified_until__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status", "verified"), _negated=True),
                                ("verified_at__isnull", True),
                                ("verified_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="practice_verified_has_its_agent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "supported"), _negated=True),
                            ("supported_at__isnull", False),
                            _connector="OR",
                        ),
                        name="practice_supported_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rejected"), _negated=True),
                            models.Q(("rejected_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="practice_rejected_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterBatch",
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
                ("first_on", models.DateField(verbose_name="du")),
                ("last_on", models.DateField(verbose_name="au (inclus)")),
                ("asked_at", models.DateTimeField(verbose_name="demandé à")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="prêt à")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier",
                    ),
                ),
                (
                    "letters",
                    models.ManyToManyField(
                        related_name="batches", to="installations.letter", verbose_name="courriers"
                    ),
                ),
            ],
            options={
                "verbose_name": "lot de courriers",
                "verbose_name_plural": "lots de courriers",
                "ordering": ("-asked_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="letter_batch_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document__isnull", True), ("ready_at__isnull", True)),
                            models.Q(("document__isnull", False), ("ready_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_batch_ready_has_its_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employer_links",
                        to="installations.practiceperiod",
                        verbose_name="période",
                    ),
                ),
                (
                    "token_sha256",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte du lien"),
                ),
                ("recipient_email", models.EmailField(max_length=254, verbose_name="adresse de l'employeur")),
                ("created_at", models.DateTimeField(verbose_name="créé à")),
                ("expires_at", models.DateTimeField(verbose_name="expire à")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="utilisé à")),
                ("is_confirmed", models.BooleanField(blank=True, null=True, verbose_name="confirmée")),
                ("comment", models.TextField(blank=True, max_length=500, verbose_name="observations")),
            ],
            options={
                "verbose_name": "lien d'employeur",
                "verbose_name_plural": "liens d'employeur",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_confirmed__isnull", True), ("used_at__isnull", True)),
                            models.Q(("is_confirmed__isnull", False), ("used_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="employer_link_used_has_its_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="employer_link_expires_after_creation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RppsReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rpps_readings",
                        to="installations.practiceperiod",
                        verbose_name="période",
                    ),
                ),
                ("extract", models.CharField(max_length=120, verbose_name="extraction")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmé par le RPPS"),
                            ("contradicted", "Le RPPS dit un autre lieu"),
                            ("absent", "Absent du RPPS"),
                            ("homonyms", "Plusieurs personnes de ce nom"),
                        ],
                        max_length=12,
                        verbose_name="réponse",
                    ),
                ),
                ("communes", models.JSONField(blank=True, default=list, verbose_name="communes du RPPS")),
                ("read_at", models.DateTimeField(verbose_name="lue à")),
            ],
            options={
                "verbose_name": "lecture du RPPS",
                "verbose_name_plural": "lectures du RPPS",
                "ordering": ("-read_at", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("period", "extract"), name="rpps_read_once_per_extract")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transmission",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transmissions",
                        to="installations.letter",
                        verbose_name="courrier",
                    ),
                ),
                (
                    "cover",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covered",
                        to="installations.letter",
                        verbose_name="bordereau",
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
                    "recipient_kind",
                    models.CharField(
                        choices=[
                            ("signatory", "Signataire"),
                            ("payer", "Autorité payeuse"),
                            ("other_agency", "Autre ARS"),
                        ],
                        max_length=16,
                        verbose_name="destinataire",
                    ),
                ),
                (
                    "recipient_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agence destinataire",
                    ),
                ),
                ("recipient_name", models.CharField(max_length=200, verbose_name="nom du destinataire")),
                (
                    "recipient_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "À transmettre"),
                            ("sent", "Transmise"),
                            ("acknowledged", "Reçue"),
                            ("failed", "En échec"),
                        ],
                        default="pending",
                        max_length=14,
                        verbose_name="état",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="référence postale")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("created_at", models.DateTimeField(verbose_name="demandée à")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="transmise à")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="reçue à")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="dernière erreur")),
            ],
            options={
                "verbose_name": "transmission",
                "ordering": ("-created_at", "id"),
                "indexes": [
                    models.Index(fields=["agency", "status", "created_at"], name="transmission_by_agency")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("letter", "recipient_kind", "recipient_agency"),
                        name="transmission_once_per_recipient",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("status__in", ("sent", "acknowledged"))),
                            models.Q(("sent_at__isnull", True), ("status__in", ("pending", "failed"))),
                            _connector="OR",
                        ),
                        name="transmission_sent_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", False), ("status", "acknowledged")),
                            models.Q(
                                models.Q(("status", "acknowledged"), _negated=True),
                                ("acknowledged_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transmission_received_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transmission_failed_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient_agency__isnull", False), ("recipient_kind", "other_agency")),
                            models.Q(
                                models.Q(("recipient_kind", "other_agency"), _negated=True),
                                ("recipient_agency__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transmission_agency_for_agencies_only",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datedstatement",
            trigger=pgtrigger.compiler.Trigger(
                name="statement_says_what_it_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="050647467b5884963e97f9ce9c7c2c82a2b14879",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_statement_says_what_it_said_e068f",
                    table="installations_datedstatement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_says_what_it_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."concerns_id" IS DISTINCT FROM (NEW."concerns_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."template_version" IS DISTINCT FROM (NEW."template_version") OR OLD."verification_code" IS DISTINCT FROM (NEW."verification_code"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e83da7d747b3b0316a5a73d58051f9dbfd1a4bc5",
                    operation="UPDATE",
                    pgid="pgtrigger_letter_says_what_it_said_35689",
                    table="installations_letter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_keeps_its_file",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."document_id" IS NOT NULL AND OLD."document_id" IS DISTINCT FROM (NEW."document_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6deeb5fd155e54776c9c1a443ab07d4b492e300e",
                    operation="UPDATE",
                    pgid="pgtrigger_letter_keeps_its_file_7c9fb",
                    table="installations_letter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="952145a9e1f1d609bbc8a1a602da866989a816d6",
                    operation="DELETE",
                    pgid="pgtrigger_letter_is_kept_e8352",
                    table="installations_letter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lettertext",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_text_says_what_it_said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."kinds" IS DISTINCT FROM (NEW."kinds") OR OLD."outcomes" IS DISTINCT FROM (NEW."outcomes") OR OLD."since_on" IS DISTINCT FROM (NEW."since_on"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="55d7bb0b3c1cc4a4fba374ce6859a52d6b2b20ce",
                    operation="UPDATE",
                    pgid="pgtrigger_letter_text_says_what_it_said_5e143",
                    table="installations_lettertext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lettertext",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_text_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="5b674a5596e231792811e3b5bd5f1240d4259948",
                    operation="DELETE",
                    pgid="pgtrigger_letter_text_is_kept_9a4b7",
                    table="installations_lettertext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectversion",
            trigger=pgtrigger.compiler.Trigger(
                name="project_version_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="50cb4821f7c1d26bee9b56478e67d78be4e571e2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_project_version_never_changes_d55dc",
                    table="installations_projectversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_signed_stays_as_signed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IN (\'signed\', \'superseded\', \'retracted\') AND (OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."grounds" IS DISTINCT FROM (NEW."grounds") OR OLD."conditions" IS DISTINCT FROM (NEW."conditions") OR OLD."findings" IS DISTINCT FROM (NEW."findings") OR OLD."effect" IS DISTINCT FROM (NEW."effect") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="22966f8e1e567d7a928a9eaa92ef4a4686bc7c62",
                    operation="UPDATE",
                    pgid="pgtrigger_decision_signed_stays_as_signed_81243",
                    table="installations_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_signed_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" IN ('signed', 'superseded', 'retracted'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="2cf7d82b7077739f9f30afee8d53912b4f54a6cf",
                    operation="DELETE",
                    pgid="pgtrigger_decision_signed_is_kept_fb15e",
                    table="installations_decision",
                    when="BEFORE",
                ),
            ),
        ),
    ]
