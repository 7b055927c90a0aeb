"""The life of an offer: what may still happen to it."""

from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import OfferStatus

SIGN = "sign"
SIGN_IN_TIME_TYPED_LATE = "sign_in_time_typed_late"
REFUSE = "refuse"
LAPSE = "lapse"
WITHDRAW = "withdraw"
RECEIVE = "receive"

OFFER_LIFECYCLE = Transitions(
    name="proposition",
    initial=OfferStatus.SENT,
    table={
        (OfferStatus.SENT, RECEIVE): OfferStatus.SENT,
        (OfferStatus.SENT, SIGN): OfferStatus.SIGNED,
        (OfferStatus.SENT, REFUSE): OfferStatus.REFUSED,
        (OfferStatus.SENT, LAPSE): OfferStatus.LAPSED,
        (OfferStatus.SENT, WITHDRAW): OfferStatus.WITHDRAWN,
        (OfferStatus.LAPSED, SIGN_IN_TIME_TYPED_LATE): OfferStatus.SIGNED,
    },
    status_labels={str(status.value): str(status.label) for status in OfferStatus},
    action_labels={
        RECEIVE: "Noter le jour de réception",
        SIGN: "Signer le contrat",
        SIGN_IN_TIME_TYPED_LATE: "Enregistrer un contrat arrivé à temps",
        REFUSE: "Refuser la proposition",
        LAPSE: "Constater le dépassement du délai",
        WITHDRAW: "Retirer la candidature",
    },
)
