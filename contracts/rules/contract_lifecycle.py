"""The life of a contract, as decisions make it; what runs on a day is computed elsewhere."""

from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import ContractStatus

COMPLETE = "complete"
TERMINATE = "terminate"
CANCEL = "cancel"
REOPEN = "reopen"

CONTRACT_LIFECYCLE = Transitions(
    name="contrat",
    initial=ContractStatus.ACTIVE,
    table={
        (ContractStatus.ACTIVE, COMPLETE): ContractStatus.COMPLETED,
        (ContractStatus.ACTIVE, TERMINATE): ContractStatus.TERMINATED,
        (ContractStatus.ACTIVE, CANCEL): ContractStatus.CANCELLED,
        (ContractStatus.COMPLETED, REOPEN): ContractStatus.ACTIVE,
        (ContractStatus.TERMINATED, REOPEN): ContractStatus.ACTIVE,
    },
    status_labels={str(status.value): str(status.label) for status in ContractStatus},
    action_labels={
        COMPLETE: "Constater la fin de l'engagement",
        TERMINATE: "Rompre le contrat",
        CANCEL: "Annuler un contrat enregistré par erreur",
        REOPEN: "Rouvrir après une décision retirée",
    },
)
