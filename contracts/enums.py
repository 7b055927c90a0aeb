"""Value lists of the contracts: stable ASCII codes, French labels."""

from django.db import models

from cesp_portal.common.enums import Profession

__all__ = ["Profession"]  # shared with the zoning, which is a stranger


class Track(models.TextChoices):
    """The way into the scheme: student, or practitioner with a diploma from outside the Union."""

    ETUDIANT = "etudiant", "Étudiant ou interne"
    PADHUE = "padhue", "Praticien à diplôme hors Union européenne"


class Regime(models.TextChoices):
    """Which set of rules a contract lives under; ``TO_CONFIRM`` stops every automatic conclusion."""

    R1_MED = "R1-MED", "Médecine, contrat conclu avant le 20 mars 2020"
    R1_ODO = "R1-ODO", "Odontologie, contrat conclu avant le 20 mars 2020"
    R2 = "R2", "Contrat conclu du 20 mars 2020 au 25 mars 2025"
    R3 = "R3", "Contrat conclu à partir du 26 mars 2025"
    R4 = "R4", "Candidature déposée à partir du 16 janvier 2026"
    TO_CONFIRM = "TO_CONFIRM", "À confirmer"


class Stream(models.TextChoices):
    """The stream (filière) of a campaign and a quota; medicine goes whole, or each cycle apart as its orders do."""

    MEDECINE = "medecine", "Médecine"
    MEDECINE_2 = "medecine_2", "Médecine, 2e cycle"
    MEDECINE_3 = "medecine_3", "Médecine, 3e cycle"
    ODONTOLOGIE = "odontologie", "Odontologie"
    PHARMACIE = "pharmacie", "Pharmacie"
    MAIEUTIQUE = "maieutique", "Maïeutique"
    PADHUE = "padhue", "PADHUE"


class ListKind(models.TextChoices):
    """The two lists of a selection: the principal one is called first."""

    PRINCIPALE = "principale", "Liste principale"
    COMPLEMENTAIRE = "complementaire", "Liste complémentaire"


class UploadStatus(models.TextChoices):
    """Where a file stands between its reading and its confirmation."""

    PENDING = "pending", "à confirmer"
    APPLIED = "applied", "enregistré"
    ABANDONED = "abandoned", "abandonné"


class ListStatus(models.TextChoices):
    """Whether a transmitted list is the one that offers follow."""

    CURRENT = "current", "en vigueur"
    SUPERSEDED = "superseded", "remplacée"


class OrderKind(models.TextChoices):
    """What a quota order does to the places of the year."""

    FIRST = "first", "Arrêté initial"
    REDISTRIBUTION = "redistribution", "Redistribution en cours d'année"
    AUTUMN = "autumn", "Arrêté d'automne"


class OfferStatus(models.TextChoices):
    """The life of one proposal of contract."""

    SENT = "sent", "Proposition en cours"
    SIGNED = "signed", "Contrat signé"
    REFUSED = "refused", "Proposition refusée"
    LAPSED = "lapsed", "Délai dépassé"
    WITHDRAWN = "withdrawn", "Candidature retirée"


# An offer in one of these statuses holds its place; in one of the others it has given it back.
HOLDING = (OfferStatus.SENT, OfferStatus.SIGNED)
FREED = (OfferStatus.REFUSED, OfferStatus.LAPSED, OfferStatus.WITHDRAWN)


class SignatureChannel(models.TextChoices):
    """How the signed contract reached the authority."""

    PORTAL = "portal", "Signé sur le portail"
    PAPER = "paper", "Contrat papier reçu"
    EARLIER = "earlier", "Contrat antérieur au portail"


class ContractStatus(models.TextChoices):
    """What a decision has made of a contract; what runs on a given day is computed, never stored."""

    ACTIVE = "active", "En cours"
    COMPLETED = "completed", "Engagement accompli"
    TERMINATED = "terminated", "Rompu"
    CANCELLED = "cancelled", "Annulé"


class LeaveMotive(models.TextChoices):
    """Why training stops for a while; which of them may suspend the allowance is a parameter."""

    MATERNITE = "maternite", "Maternité"
    PATERNITE = "paternite", "Paternité"
    ADOPTION = "adoption", "Adoption"
    MALADIE = "maladie", "Maladie"
    ACCIDENT = "accident", "Accident"
    MALADIE_SERVICE = "maladie_service", "Maladie imputable au service"
    ACCIDENT_SERVICE = "accident_service", "Accident de service"
    DISPONIBILITE_CONJOINT = "disponibilite_conjoint", "Disponibilité pour un conjoint malade"
    DISPONIBILITE_ENFANT = "disponibilite_enfant", "Disponibilité pour un enfant malade"
    DISPONIBILITE_ASCENDANT = "disponibilite_ascendant", "Disponibilité pour un ascendant malade"
    DISPONIBILITE_ETUDES = "disponibilite_etudes", "Disponibilité pour études ou recherches"
    DISPONIBILITE_FORMATION = "disponibilite_formation", "Disponibilité pour un stage de formation"
    DISPONIBILITE_CONVENANCES = "disponibilite_convenances", "Disponibilité pour convenances personnelles"
    REDOUBLEMENT = "redoublement", "Redoublement"
    CESURE = "cesure", "Année de césure"


