"""Where a signatory could practise: the establishments of FINESS, and the posts that an agency proposes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.db import PublicModel
from cesp_portal.common.enums import Profession
from installations.enums import PracticeMode


class StructureExtract(PublicModel):
    """One edition of the list of establishments that was read; the latest one says which exist."""

    edition_on = models.DateField("édition du", unique=True)
    filename = models.CharField("fichier", max_length=200)
    rows = models.PositiveIntegerField("établissements")
    read_at = models.DateTimeField("lue à")

    class Meta:
        verbose_name = "extraction FINESS"
        verbose_name_plural = "extractions FINESS"
        ordering = ("-edition_on",)

    def __str__(self) -> str:
        return f"FINESS du {self.edition_on:%d/%m/%Y}"


class Structure(PublicModel):
    """An establishment, as its last edition of FINESS says; ``extract`` is that edition."""

    finess = models.CharField("numéro FINESS", max_length=9, unique=True)
    name = models.CharField("nom", max_length=250)
    search_name = models.CharField("nom pour la recherche", max_length=250)
    address = models.CharField("adresse", max_length=250, blank=True)
    commune_code = models.CharField("code de la commune", max_length=5, db_index=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    town = models.CharField("ville", max_length=120, blank=True)
    category = models.CharField("catégorie", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    extract = models.ForeignKey(
        StructureExtract, on_delete=models.PROTECT, related_name="structures", verbose_name="extraction"
    )

    class Meta:
        verbose_name = "structure"
        ordering = ("search_name", "finess")
        constraints = (
            models.CheckConstraint(
                name="structure_finess_has_nine_signs", condition=Q(finess__regex=r"^[0-9][0-9AB][0-9]{7}$")
            ),
        )

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    """Filters of posts."""

    def offered(self, on: object) -> "PostQuerySet":
        """Those that people may read on that day."""
        return self.filter(withdrawn_at__isnull=True, opens_on__lte=on, closes_on__gte=on)


class Post(PublicModel):
    """A post that an agency proposes, shown from ``opens_on`` to ``closes_on``, both included."""

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    structure = models.CharField("structure", max_length=160)
    commune_code = models.CharField("code de la commune", max_length=5)
    commune_name = models.CharField("commune", max_length=120)
    address = models.CharField("adresse", max_length=200, blank=True)
    profession = models.CharField("profession", max_length=12, choices=Profession)
    specialty = models.CharField("spécialité", max_length=120, blank=True)
    mode = models.CharField("mode d'exercice", max_length=10, choices=PracticeMode)
    starts_on = models.DateField("poste libre à partir du", null=True, blank=True)
    opens_on = models.DateField("proposé du")
    closes_on = models.DateField("au (inclus)")
    description = models.TextField("description", max_length=2000, blank=True)
    contact_name = models.CharField("personne à contacter", max_length=120)
    contact_email = models.EmailField("adresse électronique", max_length=254, blank=True)
    contact_phone = models.CharField("téléphone", max_length=30, blank=True)
    created_at = models.DateTimeField("écrit à")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrit par",
    )
    withdrawn_at = models.DateTimeField("retiré à", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "poste proposé"
        verbose_name_plural = "postes proposés"
        ordering = ("closes_on", "id")
        constraints = (
            models.CheckConstraint(
                name="post_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="post_says_how_to_reach_somebody",
                condition=~Q(contact_email="") | ~Q(contact_phone=""),
            ),
        )
        indexes = (models.Index(fields=("profession", "closes_on"), name="post_by_profession"),)

    def __str__(self) -> str:
        return f"{self.structure}, {self.commune_name}"
