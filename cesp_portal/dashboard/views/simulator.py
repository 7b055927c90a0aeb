"""The simulator: public with typed facts, prefilled for a signatory; nothing is stored."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.rules.errors import BeforeFirstValue, FactError
from cesp_portal.common.rules.french import day_text
from cesp_portal.dashboard.forms.simulation import SituationForm, WhatIfForm
from cesp_portal.dashboard.rules.simulation import Simulation, simulate
from cesp_portal.dashboard.rules.simulation_figures import amounts_of, rows_of
from cesp_portal.dashboard.rules.what_if import Situation
from cesp_portal.dashboard.selectors.simulations import latest_contract, place_supposed, situation_of
from contracts.enums import ContractStatus
from contracts.models import Contract
from zonage.selectors.zones import ZoneAnswer

QUESTIONS = {
    "leave": "Suspendre l'allocation pendant ce congé",
    "third_cycle": "Suspendre le contrat pendant l'internat",
    "deferral": "Reporter le début d'exercice",
    "suspension": "Suspendre mon exercice",
    "replacement": "Compter ce remplacement",
    "practice": "Compter cet exercice",
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulator(request: PortalRequest) -> HttpResponse:
    """Compare what is supposed with today's situation."""
    on = clock.today()
    latest = latest_contract(request.actor)
    contract = latest if latest is not None and latest.status == ContractStatus.ACTIVE else None
    typed = request.POST if request.method == "POST" else None
    situation_form = None if contract else SituationForm(typed, prefix="situation")
    what_if_form = WhatIfForm(typed, prefix="si", on=on)
    simulation, place = _simulated(contract, situation_form, what_if_form, on)
    context = {
        "contract": contract,
        "over": None if contract else latest,
        "situation_form": situation_form,
        "what_if_form": what_if_form,
        "simulation": simulation,
        "rows": rows_of(simulation) if simulation else (),
        "answers": [(QUESTIONS[one.question], one) for one in simulation.answers] if simulation else (),
        "amounts": amounts_of(simulation) if simulation else {},
        "place": place,
    }
    status = 422 if typed is not None and simulation is None else 200
    return render(request, "dashboard/simulator/simulator.html", context, status=status)


def _simulated(
    contract: Contract | None, situation_form: SituationForm | None, what_if_form: WhatIfForm, on: dt.date
) -> tuple[Simulation | None, ZoneAnswer | None]:
    """Return the comparison, or say on the form what contradicts itself."""
    ready = what_if_form.is_valid() and (situation_form is None or situation_form.is_valid())
    if not ready or _ends_before_it_begins(contract, situation_form, what_if_form):
        return None, None
    try:
        situation = _situation(contract, situation_form, what_if_form.cleaned_data["training_ends_on"], on)
        profession = str(situation.facts.contract.profession)
        starts_on = what_if_form.cleaned_data["practice_starts_on"] or on
        commune = what_if_form.cleaned_data["commune"]
        place = place_supposed(commune.code if commune else "", profession, starts_on)
        return simulate(situation, what_if_form.what_if(place.eligible if place else None)), place
    except BeforeFirstValue as error:
        what_if_form.add_error(
            None, f"Aucune règle n'est connue pour une date si ancienne : {error.message}."
        )
        return None, None
    except FactError as error:
        what_if_form.add_error(None, f"Ces dates se contredisent : {error.message}.")
        return None, None


def _ends_before_it_begins(
    contract: Contract | None, situation_form: SituationForm | None, what_if_form: WhatIfForm
) -> bool:
    """Say on the form that a contract is not broken before it is signed."""
    ends_on = what_if_form.cleaned_data["ends_on"]
    signed_on = contract.concluded_on if contract else None
    if situation_form is not None:
        signed_on = situation_form.cleaned_data["concluded_on"]
    if ends_on is None or signed_on is None or ends_on >= signed_on:
        return False
    what_if_form.add_error(
        "ends_on", f"La rupture précède la signature du contrat, le {day_text(signed_on)}."
    )
    return True


def _situation(
    contract: Contract | None,
    situation_form: SituationForm | None,
    training_ends_on: dt.date | None,
    on: dt.date,
) -> Situation:
    if contract is not None:
        return situation_of(contract, on, training_ends_on)
    assert situation_form is not None  # noqa: S101  # one of the two is always given
    return situation_form.situation(on, training_ends_on)
