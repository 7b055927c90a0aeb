"""Who is offered a contract now: rank by rank, then the places that another stream leaves.

The history is replayed: an offer holds a place until it is refused, expires or is withdrawn; a signature keeps it.
When every candidate of a stream has been called, its free places serve the other streams of the same university.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line
from contracts.enums import OfferEvent
from contracts.rules.parameters import FINDINGS, PARAMETERS

_CALLED_BY_RANK = PARAMETERS["offers_follow_ranks"].latest()
_SHARED = PARAMETERS["leftover_places_shared"].latest()


@dataclass(frozen=True, slots=True)
class RankedLists:
    """Identifiers of candidates in the order of their ranks."""

    principal: tuple[str, ...] = ()
    complementary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    kind: OfferEvent
    id: str


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """Places and lists by stream of one university, and what happened so far, oldest first."""

    places: Mapping[str, int] | None = None
    lists: Mapping[str, RankedLists] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class NextOffers:
    """``offers``: whom to call now, by stream and in order; ``free_places``: what stays free after that."""

    offers: Mapping[str, tuple[str, ...]]
    free_places: Mapping[str, int]
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def next_to_call(facts: OfferFacts) -> NextOffers:
    """Whom to call now. Raises ``FactError`` on a history that cannot have happened."""
    explain = (_CALLED_BY_RANK.line(), _SHARED.line())
    if facts.places is None:
        return NextOffers({}, {}, (FINDINGS.missing("places"),), explain)
    streams = _streams(facts)
    holding, called = _replay(facts.events, streams)
    waiting = {stream: [one for one in ids if one not in called] for stream, ids in streams.items()}
    free = {
        stream: facts.places.get(stream, 0) - sum(1 for one in streams[stream] if one in holding)
        for stream in streams
    }
    findings: tuple[Finding, ...] = (FINDINGS.finding("OVER_PLACES"),) if sum(free.values()) < 0 else ()
    _settle_loans(free)
    offers = {stream: _take(waiting[stream], free, stream) for stream in streams}
    if _SHARED.flag:
        findings += _share_leftovers(offers, waiting, free)
    return NextOffers({stream: tuple(ids) for stream, ids in offers.items()}, free, findings, explain)


def _streams(facts: OfferFacts) -> dict[str, tuple[str, ...]]:
    """Every stream with its candidates in calling order; each candidate stands once in the university."""
    places = facts.places or {}
    for stream, number in places.items():
        if number < 0:
            raise FactError(f"places.{stream}", f"{number} est négatif ; indiquez un nombre de places")
    streams: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for stream in dict.fromkeys((*places, *facts.lists)):
        ranked = facts.lists.get(stream, RankedLists())
        streams[stream] = (*ranked.principal, *ranked.complementary)
        for one in streams[stream]:
            if one in seen:
                raise FactError(f"lists.{stream}", f"« {one} » figure deux fois ; gardez un seul rang")
            seen.add(one)
    return streams


def _replay(events: tuple[Event, ...], streams: Mapping[str, tuple[str, ...]]) -> tuple[set[str], set[str]]:
    """Who holds a place, and who will not be called (again)."""
    known = {one for ids in streams.values() for one in ids}
    offered: set[str] = set()
    signed: set[str] = set()
    called: set[str] = set()
    for number, event in enumerate(events):
        name = f"events[{number}]"
        if event.id not in known:
            raise FactError(name, f"« {event.id} » ne figure sur aucune liste")
        if event.kind is OfferEvent.OFFER:
            if event.id in called:
                raise FactError(name, f"« {event.id} » a déjà été appelé ou s'est désisté")
            offered.add(event.id)
        elif event.kind is not OfferEvent.WITHDRAW and event.id not in offered:
            raise FactError(name, f"« {event.id} » n'a pas de proposition en cours")
        elif event.kind is OfferEvent.ACCEPT:
            offered.remove(event.id)
            signed.add(event.id)
        else:
            offered.discard(event.id)
            signed.discard(event.id)
        called.add(event.id)
    return offered | signed, called


def _settle_loans(free: dict[str, int]) -> None:
    """A stream that holds more than its places has borrowed them: take them from where they are free."""
    for borrower in [stream for stream, number in free.items() if number < 0]:
        for lender, spare in free.items():
            lent = max(0, min(-free[borrower], spare))
            free[lender] -= lent
            free[borrower] += lent
        free[borrower] = max(free[borrower], 0)


def _take(waiting: list[str], free: dict[str, int], stream: str) -> list[str]:
    """Call as many as the stream has places, in order."""
    called = waiting[: free[stream]]
    del waiting[: len(called)]
    free[stream] -= len(called)
    return called


def _share_leftovers(
    offers: dict[str, list[str]], waiting: Mapping[str, list[str]], free: dict[str, int]
) -> tuple[Finding, ...]:
    """Give the places of exhausted streams to those that still wait, in the order of the streams."""
    hungry = [stream for stream in waiting if waiting[stream]]
    left = sum(free[stream] for stream in free if not waiting[stream])
    disputed = len(hungry) > 1 and 0 < left < sum(len(waiting[stream]) for stream in hungry)
    for stream in hungry:
        for lender, spare in free.items():
            lent = 0 if waiting[lender] else min(spare, len(waiting[stream]))
            free[lender] -= lent
            offers[stream] += waiting[stream][:lent]
            del waiting[stream][:lent]
    return (FINDINGS.finding("SHARED_PLACES_CHOICE"),) if disputed else ()
