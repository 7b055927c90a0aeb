"""Visas and considérants: the texts, the facts and the findings that a decision rests on."""

from cesp_portal.common.rules.french import day_text
from installations.enums import RequestKind
from installations.rules.citations import cited
from installations.rules.letters.facts import DecisionFacts, HeardPlace, Place, Reason, ZoningOrder
from installations.rules.letters.wording import BASES, SUBJECTS, continued

_PROFESSIONS = {
    "medecine": "les médecins",
    "odontologie": "les chirurgiens-dentistes",
    "maieutique": "les sages-femmes",
    "pharmacie": "les pharmaciens",
}


def visas_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return the texts and documents seen, in their order: law, decree, zoning orders, contract, request, opinions."""
    on = facts.signed_on
    visas = [
        f"Vu {cited('loi', on=on, profession=facts.profession).text} ;",
        f"Vu {cited('engagement', on=on, regime=facts.regime).text}, qui fixe l'engagement ;",
    ]
    decree = cited("decret", on=on, regime=facts.regime).text
    if not any(decree in visa for visa in visas):
        visas.append(f"Vu {decree} ;")
    if facts.kind is RequestKind.TERMINATION:
        visas += [
            f"Vu {text} ;" for text in _indemnity_texts(facts) if not any(text in visa for visa in visas)
        ]
    elif facts.places:
        visas.append(f"Vu {cited('zones', on=on).text}, qui fonde le zonage ;")
        visas += [_order_visa(order, facts) for order in _orders_of(facts)]
        if any(place.basis in ("protected", "kept") for place in facts.places):
            visas.append(f"Vu {cited('protection', on=on, regime=facts.regime).text} ;")
    else:
        visas.append(f"Vu {cited('section', on=on, regime=facts.regime).text} ;")
    visas.append(
        f"Vu le contrat d'engagement de service public n° {facts.contract_number}, "
        f"conclu le {day_text(facts.contract_concluded_on)} ;"
    )
    visas.append(f"Vu votre demande, reçue le {day_text(facts.request_received_on)} ;")
    visas += [f"Vu {opinion} ;" for opinion in facts.opinions]
    if facts.supersedes and facts.supersedes_on:
        visas.append(
            f"Vu la décision n° {facts.supersedes} du {day_text(facts.supersedes_on)}, que la présente remplace ;"
        )
    return tuple(visas)


def considerants_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return what was found, in sentences: each place, each finding, then the author's own grounds."""
    found = [
        f"Considérant que vous avez demandé {SUBJECTS[facts.kind]}"
        + (f", à partir du {day_text(facts.starts_on)}" if facts.starts_on else "")
        + " ;"
    ]
    if facts.length:
        found.append(f"Considérant que les jours demandés durent {facts.length} ;")
    found += _basis_of_the_sums(facts)
    found += dict.fromkeys(_place_sentence(place) for place in facts.places)
    found += _hearing_sentences(facts.hearing)
    found += [_reason_sentence(reason) for reason in facts.reasons]
    found += [f"Considérant {continued(text)} ;" for text in facts.grounds]
    if facts.against_findings_reason:
        found.append(
            "Considérant que l'agence s'écarte de ces constats pour la raison suivante : "
            f"{facts.against_findings_reason.rstrip(' .;')} ;"
        )
    return tuple(found)


def _indemnity_texts(facts: DecisionFacts) -> tuple[str, ...]:
    """What fixes the indemnity and the penalty: the article of the day, then the order of the regime."""
    return tuple(
        cited(topic, on=facts.signed_on, regime=facts.regime).text
        for topic in ("indemnite", "arrete_indemnite")
    )


def _basis_of_the_sums(facts: DecisionFacts) -> list[str]:
    """What the sums of a termination rest on: when it was received, at what stage, for how many months."""
    told = dict(facts.amounts)
    names = (("Jour de réception", "reçue le {}"), ("Étape du parcours", "à l'étape « {} »"))
    words = [form.format(told[name][:1].lower() + told[name][1:]) for name, form in names if name in told]
    months = told.get("Mois d'allocation versés ou dus")
    if facts.kind is not RequestKind.TERMINATION or not words:
        return []
    owed = f", pour {months} d'allocation versés ou dus" if months else ""
    return [f"Considérant que la rupture est {', '.join(words)}{owed} ;"]


def _hearing_sentences(hearing: HeardPlace | None) -> list[str]:
    if hearing is None:
        return []
    others = (
        "une autre personne a demandé"
        if hearing.others == 1
        else f"{hearing.others} autres personnes ont demandé"
    )
    if hearing.all_kept:
        choice = "toutes les demandes sont retenues"
    else:
        choice = (
            "votre demande est retenue" if hearing.is_kept else "une autre demande que la vôtre est retenue"
        )
    return [
        f"Considérant qu'{others} ce lieu, et que les personnes ont été entendues le {day_text(hearing.heard_on)} ;",
        f"Considérant que le choix se fonde sur ce qui suit : {hearing.grounds.rstrip(' .;')} ;",
        f"Considérant qu'à l'issue de cette audition {choice} ;",
    ]


def _orders_of(facts: DecisionFacts) -> list[ZoningOrder]:
    orders: dict[tuple[str, object], ZoningOrder] = {}
    for place in facts.places:
        if place.order is not None:
            orders.setdefault(place.order.key, place.order)
    return list(orders.values())


def _order_visa(order: ZoningOrder, facts: DecisionFacts) -> str:
    return (
        f"Vu l'arrêté {_order_name(order)} du directeur général de l'agence, "
        f"qui fixe le zonage pour {_PROFESSIONS.get(facts.profession, facts.profession_label.lower())} "
        f"à compter du {day_text(order.effective_on)} ;"
    )


def _order_name(order: ZoningOrder) -> str:
    return f"n° {order.number}" + (f" du {day_text(order.signed_on)}" if order.signed_on else "")


def _place_sentence(place: Place) -> str:
    level = f"classé « {place.level} »" if place.level else "sans classement connu"
    order = f" par l'arrêté {_order_name(place.order)}" if place.order else ""
    since = (
        f", projet inchangé depuis le {day_text(place.unchanged_since)}"
        if place.unchanged_since and place.basis == "protected"
        else ""
    )
    return (
        f"Considérant que {place.commune} ({place.code}) est {level}{order} ({BASES[place.basis]}{since}) ;"
    )


def _reason_sentence(reason: Reason) -> str:
    source = f" ({reason.source})" if reason.source else ""
    return f"Considérant {continued(reason.sentence)}{source} ;"
