import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

# Immutable, so that an index may hold it: the dictionary of `unaccent` is named and never changes here.
FOLDED = """
CREATE FUNCTION portal_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent', translate($1, '-''’', '   '))) $$
"""

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_addresses_that_last"),
        ("accounts", "0003_folded_texts"),
        ("accounts", "0004_tokens_of_programs"),
    ]

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FOLDED, "DROP FUNCTION portal_folded(text)"),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "region_code",
                    models.CharField(max_length=3, unique=True, verbose_name="code de la région"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("region_name", models.CharField(max_length=80, verbose_name="région")),
                ("directorate", models.CharField(blank=True, max_length=160, verbose_name="direction")),
                ("address", models.TextField(blank=True, verbose_name="adresse postale")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="boîte fonctionnelle")),
                (
                    "court",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="tribunal administratif compétent"
                    ),
                ),
            ],
            options={
                "verbose_name": "agence",
                "verbose_name_plural": "agences",
                "ordering": ("region_name",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Cette adresse est déjà utilisée par une autre personne."},
                        max_length=254,
                        unique=True,
                        verbose_name="adresse électronique",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=100, verbose_name="prénom")),
                ("last_name", models.CharField(blank=True, max_length=100, verbose_name="nom")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créé à")),
            ],
            options={
                "verbose_name": "personne",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("email", name="gin_trgm_ops"),
                        name="user_email_trigram",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_is_lower_case",
                        violation_error_message="L'adresse s'écrit en minuscules.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("name", models.CharField(max_length=80, verbose_name="à quoi il sert")),
                ("scopes", models.JSONField(verbose_name="ce qu'il peut lire")),
                (
                    "secret_sha256",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte du secret"),
                ),
                ("created_at", models.DateTimeField(verbose_name="créé à")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="valable jusqu'au (exclu)")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="retiré à")),
            ],
            options={
                "verbose_name": "jeton d'accès",
                "verbose_name_plural": "jetons d'accès",
                "ordering": ("-created_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="api_token_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes", []), _negated=True), name="api_token_reads_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Faculty",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faculties",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                ("university", models.CharField(max_length=160, verbose_name="université")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="boîte de la scolarité"),
                ),
            ],
            options={
                "verbose_name": "faculté",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("main", "Adresse principale"), ("second", "Seconde adresse")],
                        max_length=10,
                        verbose_name="objet",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse demandée")),
                (
                    "present_email",
                    models.EmailField(max_length=254, verbose_name="adresse principale ce jour-là"),
                ),
                (
                    "new_hash",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="empreinte du lien de la nouvelle adresse"
                    ),
                ),
                (
                    "present_hash",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        null=True,
                        unique=True,
                        verbose_name="empreinte du lien de l'adresse actuelle",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandé à")),
                ("expires_at", models.DateTimeField(verbose_name="expire à")),
                (
                    "new_confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nouvelle adresse confirmée à"),
                ),
                (
                    "present_confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="adresse actuelle confirmée à"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="fait à")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="abandonné à")),
            ],
            options={
                "verbose_name": "changement d'adresse",
                "verbose_name_plural": "changements d'adresse",
                "ordering": ("-asked_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                        fields=("user",),
                        name="address_change_one_open_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("present_hash__isnull", False), ("purpose", "main")),
                            models.Q(("present_hash__isnull", True), ("purpose", "second")),
                            _connector="OR",
                        ),
                        name="address_change_main_has_two_sides",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            models.Q(
                                ("dropped_at__isnull", True),
                                ("new_confirmed_at__isnull", False),
                                models.Q(
                                    ("purpose", "second"),
                                    ("present_confirmed_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="address_change_done_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="address_change_is_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("asked_at"))),
                        name="address_change_expires_after_asking",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("referent", "Référent ARS"),
                            ("direction", "Direction de l'ARS"),
                            ("delegation", "Délégation départementale"),
                            ("scolarite", "Scolarité"),
                            ("commission", "Membre de commission"),
                            ("payeur", "Autorité payeuse"),
                            ("supervision", "Supervision nationale"),
                            ("administrateur", "Administrateur"),
                            ("signataire", "Signataire"),
                            ("candidat", "Candidat"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.agency",
                        verbose_name="agence",
                    ),
                ),
                (
                    "faculty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.faculty",
                        verbose_name="faculté",
                    ),
                ),
                ("department_code", models.CharField(blank=True, max_length=3, verbose_name="département")),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
            ],
            options={
                "verbose_name": "habilitation",
                "ordering": ("starts_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agency__isnull", False),
                                ("faculty__isnull", True),
                                ("role__in", ("referent", "direction", "delegation")),
                            ),
                            models.Q(
                                ("agency__isnull", True),
                                ("faculty__isnull", False),
                                ("role__in", ("scolarite", "commission")),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "role__in",
                                        ("referent", "direction", "delegation", "scolarite", "commission"),
                                    ),
                                    _negated=True,
                                ),
                                ("agency__isnull", True),
                                ("faculty__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="membership_scope_fits_role",
                        violation_error_message="Une habilitation porte sur l'office que son rôle demande, et sur lui seul.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_until__isnull", True),
                            ("ends_until__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_start",
                        violation_error_message="Une habilitation se termine après avoir commencé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("department_code", ""), ("role", "delegation"), _connector="OR"),
                        name="membership_department_for_delegation_only",
                        violation_error_message="Seule une délégation départementale porte sur un département.",
                    ),
                ],
            },
        ),
    ]
