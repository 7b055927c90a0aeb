"""The letters of the yearly exchanges, on pages that know the exchanges only."""

import uuid
from collections.abc import Iterable

from django import template

from cesp_portal.common.accounts.actors import Actor
from contracts.models import Exchange
from installations.models import Letter
from installations.selectors.letters import letters_of_exchanges

register = template.Library()
ByExchange = dict[uuid.UUID, list[Letter]]


@register.simple_tag
def letters_about(exchanges: Exchange | Iterable[Exchange], actor: Actor) -> ByExchange:
    """The letters about one exchange or several, by exchange: one query whatever their number."""
    asked = (exchanges,) if isinstance(exchanges, Exchange) else exchanges
    return letters_of_exchanges(actor, asked)


@register.inclusion_tag("installations/components/exchange_letters.html")
def exchange_letters(letters: ByExchange, exchange: Exchange) -> dict[str, object]:
    """The letters of one exchange to download; those of an earlier appointment say so."""
    return {"exchange": exchange, "letters": letters.get(exchange.id, ())}
