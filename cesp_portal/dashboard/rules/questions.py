"""The register of questions: the facts each one takes, the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cesp_portal.common.rules.facts import read_facts
from contracts.rules import (
    allowances,
    authorities,
    commitment,
    commitment_facts,
    deadlines,
    eligibility,
    indemnities,
    leaves,
    offers,
    regimes,
    selection_lists,
    third_cycle,
)
from installations.rules import (
    deferrals,
    practice_suspensions,
    replacements,
    service,
    work_shares,
    zone_rights,
)
from installations.rules.parameters import FINDINGS


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its facts, its rule."""

    facts: type
    rule: Callable[[Any], Any]

    def ask(self, given: Mapping[str, Any]) -> Any:
        """The answer to facts given by name. Raises ``FactError`` naming what is wrong."""
        return self.rule(read_facts(self.facts, given))


QUESTIONS: Mapping[str, Question] = {
    "regime": Question(regimes.RegimeFacts, regimes.regime_of),
    "authority": Question(authorities.AuthorityFacts, authorities.authority_on),
    "commitment": Question(commitment_facts.CommitmentFacts, commitment.commitment),
    "offer_deadline": Question(deadlines.OfferDeadlineFacts, deadlines.offer_deadline),
    "third_cycle_suspension": Question(third_cycle.ThirdCycleFacts, third_cycle.third_cycle_suspension),
    "list_transmission": Question(deadlines.ListTransmissionFacts, deadlines.list_transmission),
    "selection_list": Question(selection_lists.SelectionListFacts, selection_lists.selection_list),
    "next_offers": Question(offers.OfferFacts, offers.next_to_call),
    "eligibility": Question(eligibility.EligibilityFacts, eligibility.eligibility),
    "net_allowance": Question(allowances.NetAllowanceFacts, allowances.net_allowance),
    "indemnity": Question(indemnities.IndemnityFacts, indemnities.indemnity),
    "training_leave": Question(leaves.TrainingLeaveFacts, leaves.training_leave),
    "disponibilite": Question(leaves.DisponibiliteFacts, leaves.disponibilite),
    "work_share": Question(work_shares.WorkShareFacts, work_shares.work_share),
    "service": Question(service.ServiceFacts, service.service),
    "deferral": Question(deferrals.DeferralFacts, deferrals.deferral),
    "replacement": Question(replacements.ReplacementFacts, replacements.replacement),
    "zone_right": Question(zone_rights.ZoneRightFacts, zone_rights.zone_right),
    "practice_suspension": Question(
        practice_suspensions.PracticeSuspensionFacts, practice_suspensions.practice_suspension
    ),
    "next_exchange": Question(deadlines.NextExchangeFacts, deadlines.next_exchange),
}
EXPLANATION = {"findings", "explain"}
CODES = frozenset(FINDINGS.entries)
