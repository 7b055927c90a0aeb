"""The facts that a letter prints, before they are worded."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cesp_portal.common.rules.french import amount_text
from installations.enums import Outcome, RequestKind


@dataclass(frozen=True, slots=True)
class Office:
    """The agency that writes. ``address`` has one line per line of the envelope."""

    name: str
    region: str
    directorate: str
    address: tuple[str, ...]
    email: str
    court: str
    logo_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """The person written to, by the name of the contract."""

    name: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoningOrder:
    """The order that fixed a zoning; some published files do not say its day."""

    number: str
    signed_on: date | None
    effective_on: date

    @property
    def key(self) -> tuple[str, date]:
        return self.number, self.effective_on


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a decision. ``basis`` is the outcome of the zone right; ``time`` reads « 6 demi-journées »."""

    structure: str
    address: str
    commune: str
    code: str
    mode: str
    time: str
    level: str
    basis: str
    unchanged_since: date | None
    order: ZoningOrder | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding that decided, worded, with its source and whether it must still be confirmed."""

    sentence: str
    source: str
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, in which quality, by delegation of whom, since which day."""

    name: str
    quality: str
    delegation: str
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """A place that a change leaves; ``last_on`` is the last day there, None when nobody said that it ends."""

    name: str
    last_on: date | None


@dataclass(frozen=True, slots=True)
class HeardPlace:
    """What a hearing concluded for one of those who want a liberal place; ``others`` counts the other people."""

    heard_on: date
    others: int
    grounds: str
    is_kept: bool
    all_kept: bool


@dataclass(frozen=True, slots=True)
class ServedPeriod:
    """One verified period, both days included."""

    place: str
    first_day: date
    last_day: date
    share: str


NOTHING = amount_text(Decimal(0))


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything that a decision letter rests on; lengths in months are already worded by the rules.

    ``suspended`` is the granted suspension, both days included, that a change of place meets on its day or its eve.
    """

    number: str
    signed_on: date
    kind: RequestKind
    outcome: Outcome
    office: Office
    person: Person
    contract_number: str
    contract_concluded_on: date
    profession: str
    profession_label: str
    regime: str
    request_received_on: date
    signature: Signature
    referent: str
    backup: str
    code: str
    verification_url: str
    starts_on: date | None = None
    ends_on: date | None = None
    places: tuple[Place, ...] = ()
    reasons: tuple[Reason, ...] = ()
    grounds: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    against_findings_reason: str = ""
    share: Decimal | None = None
    months_owed: str = ""
    expected_end_on: date | None = None
    cause: str = ""
    amounts: tuple[tuple[str, str], ...] = ()
    other_agency: str = ""
    opinions: tuple[str, ...] = ()
    supersedes: str = ""
    supersedes_on: date | None = None
    recipients: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    left_places: tuple[LeftPlace, ...] = ()
    suspended: tuple[date, date] | None = None
    hearing: HeardPlace | None = None
    limits: tuple[str, ...] = ()
    served: tuple[ServedPeriod, ...] = ()
    length: str = ""
    counted: str = ""
    payer: str = "l'autorité payeuse"

    @property
    def claims_something(self) -> bool:
        """Whether a termination claims a sum, or one that could not be computed."""
        return bool(self.amounts) and not dict(self.amounts).get("Total", "").startswith(NOTHING)
