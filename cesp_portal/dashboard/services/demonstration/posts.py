"""The places offered in the demonstration: an invented list of establishments, posts of each agency."""

import datetime as dt

from cesp_portal.common.enums import Profession
from cesp_portal.dashboard.services.demonstration.days import morning
from cesp_portal.dashboard.services.demonstration.offices import DEMONSTRATION, Offices
from installations.enums import PracticeMode
from installations.services.posts import PostAnswers, propose_post
from installations.services.structures import import_structures
from zonage.selectors.zones import zone_of

DAY = dt.timedelta(days=1)
# Region, department and commune as FINESS writes them, postal line.
TOWNS = (
    ("76", "65", "258", "65300 LANNEMEZAN"),
    ("76", "12", "089", "12300 DECAZEVILLE"),
    ("76", "11", "206", "11300 LIMOUX"),
    ("52", "72", "154", "72200 LA FLECHE"),
    ("52", "53", "147", "53100 MAYENNE"),
    ("11", "77", "379", "77160 PROVINS"),
)
ESTABLISHMENT = (
    "structureet;99000000{number};;{name};{name};;;{number};RUE;DE L'EXEMPLE;;;{commune};{department};;{postal};"
    "0100000000;;603;{category};;;;;;;;;;;{day}\n"
)
KINDS = ("Maison de santé", "Centre de santé")


def propose_places(offices: Offices, on: dt.date) -> None:
    """Read the invented list, and let each agency propose posts where the zoning allows them."""
    lines = [f"finess;etalab;111;{on.replace(day=1):%Y-%m-%d}\n"]
    for number, (_, department, commune, postal) in enumerate(TOWNS, start=1):
        kind = KINDS[number % 2]
        lines.append(
            ESTABLISHMENT.format(
                number=number,
                name=f"{kind.upper()} DE DEMONSTRATION {number}",
                commune=commune,
                department=department,
                postal=postal,
                category=kind,
                day=on,
            )
        )
    import_structures(
        actor=DEMONSTRATION, lines=lines, filename="finess-de-demonstration.csv", at=morning(on - 20 * DAY)
    )
    for number, (region, department, commune, _) in enumerate(TOWNS, start=1):
        for profession in (Profession.MEDECINE, Profession.ODONTOLOGIE):
            if zone_of(code=department + commune, profession=profession, on=on).eligible:
                propose_post(
                    actor=offices.referents[region],
                    answers=_post(number, department + commune, profession, on),
                    on=on - 10 * DAY,
                    at=morning(on - 10 * DAY),
                )


def _post(number: int, commune: str, profession: Profession, on: dt.date) -> PostAnswers:
    is_doctor = profession is Profession.MEDECINE
    return PostAnswers(
        structure=f"{KINDS[number % 2]} de démonstration {number}",
        commune_code=commune,
        profession=profession,
        specialty="Médecine générale" if is_doctor else "",
        mode=PracticeMode.LIBERAL if number % 2 == 0 else PracticeMode.SALARIE,
        address=f"{number} rue de l'Exemple",
        starts_on=on + 60 * DAY,
        opens_on=on - 10 * DAY,
        closes_on=on + 120 * DAY,
        description="Équipe de cinq soignants, secrétariat, logement possible les premiers mois.",
        contact_name="Coordination de la structure",
        contact_email=f"structure-{number}@example.org",
        contact_phone="01 00 00 00 00",
    )
