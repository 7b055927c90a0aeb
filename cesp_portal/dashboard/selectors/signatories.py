"""The signatories of an agency: search, filters, columns of the list and of its export."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import Folded
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import Value
from cesp_portal.dashboard.enums import Alert, Standing
from cesp_portal.dashboard.selectors.alerts import that_alert
from cesp_portal.dashboard.selectors.columns import Column, cells_of, columns_of, order_of
from cesp_portal.dashboard.selectors.departments import with_department
from cesp_portal.dashboard.selectors.ended import accomplished, broken
from cesp_portal.dashboard.selectors.reach import files_for
from cesp_portal.dashboard.selectors.standings import that_stand, with_standing
from contracts.models import Contract
from installations.selectors.statements import figures_of, statements_of

SHORTEST = 3
# Each way of naming a contract is asked apart, so that each is answered by its own index; who is found is gathered
# first, since the database would rather read every contract than look a thousand of them up.
Way = tuple[str, tuple[str, ...]]
BY_PERSON = """
SELECT id::text FROM contracts_contract
WHERE candidate_id = ANY (ARRAY(SELECT id FROM contracts_candidate WHERE {}))"""
BY_ADDRESS = """
SELECT id::text FROM contracts_contract
WHERE user_id = ANY (ARRAY(SELECT id FROM accounts_user WHERE email LIKE %s))"""
BY_NUMBER = """
SELECT id::text FROM contracts_contract WHERE number LIKE %s"""
BY_PROJECT = """
SELECT contract_id::text FROM installations_project WHERE id = ANY (ARRAY(
    SELECT project_id FROM installations_projectversion WHERE portal_folded(commune_name) LIKE %s))"""
BY_PRACTICE = """
SELECT contract_id::text FROM installations_practiceperiod WHERE portal_folded(commune_name) LIKE %s"""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of the list; an empty text asks nothing."""

    q: str = ""
    standing: str = ""
    profession: str = ""
    regime: str = ""
    academic_year: str = ""
    faculty: str = ""
    referent: str = ""
    department: str = ""
    alert: str = ""
    cause: str = ""
    after: str = ""
    sort: str = ""
    columns: str = ""

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns asked for, or those shown first."""
        return columns_of(self.columns)

    def as_parameters(self) -> dict[str, str]:
        """Return what is asked, for an address: the empty criteria left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


def signatories_for(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, each with its ``standing`` and its ``department``."""
    return with_what_is_shown(answering(actor, search, on), on)


def with_what_is_shown(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Any]:
    """Return the contracts with all that a row of the list shows on that day."""
    shown = contracts.select_related("candidate", "faculty", "referent", "user")
    return with_department(with_standing(shown, on), on)


def answering(actor: Actor, search: Search, on: dt.date) -> QuerySet[Any]:
    """Return the contracts in reach that answer the search, in the order asked for."""
    contracts: QuerySet[Any] = files_for(actor).select_related(None)
    exact = {
        "profession": search.profession,
        "regime": search.regime,
        "academic_year": search.academic_year,
        "faculty__code": search.faculty,
    }
    contracts = contracts.filter(**{name: value for name, value in exact.items() if value})
    if search.standing in Standing.values:
        contracts = that_stand(contracts, Standing(search.standing), on)
    if search.alert in Alert.values:
        contracts = that_alert(contracts, Alert(search.alert), on)
    if search.cause:
        contracts = broken(contracts).filter(cause=search.cause)
    if search.after:
        contracts = accomplished(contracts).filter(after=search.after)
    if search.referent == "me":
        contracts = contracts.filter(Q(referent_id=actor.user_id) | Q(backup_id=actor.user_id))
    if search.department or search.sort.endswith("departement"):
        contracts = with_department(contracts, on)
    if search.department:
        contracts = contracts.filter(Q(department=search.department))
    order = order_of(search.sort)
    if order[0].lstrip("-") == "standing":
        contracts = with_standing(contracts, on)
    return _matching(contracts, search.q).order_by(*order)


def with_figures(
    contracts: Iterable[Any], columns: Collection[Column], on: dt.date
) -> Iterator[tuple[Any, Mapping[str, str] | None]]:
    """Yield the contracts, each with the figures of its statement when a column shows one of them."""
    if not any(column.figure for column in columns):
        yield from ((contract, None) for contract in contracts)
        return
    for contract, statement in statements_of(contracts, on):
        yield contract, figures_of(statement) if statement else None


def _matching(contracts: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Keep those that the text names: every word in the name, or an address, a number, a commune, a faculty.

    One or two letters only begin a name: no index knows them anywhere else.
    """
    text = text.strip()
    words = match_key(text).split()
    if not text:
        return contracts
    if words and max(map(len, words)) < SHORTEST:
        return contracts.filter(candidate__search_name__startswith=" ".join(words))
    anywhere = Q(pk__in=contracts_named(text, words))
    return contracts.filter(anywhere | Q(faculty__in=faculties_named(words)) if words else anywhere)


def contracts_named(text: str, words: Sequence[str]) -> frozenset[str]:
    """Return the contracts, of any agency, of which a text names the person, the number, the address or a commune."""
    asked = list(_ways(text, words))
    sql = " UNION ALL ".join(way for way, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in asked for value in values])
        return frozenset(file for (file,) in cursor.fetchall())


def faculties_named(words: Sequence[str]) -> QuerySet[Faculty]:
    """Return the faculties of which a text, folded in words, is a part of the name."""
    return Faculty.objects.alias(folded=Folded("name")).filter(folded__contains=" ".join(words)).order_by()


def _ways(text: str, words: Sequence[str]) -> Iterator[Way]:
    yield BY_ADDRESS, (_anywhere(text.lower()),)
    yield BY_NUMBER, (f"{connection.ops.prep_for_like_query(text.upper())}%",)
    if words:
        every_word = " AND ".join(["search_name LIKE %s"] * len(words))
        yield BY_PERSON.format(every_word), tuple(_anywhere(word) for word in words)
        folded = _anywhere(" ".join(words))
        yield BY_PROJECT, (folded,)
        yield BY_PRACTICE, (folded,)


def _anywhere(text: str) -> str:
    return f"%{connection.ops.prep_for_like_query(text)}%"


def export_rows(
    contracts: QuerySet[Any], on: dt.date, columns: Sequence[Column]
) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the export, in the order of the list, with the columns that it shows."""
    rows: Iterator[Any] = contracts.iterator(chunk_size=2000)
    for contract, figures in with_figures(rows, columns, on):
        yield cells_of(contract, columns, figures)