class Authority(models.TextChoices):
    """Who signs and pays the contract."""

    CNG = "CNG", "Centre national de gestion"
    ASP = "ASP", "Agence de services et de paiement"


class Population(models.TextChoices):
    """Where a person stands in training when a leave starts."""

    SECOND_CYCLE = "2e_cycle", "2e cycle"
    THIRD_CYCLE = "3e_cycle", "3e cycle"
    PADHUE = "padhue", "Parcours de consolidation"
    DES_WITHOUT_THESIS = "des_sans_these", "DES obtenu, thèse non soutenue"


class Outcome(models.TextChoices):
    """The answer to a request."""

    ACCEPTED = "accepted", "Accepté"
    MANUAL_REVIEW = "manual_review", "À examiner par un agent"
    CANNOT_TELL = "cannot_tell", "Impossible de conclure"
    REFUSED = "refused", "Refusé"


class ListOutcome(models.TextChoices):
    """The answer to the check of a ranked list."""

    MET = "met", "Conforme"
    WARNING = "warning", "À vérifier"
    NOT_MET = "not_met", "Non conforme"


class OfferEvent(models.TextChoices):
    """What may happen to a candidate of a ranked list."""

    OFFER = "offer", "Contrat proposé"
    ACCEPT = "accept", "Contrat signé"
    REFUSE = "refuse", "Refus"
    EXPIRE = "expire", "Délai dépassé"
    WITHDRAW = "withdraw", "Désistement"


class Stage(models.TextChoices):
    """How far a person has come when the contract ends early."""

    BEFORE_DIPLOMA = "avant_diplome", "Avant le diplôme ou la fin du parcours"
    AFTER_DIPLOMA = "apres_diplome", "Après le diplôme, avant d'exercer"
    IN_PRACTICE = "en_exercice", "En exercice"


class Cause(models.TextChoices):
    """Why the contract ends early."""

    SIGNATAIRE = "signataire", "Décision du signataire ou manquement"
    DECES = "deces", "Décès"
    INCAPACITE = "incapacite", "Incapacité reconnue"
    RADIATION = "radiation", "Radiation de l'ordre"
    ZONAGE = "zonage", "Zone devenue inéligible"


class SurveyStatus(models.TextChoices):
    """The life of an annual survey; its population is fixed from ``FROZEN`` on."""

    DRAFT = "draft", "En préparation"
    FROZEN = "frozen", "Population figée"
    OPEN = "open", "Ouverte"
    CLOSED = "closed", "Close"


class SurveyPopulation(models.TextChoices):
    """Which active contracts of the region a survey is sent to."""

    EVERYONE = "everyone", "Tous les signataires"
    TRAINING = "training", "Les signataires en formation"
    GRADUATED = "graduated", "Les signataires diplômés"


class QuestionKind(models.TextChoices):
    """What an answer is made of."""

    CHOICE = "choice", "Choix dans une liste"
    TEXT = "text", "Texte"
    DATE = "date", "Date"
    COMMUNE = "commune", "Commune"
    SHARE = "share", "Quotité de travail"
    DOCUMENT = "document", "Document"


class FileFact(models.TextChoices):
    """A fact of the file that an answer may propose to change."""

    ADDRESS = "address", "Adresse postale"
    SPECIALTY = "specialty", "Spécialité"
    INTERNSHIP_START = "internship_started_on", "Début de l'internat"
    DES = "des_on", "Obtention du DES"
    THESIS = "de_on", "Soutenance de la thèse (diplôme d'État)"
    PLACE = "place", "Lieu d'exercice envisagé"
    SHARE = "share", "Quotité envisagée"


class LinkKind(models.TextChoices):
    """Why a personal link was sent."""

    INVITATION = "invitation", "Invitation"
    REMINDER = "reminder", "Relance"
    ASKED = "asked", "Lien redemandé"


class ProposalStatus(models.TextChoices):
    """What an agent made of an answer that touches the file."""

    PENDING = "pending", "À examiner"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"


class ExchangeStatus(models.TextChoices):
    """Where a yearly exchange stands."""

    DUE = "due", "À convoquer"
    PLANNED = "planned", "Convoqué"
    HELD = "held", "Tenu"
    MISSED = "missed", "Absence"


