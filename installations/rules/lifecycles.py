"""The lifecycles of a request, a decision, a period of practice and a transmission, as tables."""

from cesp_portal.common.rules.transitions import Transitions
from installations.enums import DecisionStatus, PeriodStatus, RequestStatus, TransmissionStatus

REQUEST = Transitions(
    name="demande",
    initial=RequestStatus.DRAFT,
    table={
        (RequestStatus.DRAFT, "submit"): RequestStatus.SUBMITTED,
        (RequestStatus.DRAFT, "withdraw"): RequestStatus.WITHDRAWN,
        (RequestStatus.SUBMITTED, "ask_correction"): RequestStatus.CORRECTION_ASKED,
        (RequestStatus.SUBMITTED, "decide"): RequestStatus.DECIDED,
        (RequestStatus.SUBMITTED, "withdraw"): RequestStatus.WITHDRAWN,
        (RequestStatus.CORRECTION_ASKED, "submit"): RequestStatus.SUBMITTED,
        (RequestStatus.CORRECTION_ASKED, "withdraw"): RequestStatus.WITHDRAWN,
        (RequestStatus.DECIDED, "reopen"): RequestStatus.SUBMITTED,
    },
    status_labels=dict(RequestStatus.choices),
    action_labels={
        "submit": "envoyer",
        "ask_correction": "demander une correction",
        "decide": "décider",
        "withdraw": "retirer",
        "reopen": "reprendre après le retrait de la décision",
    },
)

DECISION = Transitions(
    name="décision",
    initial=DecisionStatus.DRAFT,
    table={
        (DecisionStatus.DRAFT, "propose"): DecisionStatus.TO_SIGN,
        (DecisionStatus.DRAFT, "send_to_review"): DecisionStatus.TO_REVIEW,
        (DecisionStatus.DRAFT, "revise"): DecisionStatus.DRAFT,
        (DecisionStatus.DRAFT, "abandon"): DecisionStatus.ABANDONED,
        (DecisionStatus.TO_REVIEW, "approve"): DecisionStatus.TO_SIGN,
        (DecisionStatus.TO_REVIEW, "return"): DecisionStatus.DRAFT,
        (DecisionStatus.TO_SIGN, "sign"): DecisionStatus.SIGNED,
        (DecisionStatus.TO_SIGN, "return"): DecisionStatus.DRAFT,
        (DecisionStatus.SIGNED, "supersede"): DecisionStatus.SUPERSEDED,
        (DecisionStatus.SIGNED, "retract"): DecisionStatus.RETRACTED,
    },
    status_labels=dict(DecisionStatus.choices),
    action_labels={
        "propose": "proposer à la signature",
        "send_to_review": "envoyer en relecture",
        "revise": "modifier",
        "abandon": "abandonner",
        "approve": "approuver après relecture",
        "return": "renvoyer au référent",
        "sign": "signer",
        "supersede": "remplacer par une correction",
        "retract": "retirer",
    },
)

PRACTICE = Transitions(
    name="période d'exercice",
    initial=PeriodStatus.DECLARED,
    table={
        (PeriodStatus.PLANNED, "reject"): PeriodStatus.REJECTED,
        (PeriodStatus.DECLARED, "support"): PeriodStatus.SUPPORTED,
        (PeriodStatus.DECLARED, "verify"): PeriodStatus.VERIFIED,
        (PeriodStatus.DECLARED, "reject"): PeriodStatus.REJECTED,
        (PeriodStatus.SUPPORTED, "support"): PeriodStatus.SUPPORTED,
        (PeriodStatus.SUPPORTED, "verify"): PeriodStatus.VERIFIED,
        (PeriodStatus.SUPPORTED, "reject"): PeriodStatus.REJECTED,
        (PeriodStatus.VERIFIED, "verify"): PeriodStatus.VERIFIED,
    },
    status_labels=dict(PeriodStatus.choices),
    action_labels={"support": "justifier", "verify": "vérifier", "reject": "écarter"},
)

TRANSMISSION = Transitions(
    name="transmission",
    initial=TransmissionStatus.PENDING,
    table={
        (TransmissionStatus.PENDING, "send"): TransmissionStatus.SENT,
        (TransmissionStatus.PENDING, "fail"): TransmissionStatus.FAILED,
        (TransmissionStatus.FAILED, "retry"): TransmissionStatus.PENDING,
        (TransmissionStatus.FAILED, "send"): TransmissionStatus.SENT,
        (TransmissionStatus.SENT, "acknowledge"): TransmissionStatus.ACKNOWLEDGED,
    },
    status_labels=dict(TransmissionStatus.choices),
    action_labels={
        "send": "transmettre",
        "fail": "échouer",
        "retry": "réessayer",
        "acknowledge": "accuser réception",
    },
)
