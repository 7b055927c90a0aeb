"""What each status means to the person who reads it: meaning, what runs, what stops, what to do."""

from dataclasses import dataclass

from installations.enums import PeriodStatus, RequestKind, RequestStatus


@dataclass(frozen=True, slots=True)
class StatusText:
    """The four things that every status says."""

    means: str
    runs: str
    stops: str
    todo: str


REQUEST_STATUS_TEXTS = {
    RequestStatus.DRAFT: StatusText(
        "Vous seul voyez ce brouillon.",
        "Votre contrat continue comme avant.",
        "Rien : personne n'examine encore cette demande.",
        "Complétez-la, puis envoyez-la quand elle est prête.",
    ),
    RequestStatus.SUBMITTED: StatusText(
        "Votre agence a reçu la demande et l'examine ; ce que vous avez déclaré est figé.",
        "Votre contrat, votre allocation et vos mois continuent comme avant.",
        "Vous ne pouvez plus la modifier, sauf si une correction vous est demandée.",
        "Rien pour l'instant. Vous pouvez encore joindre une pièce ou la retirer.",
    ),
    RequestStatus.CORRECTION_ASKED: StatusText(
        "Il manque une précision pour décider.",
        "Votre demande garde sa date.",
        "L'examen attend votre correction.",
        "Corrigez les champs ouverts, puis renvoyez la demande.",
    ),
    RequestStatus.DECIDED: StatusText(
        "Une décision est signée.",
        "Ce que la décision accorde, à partir du jour qu'elle dit.",
        "Cette demande est close.",
        "Lisez la décision : elle dit ce que vous devez envoyer, et comment la contester.",
    ),
    RequestStatus.WITHDRAWN: StatusText(
        "Vous avez retiré cette demande.",
        "Votre contrat continue comme avant.",
        "Personne ne l'examine plus.",
        "Faites-en une nouvelle si vous en avez besoin.",
    ),
}

REQUEST_KIND_TEXTS = {
    RequestKind.INSTALLATION: "Vous avez un lieu, et vous allez y commencer à servir votre engagement.",
    RequestKind.CHANGE_OF_PLACE: "Vous exercez déjà, et vous voulez changer de lieu dans la même région.",
    RequestKind.TRANSFER: "Vous voulez exercer dans une autre région : les deux agences donnent leur avis.",
    RequestKind.DEFERRAL: "Vous avez vos diplômes, et vous voulez commencer plus tard.",
    RequestKind.REPLACEMENT: "Vous voulez que vos remplacements comptent dans vos mois.",
    RequestKind.PRACTICE_SUSPENSION: "Vous exercez, et vous voulez vous arrêter d'un mois à un an.",
    RequestKind.END_OF_COMMITMENT: "Vous avez servi tous vos mois, et vous voulez l'attestation.",
    RequestKind.TERMINATION: "Vous voulez quitter le contrat avant la fin : le simulateur en dit le coût.",
}

PRACTICE_STATUS_TEXTS = {
    PeriodStatus.PLANNED: StatusText(
        "Une décision prévoit cet exercice.",
        "Votre accord tient jusqu'au jour qu'il dit.",
        "Rien n'est compté tant que vous ne l'avez pas déclaré.",
        "Le jour où vous commencez, déclarez-le ici.",
    ),
    PeriodStatus.DECLARED: StatusText(
        "Vous avez déclaré cet exercice.",
        "Les mois apparaissent comme déclarés, pas encore comme vérifiés.",
        "Aucun mois n'est déduit de ce que vous devez avant la vérification.",
        "Joignez un justificatif, ou demandez la confirmation de votre employeur.",
    ),
    PeriodStatus.SUPPORTED: StatusText(
        "Un justificatif ou votre employeur confirme cet exercice.",
        "Les mois apparaissent comme déclarés, pas encore comme vérifiés.",
        "Aucun mois n'est déduit de ce que vous devez avant la vérification.",
        "Rien : votre référent va vérifier.",
    ),
    PeriodStatus.VERIFIED: StatusText(
        "Votre référent a vérifié cet exercice.",
        "Ces mois sont déduits de ce que vous devez.",
        "Les jours vérifiés ne peuvent plus être retirés.",
        "Déclarez tout changement avant de le faire.",
    ),
    PeriodStatus.REJECTED: StatusText(
        "Cette période n'est pas retenue.",
        "Votre contrat continue.",
        "Ces mois ne comptent pas.",
        "Lisez la raison ; déclarez de nouveau avec un justificatif si c'est une erreur.",
    ),
}