class ContactKind(models.TextChoices):
    """How an office and a signatory were in touch."""

    MEETING = "meeting", "Rendez-vous"
    VIDEO = "video", "Visioconférence"
    PHONE = "phone", "Téléphone"
    MAIL = "mail", "Courriel"
    LETTER = "letter", "Courrier"


class Visibility(models.TextChoices):
    """Who reads a note of the file."""

    OFFICE = "office", "L'agence seulement"
    SHARED = "shared", "L'agence et le signataire"


class NoticeKind(models.TextChoices):
    """Notices by e-mail that a person may do without; summons and decisions always leave."""

    MESSAGE = "message", "Un nouveau message m'attend"
    READ = "read", "Mon message a été lu"


class CommissionStatus(models.TextChoices):
    """How far a commission has come."""

    PREPARED = "prepared", "En préparation"
    CONVENED = "convened", "Convoquée"
    CLOSED = "closed", "Close"


class MemberQuality(models.TextChoices):
    """In which quality a person sits on a commission."""

    DOYEN = "doyen", "Doyen ou directeur de l'UFR"
    ARS = "ars", "Agence régionale de santé"
    ORDRE = "ordre", "Conseil de l'ordre"
    URPS = "urps", "Union régionale des professionnels de santé"
    FHF = "fhf", "Fédération hospitalière"
    PRATICIEN = "praticien", "Praticien de la région"
    ETUDIANT_2 = "etudiant_2", "Étudiant de deuxième cycle"
    ETUDIANT_3 = "etudiant_3", "Étudiant de troisième cycle"
    AUTRE = "autre", "Autre membre"


class ReallocationKind(models.TextChoices):
    """How free places change hands."""

    FUNGIBILITY = "fungibility", "Entre filières d'une université"
    REDISTRIBUTION = "redistribution", "Entre facultés d'une région"


class LeaveRequestKind(models.TextChoices):
    """What a signatory asks for during training."""

    LEAVE = "leave", "Suspension pendant un congé"
    EARLY_RETURN = "early_return", "Retour anticipé"
    THIRD_CYCLE = "third_cycle", "Suspension pendant le 3e cycle"


class LeaveRequestStatus(models.TextChoices):
    """Where such a request stands; the authority decides, the referent records it."""

    SUBMITTED = "submitted", "Envoyée"
    GRANTED = "granted", "Accordée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


class ClaimStatus(models.TextChoices):
    """Where the claim of a file stands, from the public form to the referent."""

    ASKED = "asked", "Adresse à confirmer"
    WAITING = "waiting", "À examiner"
    LINKED = "linked", "Dossier rattaché"
    REFUSED = "refused", "Refusée"


class IdentityCheck(models.TextChoices):
    """How the referent made sure of who claims a file."""

    IN_PERSON = "in_person", "Pièce d'identité vue au guichet"
    VIDEO = "video", "Pièce d'identité montrée en visioconférence"
    CALL_BACK = "call_back", "Rappel au numéro déjà connu du dossier, et réponses exactes"
    FACULTY = "faculty", "Identité confirmée par la scolarité"


class WishStatus(models.TextChoices):
    """Where a sixth-year wish stands between the two agencies."""

    FILED = "filed", "Déposé"
    AGREEMENT_ASKED = "agreement_asked", "Accord demandé à l'autre agence"
    AGREED = "agreed", "Accord donné"
    DECLINED = "declined", "Accord refusé"


