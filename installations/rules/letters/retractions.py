"""The act that takes a decision back: it names it, says why, and what becomes of the request."""

from cesp_portal.common.rules.french import day_text
from installations.rules.citations import cited
from installations.rules.letters.articles import execution_of
from installations.rules.letters.content import Article, Content
from installations.rules.letters.decisions import contact_of, head_of, signature_of
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.recourse import ways_of_recourse
from installations.rules.letters.wording import SUBJECTS, agency_noun, article_title


def retraction(facts: DecisionFacts, *, reason: str) -> Content:
    """Word the decision numbered in ``facts`` that takes back the one that ``facts.supersedes`` names."""
    retracted = f"la décision n° {facts.supersedes}"
    if facts.supersedes_on:
        retracted += f" du {day_text(facts.supersedes_on)}"
    after = (
        f"{retracted[0].upper()}{retracted[1:]} est retirée : elle est regardée comme n'ayant rien décidé."
    )
    told = reason.rstrip(" .;")
    bodies = (
        (after,),
        (
            "Votre demande attend de nouveau une décision : vous n'avez pas à la refaire.",
            "Les mois déjà vérifiés restent à votre décompte tant qu'aucune autre décision ne dit le contraire.",
        ),
        (execution_of(facts),),
    )
    return Content(
        **head_of(facts.office, facts.signed_on),
        title=f"Décision n° {facts.number} retirant la décision n° {facts.supersedes}",
        reference=f"Décision n° {facts.number}",
        recipient_lines=(facts.person.name, *facts.person.address),
        subject=(
            f"Contrat d'engagement de service public n° {facts.contract_number} – {SUBJECTS[facts.kind]} : "
            "décision retirée"
        ),
        answer=f"L'agence retire {retracted} sur {SUBJECTS[facts.kind]}, pour la raison dite plus bas.",
        author=f"Le directeur général de l'{agency_noun(facts.office.name)},",
        visas=(
            f"Vu {cited('retrait', on=facts.signed_on).text} ;",
            f"Vu {cited('loi', on=facts.signed_on, profession=facts.profession).text} ;",
            (
                f"Vu le contrat d'engagement de service public n° {facts.contract_number}, "
                f"conclu le {day_text(facts.contract_concluded_on)} ;"
            ),
            f"Vu votre demande, reçue le {day_text(facts.request_received_on)} ;",
            f"Vu {retracted} ;",
        ),
        considerants=(f"Considérant que cette décision est retirée pour la raison suivante : {told} ;",),
        articles=tuple(
            Article(article_title(number), paragraphs) for number, paragraphs in enumerate(bodies, start=1)
        ),
        paragraphs=(),
        recourse=ways_of_recourse(facts),
        signature_lines=signature_of(facts.signature),
        contact_lines=contact_of(facts.office, facts.referent, facts.backup),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )
