import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from cesp_portal.common.first_tables import FirstTables


class Migration(FirstTables):
    initial = True
    replaces = [
        ("zonage", "0001_initial"),
        ("zonage", "0002_districts_and_place_lists"),
        ("zonage", "0003_published_zonings_are_not_emptied"),
        ("zonage", "0004_what_was_known_of_the_code"),
    ]

    dependencies = [
        ("documents", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "code",
                    models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
            ],
            options={
                "verbose_name": "région",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="TerritoryLoad",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("loaded_at", models.DateTimeField(verbose_name="chargé à")),
                ("source", models.CharField(max_length=120, verbose_name="source")),
                ("communes", models.PositiveIntegerField(verbose_name="nombre de communes")),
                ("changes", models.PositiveIntegerField(verbose_name="nombre de mouvements")),
            ],
            options={
                "verbose_name": "chargement des territoires",
                "verbose_name_plural": "chargements des territoires",
                "ordering": ("-loaded_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="nom")),
                (
                    "commune_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="communes",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                ("shape", models.BinaryField(blank=True, null=True, verbose_name="contour")),
            ],
            options={
                "verbose_name": "quartier prioritaire",
                "verbose_name_plural": "quartiers prioritaires",
                "ordering": ("code",),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("commune_codes"), name="district_by_commune"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_until__isnull", True),
                            ("ends_until__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="district_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("frr", "France ruralités revitalisation (FRR)"),
                            ("zrr", "Zone de revitalisation rurale (ZRR)"),
                            ("massif", "Massif"),
                        ],
                        max_length=8,
                        verbose_name="liste",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                ("source", models.CharField(max_length=160, verbose_name="source")),
                ("loaded_at", models.DateTimeField(verbose_name="chargée à")),
            ],
            options={
                "verbose_name": "liste de communes",
                "verbose_name_plural": "listes de communes",
                "ordering": ("kind", "-starts_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "starts_on"), name="one_edition_of_a_list_per_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionOutline",
            fields=[
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="zonage.region",
                        verbose_name="région",
                    ),
                ),
                ("content", models.BinaryField(verbose_name="contours")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                ("communes", models.PositiveIntegerField(verbose_name="nombre de communes")),
                ("source", models.CharField(max_length=120, verbose_name="source")),
            ],
            options={
                "verbose_name": "contours d'une région",
                "verbose_name_plural": "contours des régions",
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "code",
                    models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departments",
                        to="zonage.region",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "département",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="zonage.region",
                        verbose_name="région",
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
                        max_length=12,
                        verbose_name="profession",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("commune", "Commune ou arrondissement municipal"),
                            ("qpv", "Quartier prioritaire (QPV)"),
                            ("grand_quartier", "Grand quartier"),
                        ],
                        default="commune",
                        max_length=16,
                        verbose_name="unité",
                    ),
                ),
                (
                    "order_number",
                    models.CharField(blank=True, max_length=60, verbose_name="numéro de l'arrêté"),
                ),
                ("order_on", models.DateField(blank=True, null=True, verbose_name="date de l'arrêté")),
                (
                    "effective_on",
                    models.DateField(blank=True, null=True, verbose_name="en vigueur à partir du"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("checked", "Contrôlé"),
                            ("published", "Publié"),
                            ("superseded", "Remplacé"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(default=False, verbose_name="zonage inventé pour la démonstration"),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storeddocument",
                        verbose_name="fichier reçu",
                    ),
                ),
                ("file_format", models.CharField(max_length=20, verbose_name="format")),
                ("file_date", models.DateField(blank=True, null=True, verbose_name="date du fichier")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="nombre de lignes")),
                (
                    "problems",
                    models.JSONField(blank=True, default=list, verbose_name="remarques à la lecture"),
                ),
                (
                    "summary",
                    models.JSONField(blank=True, default=dict, verbose_name="résumé de la comparaison"),
                ),
                (
                    "territories",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zonage.territoryload",
                        verbose_name="code officiel connu à la publication",
                    ),
                ),
                ("imported_at", models.DateTimeField(verbose_name="importé à")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="contrôlé à")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publié à")),
                ("superseded_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacé à")),
            ],
            options={
                "verbose_name": "zonage",
                "ordering": ("region", "profession", "unit", "-effective_on", "-imported_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "published")),
                        fields=("region", "profession", "unit"),
                        name="one_snapshot_in_force_per_region_profession_and_unit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("published", "superseded"))),
                        fields=("region", "profession", "unit", "effective_on"),
                        name="one_published_snapshot_per_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_at__isnull", True),
                                ("published_at__isnull", True),
                                ("status", "draft"),
                            ),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("published_at__isnull", True),
                                ("status", "checked"),
                            ),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("effective_on__isnull", False),
                                ("published_at__isnull", False),
                                ("status", "published"),
                                ("superseded_at__isnull", True),
                            ),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("effective_on__isnull", False),
                                ("published_at__isnull", False),
                                ("status", "superseded"),
                                ("superseded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="snapshot_status_has_its_milestones",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("order_on__isnull", True),
                            ("effective_on__isnull", True),
                            ("effective_on__gte", models.F("order_on")),
                            _connector="OR",
                        ),
                        name="snapshot_takes_effect_on_or_after_its_order",
                        violation_error_message="Un zonage ne s'applique pas avant la date de son arrêté.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommuneChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("movement", models.PositiveSmallIntegerField(verbose_name="mouvement")),
                ("effective_on", models.DateField(verbose_name="à partir du")),
                ("before_kind", models.CharField(max_length=4, verbose_name="sorte avant")),
                ("before_code", models.CharField(max_length=5, verbose_name="code avant")),
                ("before_name", models.CharField(max_length=100, verbose_name="nom avant")),
                ("after_kind", models.CharField(max_length=4, verbose_name="sorte après")),
                ("after_code", models.CharField(max_length=5, verbose_name="code après")),
                ("after_name", models.CharField(max_length=100, verbose_name="nom après")),
                (
                    "known_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zonage.territoryload",
                        verbose_name="connu depuis",
                    ),
                ),
            ],
            options={
                "verbose_name": "mouvement de commune",
                "verbose_name_plural": "mouvements de communes",
                "ordering": ("effective_on", "id"),
                "indexes": [
                    models.Index(fields=["before_code", "effective_on"], name="commune_change_by_before"),
                    models.Index(fields=["after_code", "effective_on"], name="commune_change_by_after"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "movement",
                            "effective_on",
                            "before_kind",
                            "before_code",
                            "after_kind",
                            "after_code",
                        ),
                        name="commune_change_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedPlace",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="zonage.placelist",
                        verbose_name="liste",
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="code de la commune")),
                ("value", models.CharField(max_length=80, verbose_name="classement")),
            ],
            options={
                "verbose_name": "commune d'une liste",
                "verbose_name_plural": "communes des listes",
                "constraints": [
                    models.UniqueConstraint(fields=("list", "code"), name="one_line_per_commune_of_a_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="zonage.snapshot",
                        verbose_name="zonage",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="libellé publié")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("is_eligible", models.BooleanField(blank=True, null=True, verbose_name="éligible")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("colour", models.CharField(max_length=7, verbose_name="couleur")),
                ("pattern", models.CharField(max_length=10, verbose_name="motif")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "niveau",
                "verbose_name_plural": "niveaux",
                "ordering": ("rank", "code", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("snapshot", "label"), name="one_level_per_label_of_a_snapshot"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COM", "Commune"),
                            ("ARM", "Arrondissement municipal"),
                            ("COMD", "Commune déléguée"),
                            ("COMA", "Commune associée"),
                        ],
                        max_length=4,
                        verbose_name="sorte",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                ("search_name", models.CharField(max_length=100, verbose_name="nom pour la recherche")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes",
                        to="zonage.department",
                        verbose_name="département",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes",
                        to="zonage.region",
                        verbose_name="région",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="population municipale"),
                ),
                (
                    "parent_code",
                    models.CharField(blank=True, max_length=5, verbose_name="commune dont elle fait partie"),
                ),
                (
                    "postal_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="codes postaux",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="à partir du")),
                ("ends_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au (exclu)")),
                (
                    "known_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zonage.territoryload",
                        verbose_name="connue depuis",
                    ),
                ),
                (
                    "known_until",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zonage.territoryload",
                        verbose_name="connue jusqu'à (exclu)",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune",
                "ordering": ("code", "kind", "id"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("search_name", name="gin_trgm_ops"),
                        name="commune_search_name_trigram",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("postal_codes"), name="commune_by_postal_code"
                    ),
                    models.Index(fields=["parent_code"], name="commune_by_parent"),
                    models.Index(fields=["region", "kind"], name="commune_by_region"),
                    models.Index(fields=["code"], name="commune_by_code"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("known_until__isnull", True)),
                        fields=("code", "kind", "starts_on"),
                        name="commune_once_per_code_kind_and_period",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_until__isnull", True),
                            ("ends_until__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="commune_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_from__isnull", True),
                            ("known_until__isnull", True),
                            ("known_until__gt", models.F("known_from")),
                            _connector="OR",
                        ),
                        name="commune_known_until_a_later_loading",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "snapshot_id", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="zones",
                        to="zonage.snapshot",
                        verbose_name="zonage",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="code")),
                (
                    "level",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="zonage.level",
                        verbose_name="niveau",
                    ),
                ),
                (
                    "tvs_code",
                    models.CharField(
                        blank=True, db_default="", max_length=6, verbose_name="territoire de vie-santé"
                    ),
                ),
                ("order_on", models.DateField(blank=True, null=True, verbose_name="date de l'arrêté")),
            ],
            options={
                "verbose_name": "zone",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="level_published_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (\n    SELECT 1 FROM zonage_snapshot\n    WHERE id = OLD.snapshot_id AND status IN ('published', 'superseded')\n) THEN\n    RAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nIF TG_OP = 'DELETE' THEN\n    RETURN OLD;\nEND IF;\nRETURN NEW;\n",
                    hash="7e1d6bed2d14c44df814a8bafb998d54a90d9c3b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_level_published_never_changes_ccc9a",
                    table="zonage_level",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="level_published_never_grows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (\n    SELECT 1 FROM zonage_snapshot\n    WHERE id = NEW.snapshot_id AND status IN ('published', 'superseded')\n) THEN\n    RAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nIF TG_OP = 'DELETE' THEN\n    RETURN OLD;\nEND IF;\nRETURN NEW;\n",
                    hash="130575fb131d9aceaa33e66dc65503e8895bfe81",
                    operation="INSERT",
                    pgid="pgtrigger_level_published_never_grows_20fb2",
                    table="zonage_level",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="level_published_is_not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'A published snapshot never goes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="b2cd0fee78e5dda8fde52e99ca322ec08ba4546a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_level_published_is_not_emptied_34785",
                    table="zonage_level",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="snapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="snapshot_published_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" IN ('published', 'superseded'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a6811ed402bea00aeda0917080223139d1b4601f",
                    operation="DELETE",
                    pgid="pgtrigger_snapshot_published_stays_1ba00",
                    table="zonage_snapshot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="snapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="snapshot_published_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" IN ('published', 'superseded'))",
                    func="\nIF OLD.status = 'published' AND NEW.status = 'superseded'\n    AND (to_jsonb(NEW) - '{status,superseded_at}'::text[]) = (to_jsonb(OLD) - '{status,superseded_at}'::text[])\nTHEN\n    RETURN NEW;\nEND IF;\nRAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\n",
                    hash="21edb1b73936397b9c23db87029a1ba0ee3d59a2",
                    operation="UPDATE",
                    pgid="pgtrigger_snapshot_published_never_changes_7f7b2",
                    table="zonage_snapshot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="snapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="snapshot_published_is_not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'A published snapshot never goes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="0a01dcfbd3f94cd637661085e0d6eaec40e621a3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_snapshot_published_is_not_emptied_03192",
                    table="zonage_snapshot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communechange",
            trigger=pgtrigger.compiler.Trigger(
                name="commune_change_told_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'What was answered with stays (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="4b330a44cfb44e2f12edb00f480676f9daafd537",
                    level="STATEMENT",
                    operation="DELETE OR TRUNCATE",
                    pgid="pgtrigger_commune_change_told_stays_903e0",
                    table="zonage_communechange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communechange",
            trigger=pgtrigger.compiler.Trigger(
                name="commune_change_told_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'What was answered with stays (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NEW;\n",
                    hash="4818ae56a21566cee3ed182f97c0db7a86bac071",
                    operation="UPDATE",
                    pgid="pgtrigger_commune_change_told_never_changes_8c06c",
                    table="zonage_communechange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commune",
            trigger=pgtrigger.compiler.Trigger(
                name="commune_told_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'What was answered with stays (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="564ebafb0bff3ed8e6905c4787f56a7ff7679ce1",
                    level="STATEMENT",
                    operation="DELETE OR TRUNCATE",
                    pgid="pgtrigger_commune_told_stays_ed82d",
                    table="zonage_commune",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="commune",
            trigger=pgtrigger.compiler.Trigger(
                name="commune_told_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.known_until_id IS NOT NULL OR to_jsonb(NEW) - 'known_until_id' <> to_jsonb(OLD) - 'known_until_id')",
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'What was answered with stays (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NEW;\n",
                    hash="cf74ff10949137185d81946f53c422052ab56932",
                    operation="UPDATE",
                    pgid="pgtrigger_commune_told_never_changes_f4c56",
                    table="zonage_commune",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="zone",
            trigger=pgtrigger.compiler.Trigger(
                name="zone_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9e34fc08247d73ee1068c18f588b10a0ffd48743",
                    operation="UPDATE",
                    pgid="pgtrigger_zone_never_changes_d7744",
                    table="zonage_zone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="zone",
            trigger=pgtrigger.compiler.Trigger(
                name="zone_published_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (\n    SELECT 1 FROM zonage_snapshot\n    WHERE id = OLD.snapshot_id AND status IN ('published', 'superseded')\n) THEN\n    RAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nIF TG_OP = 'DELETE' THEN\n    RETURN OLD;\nEND IF;\nRETURN NEW;\n",
                    hash="b742e3d409cf07b850e77ae59a6fe90f2793f290",
                    operation="DELETE",
                    pgid="pgtrigger_zone_published_stays_40b45",
                    table="zonage_zone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="zone",
            trigger=pgtrigger.compiler.Trigger(
                name="zone_published_never_grows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (\n    SELECT 1 FROM (SELECT DISTINCT snapshot_id FROM added) touched\n    JOIN zonage_snapshot ON zonage_snapshot.id = touched.snapshot_id\n    WHERE zonage_snapshot.status IN ('published', 'superseded')\n) THEN\n    RAISE EXCEPTION 'A published snapshot never grows (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="95c752a95fa9f5bde5dece0f332a3e11d31246a9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_zone_published_never_grows_5f08e",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="zonage_zone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="zone",
            trigger=pgtrigger.compiler.Trigger(
                name="zone_published_is_not_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN\n    RAISE EXCEPTION 'A published snapshot never goes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NULL;\n",
                    hash="5366b5b5cdc86dc601c89536b5f69870614e53c9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_zone_published_is_not_emptied_d4ab4",
                    table="zonage_zone",
                    when="BEFORE",
                ),
            ),
        ),
    ]
