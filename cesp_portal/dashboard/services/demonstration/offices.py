"""The offices of the demonstration: three agencies, their faculties, the agents of each."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES, FACULTY_ROLES, Role
from cesp_portal.common.accounts.models import Agency, Faculty, User
from cesp_portal.dashboard.services.demonstration.accounts import AGENTS, DemonstrationAccount
from cesp_portal.dashboard.services.demonstration.days import morning
from contracts.enums import Stream
from installations.services.delegations import name_signatory

DEMONSTRATION = system_actor("données de démonstration")
AGENCIES = (
    ("76", "ARS Occitanie", "Occitanie", "1 place de l'Exemple, 31000 Toulouse", "Toulouse"),
    ("11", "ARS Île-de-France", "Île-de-France", "1 avenue de l'Exemple, 93200 Saint-Denis", "Montreuil"),
    ("52", "ARS Pays de la Loire", "Pays de la Loire", "1 boulevard de l'Exemple, 44200 Nantes", "Nantes"),
)
MEDICINE, DENTISTRY = Stream.MEDECINE, Stream.ODONTOLOGIE
FACULTIES = (
    ("76", "sante-toulouse", "Faculté de santé de Toulouse", "Toulouse", (MEDICINE, DENTISTRY)),
    ("76", "medecine-montpellier", "Faculté de médecine de Montpellier", "Montpellier", (MEDICINE,)),
    ("11", "sante-paris-nord", "UFR de santé de Paris-Nord", "Paris-Nord", (MEDICINE, DENTISTRY)),
    ("52", "medecine-nantes", "Faculté de médecine de Nantes", "Nantes", (MEDICINE, DENTISTRY)),
    ("52", "sante-angers", "Faculté de santé d'Angers", "Angers", (MEDICINE,)),
)


@dataclass(frozen=True, slots=True)
class Offices:
    """What the other chapters of the demonstration act for and with."""

    agencies: dict[str, Agency]
    faculties: dict[str, Faculty]
    streams: dict[str, tuple[Stream, ...]]
    referents: dict[str, Actor]
    backups: dict[str, uuid.UUID]
    signers: dict[str, Actor]
    payer: Actor


def open_offices(on: dt.date) -> Offices:
    """Create the agencies, the faculties and their agents, in place for twelve years."""
    since = on.replace(year=on.year - 12, day=1)
    agencies = _agencies()
    faculties = _faculties(agencies)
    agents = {account.email: _agent(account, agencies, faculties, since) for account in AGENTS}
    # The first of each office and role acts for it; the others back them up.
    by_role = {
        role: {account.office: agents[account.email] for account in reversed(AGENTS) if account.role is role}
        for role in (Role.REFERENT, Role.DIRECTION, Role.PAYEUR)
    }
    signers = by_role[Role.REFERENT] | by_role[Role.DIRECTION]
    for region, signer in signers.items():
        _let_sign(signer, agencies[region], since)
    return Offices(
        agencies=agencies,
        faculties=faculties,
        streams={code: streams for _, code, _, _, streams in FACULTIES},
        referents=by_role[Role.REFERENT],
        backups={
            account.office: agents[account.email].person_id
            for account in AGENTS
            if account.role is Role.REFERENT
            and agents[account.email] is not by_role[Role.REFERENT][account.office]
        },
        signers=signers,
        payer=by_role[Role.PAYEUR][""],
    )


def _agencies() -> dict[str, Agency]:
    return {
        code: Agency.objects.create(
            region_code=code,
            name=name,
            region_name=region,
            directorate="Direction de l'offre de soins",
            address=address,
            email=f"cesp-{code}@example.org",
            court=f"tribunal administratif de {court}",
        )
        for code, name, region, address, court in AGENCIES
    }


def _faculties(agencies: dict[str, Agency]) -> dict[str, Faculty]:
    return {
        code: Faculty.objects.create(
            agency=agencies[region],
            code=code,
            name=name,
            university=f"Université de {town} (démonstration)",
            email=f"{code}@example.org",
        )
        for region, code, name, town, _ in FACULTIES
    }


def _let_sign(signer: Actor, agency: Agency, since: dt.date) -> None:
    name_signatory(
        actor=DEMONSTRATION,
        agency_id=agency.id,
        user=User.objects.get(id=signer.person_id),
        quality="Responsable du contrat d'engagement de service public",
        delegation="Par délégation du directeur général de l'agence",
        on=since,
        at=morning(since),
    )


def _agent(
    account: DemonstrationAccount, agencies: dict[str, Agency], faculties: dict[str, Faculty], since: dt.date
) -> Actor:
    """Create one agent and return the actor that the role makes."""
    user = accounts.ensure_person(
        actor=DEMONSTRATION,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        at=morning(since),
    )
    agency = agencies[account.office] if account.role in AGENCY_ROLES else None
    faculty = faculties[account.office] if account.role in FACULTY_ROLES else None
    membership = accounts.grant_role(
        actor=DEMONSTRATION,
        user=user,
        role=account.role,
        on=since,
        at=morning(since),
        agency_id=agency.id if agency else None,
        faculty_id=faculty.id if faculty else None,
        department_code=account.department,
    )
    return Actor(
        user_id=user.id,
        name=str(user),
        role=account.role,
        agency_id=faculty.agency_id if faculty else membership.agency_id,
        faculty_id=membership.faculty_id,
        membership_id=membership.id,
    )
