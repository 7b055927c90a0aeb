"""The accounts of the demonstration that the sign-in page offers; all of them are invented."""

from dataclasses import dataclass

from cesp_portal.common.accounts.enums import Role

PASSWORD = "demonstration"  # noqa: S105  # printed on the sign-in page of the demonstration


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """A person to sign in as: ``office`` is a region code, a faculty code or empty.

    For a candidate or a signatory, the faculty that selects them.
    """

    email: str
    first_name: str
    last_name: str
    role: Role
    office: str
    story: str
    department: str = ""


AGENTS = (
    DemonstrationAccount(
        "referente.occitanie@example.org",
        "Maud",
        "Castelnau",
        Role.REFERENT,
        "76",
        "Référente CESP de l'ARS Occitanie",
    ),
    DemonstrationAccount(
        "suppleant.occitanie@example.org",
        "Ambre",
        "Delrieux-Lanne",
        Role.REFERENT,
        "76",
        "Suppléante à l'ARS Occitanie",
    ),
    DemonstrationAccount(
        "referent.idf@example.org",
        "Yanis",
        "Belcourt",
        Role.REFERENT,
        "11",
        "Référent CESP de l'ARS Île-de-France",
    ),
    DemonstrationAccount(
        "referente.pdl@example.org",
        "Solenn",
        "Kerguidec",
        Role.REFERENT,
        "52",
        "Référente CESP de l'ARS Pays de la Loire",
    ),
    DemonstrationAccount(
        "direction.occitanie@example.org",
        "Hugues",
        "Montferrand",
        Role.DIRECTION,
        "76",
        "Direction de l'ARS Occitanie, qui signe les décisions",
    ),
    DemonstrationAccount(
        "direction.pdl@example.org",
        "Gwenola",
        "Brécheliant",
        Role.DIRECTION,
        "52",
        "Direction de l'ARS Pays de la Loire, qui signe les décisions",
    ),
    DemonstrationAccount(
        "delegation.herault@example.org",
        "Élouan",
        "Pradelmas",
        Role.DELEGATION,
        "76",
        "Délégation départementale de l'Hérault, qui lit son département",
        "34",
    ),
    DemonstrationAccount(
        "scolarite.toulouse@example.org",
        "Inès",
        "Vialatte",
        Role.SCOLARITE,
        "sante-toulouse",
        "Scolarité de la faculté de santé de Toulouse",
    ),
    DemonstrationAccount(
        "scolarite.nantes@example.org",
        "Paol",
        "Trévidic",
        Role.SCOLARITE,
        "medecine-nantes",
        "Scolarité de la faculté de médecine de Nantes",
    ),
    DemonstrationAccount(
        "doyenne.toulouse@example.org",
        "Solenn",
        "Ferragut",
        Role.COMMISSION,
        "sante-toulouse",
        "Doyenne, qui préside la commission d'odontologie à Toulouse",
    ),
    DemonstrationAccount(
        "payeur@example.org", "Odile", "Sarrazac", Role.PAYEUR, "", "Autorité qui verse l'allocation"
    ),
    DemonstrationAccount(
        "supervision@example.org", "Armel", "Dufresnois", Role.SUPERVISION, "", "Supervision nationale"
    ),
    DemonstrationAccount(
        "administration@example.org", "Zoé", "Lamirande", Role.ADMINISTRATEUR, "", "Administration du portail"
    ),
)

PEOPLE = (
    DemonstrationAccount(
        "sacha.primerose@example.org",
        "Sacha",
        "Primerose",
        Role.CANDIDAT,
        "sante-toulouse",
        "Candidat dont la proposition attend une signature",
    ),
    DemonstrationAccount(
        "nora.valdeyrac@example.org",
        "Nora",
        "Valdeyrac",
        Role.SIGNATAIRE,
        "sante-toulouse",
        "Étudiante en médecine, allocation en cours",
    ),
    DemonstrationAccount(
        "titouan.guersant@example.org",
        "Titouan",
        "Guersant",
        Role.SIGNATAIRE,
        "sante-toulouse",
        "Chirurgien-dentiste diplômé, installation à demander",
    ),
    DemonstrationAccount(
        "maeva.sorlinde@example.org",
        "Maëva",
        "Sorlinde",
        Role.SIGNATAIRE,
        "sante-toulouse",
        "Demande d'installation envoyée à l'agence",
    ),
    DemonstrationAccount(
        "loic.hauterive@example.org",
        "Loïc",
        "Hauterive",
        Role.SIGNATAIRE,
        "sante-toulouse",
        "En exercice, une partie des mois vérifiée",
    ),
    DemonstrationAccount(
        "aicha.montbrial@example.org",
        "Aïcha",
        "Montbrial",
        Role.SIGNATAIRE,
        "medecine-nantes",
        "Engagement arrivé à son terme",
    ),
)
ACCOUNTS = (*AGENTS, *PEOPLE)
