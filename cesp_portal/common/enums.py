"""Words that strangers share: the contract and the zoning both speak of professions."""

from django.db import models


class Profession(models.TextChoices):
    """What a signatory will practise."""

    MEDECINE = "medecine", "Médecine"
    ODONTOLOGIE = "odontologie", "Odontologie"
    MAIEUTIQUE = "maieutique", "Maïeutique"
    PHARMACIE = "pharmacie", "Pharmacie"