class MedicalSpecialty(models.TextChoices):
    """The specialities of the third cycle of medicine."""

    MEDECINE_GENERALE = "medecine_generale", "Médecine générale"
    ALLERGOLOGIE = "allergologie", "Allergologie"
    ANATOMIE_PATHOLOGIQUE = "anatomie_pathologique", "Anatomie et cytologie pathologiques"
    ANESTHESIE_REANIMATION = "anesthesie_reanimation", "Anesthésie-réanimation"
    BIOLOGIE_MEDICALE = "biologie_medicale", "Biologie médicale"
    CHIRURGIE_MAXILLO_FACIALE = "chirurgie_maxillo_faciale", "Chirurgie maxillo-faciale"
    CHIRURGIE_ORALE = "chirurgie_orale", "Chirurgie orale"
    CHIRURGIE_ORTHOPEDIQUE = "chirurgie_orthopedique", "Chirurgie orthopédique et traumatologique"
    CHIRURGIE_PEDIATRIQUE = "chirurgie_pediatrique", "Chirurgie pédiatrique"
    CHIRURGIE_PLASTIQUE = "chirurgie_plastique", "Chirurgie plastique, reconstructrice et esthétique"
    CHIRURGIE_THORACIQUE = "chirurgie_thoracique", "Chirurgie thoracique et cardiovasculaire"
    CHIRURGIE_VASCULAIRE = "chirurgie_vasculaire", "Chirurgie vasculaire"
    CHIRURGIE_VISCERALE = "chirurgie_viscerale", "Chirurgie viscérale et digestive"
    DERMATOLOGIE = "dermatologie", "Dermatologie et vénéréologie"
    ENDOCRINOLOGIE = "endocrinologie", "Endocrinologie, diabétologie, nutrition"
    GENETIQUE = "genetique", "Génétique médicale"
    GERIATRIE = "geriatrie", "Gériatrie"
    GYNECOLOGIE_MEDICALE = "gynecologie_medicale", "Gynécologie médicale"
    GYNECOLOGIE_OBSTETRIQUE = "gynecologie_obstetrique", "Gynécologie-obstétrique"
    HEMATOLOGIE = "hematologie", "Hématologie"
    HEPATO_GASTRO = "hepato_gastro", "Hépato-gastro-entérologie"
    MALADIES_INFECTIEUSES = "maladies_infectieuses", "Maladies infectieuses et tropicales"
    MEDECINE_CARDIOVASCULAIRE = "medecine_cardiovasculaire", "Médecine cardiovasculaire"
    MEDECINE_URGENCE = "medecine_urgence", "Médecine d'urgence"
    MEDECINE_TRAVAIL = "medecine_travail", "Médecine et santé au travail"
    MEDECINE_INTENSIVE = "medecine_intensive", "Médecine intensive-réanimation"
    MEDECINE_INTERNE = "medecine_interne", "Médecine interne et immunologie clinique"
    MEDECINE_LEGALE = "medecine_legale", "Médecine légale et expertises médicales"
    MEDECINE_NUCLEAIRE = "medecine_nucleaire", "Médecine nucléaire"
    MEDECINE_PHYSIQUE = "medecine_physique", "Médecine physique et de réadaptation"
    MEDECINE_VASCULAIRE = "medecine_vasculaire", "Médecine vasculaire"
    NEPHROLOGIE = "nephrologie", "Néphrologie"
    NEUROCHIRURGIE = "neurochirurgie", "Neurochirurgie"
    NEUROLOGIE = "neurologie", "Neurologie"
    ONCOLOGIE = "oncologie", "Oncologie"
    OPHTALMOLOGIE = "ophtalmologie", "Ophtalmologie"
    ORL = "orl", "Oto-rhino-laryngologie"
    PEDIATRIE = "pediatrie", "Pédiatrie"
    PNEUMOLOGIE = "pneumologie", "Pneumologie"
    PSYCHIATRIE = "psychiatrie", "Psychiatrie"
    RADIOLOGIE = "radiologie", "Radiologie et imagerie médicale"
    RHUMATOLOGIE = "rhumatologie", "Rhumatologie"
    SANTE_PUBLIQUE = "sante_publique", "Santé publique"
    UROLOGIE = "urologie", "Urologie"


class Subdivision(models.TextChoices):
    """The subdivisions in which interns are posted."""

    AIX_MARSEILLE = "aix_marseille", "Aix-Marseille"
    AMIENS = "amiens", "Amiens"
    ANGERS = "angers", "Angers"
    ANTILLES_GUYANE = "antilles_guyane", "Antilles-Guyane"
    BESANCON = "besancon", "Besançon"
    BORDEAUX = "bordeaux", "Bordeaux"
    BREST = "brest", "Brest"
    CAEN = "caen", "Caen"
    CLERMONT_FERRAND = "clermont_ferrand", "Clermont-Ferrand"
    DIJON = "dijon", "Dijon"
    GRENOBLE = "grenoble", "Grenoble"
    ILE_DE_FRANCE = "ile_de_france", "Île-de-France"
    LILLE = "lille", "Lille"
    LIMOGES = "limoges", "Limoges"
    LYON = "lyon", "Lyon"
    MONTPELLIER = "montpellier", "Montpellier"
    NANCY = "nancy", "Nancy"
    NANTES = "nantes", "Nantes"
    NICE = "nice", "Nice"
    OCEAN_INDIEN = "ocean_indien", "Océan Indien"
    POITIERS = "poitiers", "Poitiers"
    REIMS = "reims", "Reims"
    RENNES = "rennes", "Rennes"
    ROUEN = "rouen", "Rouen"
    SAINT_ETIENNE = "saint_etienne", "Saint-Étienne"
    STRASBOURG = "strasbourg", "Strasbourg"
    TOULOUSE = "toulouse", "Toulouse"
    TOURS = "tours", "Tours"


class PaymentLineStatus(models.TextChoices):
    """What became of a line that says what was paid."""

    APPLIED = "applied", "Rattachée au contrat"
    TO_FIX = "to_fix", "À corriger"
    DISMISSED = "dismissed", "Écartée"


class PaymentGapKind(models.TextChoices):
    """How what was paid differs from what the file says."""

    UNPAID = "unpaid", "Dû, non payé"
    OVERPAID = "overpaid", "Payé, non dû"
