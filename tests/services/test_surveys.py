"""A survey from its questions to its figures."""

import datetime as dt
import hashlib

import pytest

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.mail.services import send_mail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import QuestionKind, SurveyPopulation, SurveyStatus
from contracts.models import Contract, Proposal, Survey, SurveyLink
from contracts.selectors.survey_results import results_of
from contracts.services import survey_answers, survey_links, survey_proposals, surveys
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import ContractFactory, StoredDocumentFactory
from tests.factories.surveys import ProposalFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 3, 2)
CLOSES = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)
SWEEP = system_actor("balayage")


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory()


@pytest.fixture
def referent(agency: Agency) -> Actor:
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=agency, user=UserFactory()))


def person_of(contract: Contract) -> Actor:
    return Actor(user_id=contract.user_id, name=str(contract.user), role=Role.SIGNATAIRE)


def composed(referent: Actor, **settings: object) -> Survey:
    facts = {
        "title": "Enquête 2026",
        "introduction": "",
        "population": SurveyPopulation.EVERYONE,
        "profession": "",
        "closes_on": CLOSES,
        "reminders": [7, 21],
        "follows": None,
    }
    return surveys.create_survey(actor=referent, at=AT, on=ON, **facts | settings)


def ask(referent: Actor, survey: Survey, code: str, kind: QuestionKind, **facts: object) -> None:
    plain = {"label": f"Question {code} ?", "hint": "", "required": False, "choices": [], "fact": ""}
    surveys.add_question(actor=referent, survey=survey, code=code, kind=kind, at=AT, **plain | facts)


def opened(referent: Actor, **settings: object) -> Survey:
    survey = composed(referent, **settings)
    ask(referent, survey, "des", QuestionKind.DATE, fact="des_on", required=True)
    ask(referent, survey, "avis", QuestionKind.CHOICE, choices=["Oui", "Non"])
    surveys.freeze_population(actor=referent, survey=survey, at=AT)
    surveys.open_survey(actor=referent, survey=survey, at=AT, on=ON)
    survey.refresh_from_db()
    return survey


def mailed_tokens() -> dict[str, str]:
    """Return the token last sent to each address, as the person would read it."""
    tokens = {}
    for mail in OutgoingMail.objects.filter(kind__startswith="contracts.survey_").order_by("created_at"):
        tokens[mail.recipient] = mail.body.split("/enquete/lien/")[1].split("/")[0]
    return tokens


def answer(contract: Contract, code: str, typed: str, at: dt.datetime = AT, on: dt.date = ON) -> None:
    invitation = contract.invitations.get()
    survey_answers.save_answer(
        actor=person_of(contract),
        invitation=invitation,
        question=invitation.survey.questions.get(code=code),
        typed=typed,
        at=at,
        on=on,
    )


def submit(contract: Contract) -> list[Proposal]:
    return survey_answers.submit_answers(
        actor=person_of(contract), invitation=contract.invitations.get(), at=AT, on=ON
    )


def test_population_is_frozen_with_the_active_contracts_of_the_region(
    referent: Actor, agency: Agency
) -> None:
    mine = ContractFactory(agency=agency)
    ContractFactory(agency=agency, status="completed", closed_on=ON)
    ContractFactory()

    survey = opened(referent)
    ContractFactory(agency=agency)

    assert [invitation.contract for invitation in survey.invitations.all()] == [mine]
    assert survey.population_size == 1


@pytest.mark.parametrize(
    ("population", "expected"), [(SurveyPopulation.TRAINING, "T"), (SurveyPopulation.GRADUATED, "G")]
)
def test_population_follows_the_stage(
    referent: Actor, agency: Agency, population: SurveyPopulation, expected: str
) -> None:
    ContractFactory(agency=agency, number="T")
    ContractFactory(agency=agency, number="G", training_completed_on=ON)

    survey = opened(referent, population=population)

    assert [invitation.contract.number for invitation in survey.invitations.all()] == [expected]


def test_survey_without_question_is_not_frozen(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)

    with pytest.raises(Refusal) as refused:
        surveys.freeze_population(actor=referent, survey=composed(referent), at=AT)

    assert refused.value.code == "SURVEY_EMPTY"


def test_survey_for_nobody_is_not_frozen(referent: Actor) -> None:
    survey = composed(referent)
    ask(referent, survey, "avis", QuestionKind.TEXT)

    with pytest.raises(Refusal) as refused:
        surveys.freeze_population(actor=referent, survey=survey, at=AT)

    assert refused.value.code == "POPULATION_EMPTY"
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.DRAFT


def test_frozen_survey_is_no_longer_composed_until_it_is_thawed(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)
    survey = composed(referent)
    ask(referent, survey, "avis", QuestionKind.TEXT)
    surveys.freeze_population(actor=referent, survey=survey, at=AT)

    with pytest.raises(Refusal) as refused:
        ask(referent, survey, "autre", QuestionKind.TEXT)
    surveys.thaw_population(actor=referent, survey=survey, at=AT)
    ask(referent, survey, "autre", QuestionKind.TEXT)

    assert refused.value.code == "SURVEY_STEP_REFUSED"
    assert not survey.invitations.exists()


def test_questions_move_up_and_close_ranks(referent: Actor) -> None:
    survey = composed(referent)
    for code in ("aa", "bb", "cc"):
        ask(referent, survey, code, QuestionKind.TEXT)

    surveys.move_question_up(actor=referent, question=survey.questions.get(code="cc"), at=AT)
    surveys.remove_question(actor=referent, question=survey.questions.get(code="aa"), at=AT)

    assert list(survey.questions.values_list("position", "code")) == [(1, "cc"), (2, "bb")]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "des"}, "QUESTION_CODE_TAKEN"),
        ({"fact": "des_on", "kind": QuestionKind.DATE}, "FACT_ALREADY_ASKED"),
        ({"kind": QuestionKind.CHOICE, "choices": ["Oui"]}, "CHOICES_MISSING"),
        ({"fact": "share"}, "FACT_DOES_NOT_FIT"),
    ],
)
def test_question_that_cannot_stand_is_refused(referent: Actor, facts: dict[str, object], code: str) -> None:
    survey = composed(referent)
    ask(referent, survey, "des", QuestionKind.DATE, fact="des_on")

    with pytest.raises(BadInput) as refused:
        ask(referent, survey, **{"code": "autre", "kind": QuestionKind.TEXT} | facts)

    assert refused.value.code == code
    assert survey.questions.count() == 1


def test_referent_of_another_region_may_not_touch_a_survey(referent: Actor) -> None:
    survey = composed(referent)
    stranger = actor_of(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(), user=UserFactory()))

    with pytest.raises(Forbidden):
        surveys.freeze_population(actor=stranger, survey=survey, at=AT)


def test_opening_sends_one_link_to_each_person_once(referent: Actor, agency: Agency) -> None:
    people = ContractFactory.create_batch(3, agency=agency)
    opened(referent)

    for _ in range(2):
        survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)

    assert sorted(mailed_tokens()) == sorted(contract.user.email for contract in people)
    assert SurveyLink.objects.count() == 3


def test_no_token_is_kept_once_its_message_has_left(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    assert send_mail(mail_id=OutgoingMail.objects.get().id, at=AT)

    assert token not in OutgoingMail.objects.get().body
    assert SurveyLink.objects.get().token_hash == survey_links.token_hash(token)


def test_reminder_goes_only_to_those_who_have_not_answered_and_replaces_their_link(
    referent: Actor, agency: Agency
) -> None:
    answered, silent = ContractFactory.create_batch(2, agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    first = mailed_tokens()[silent.user.email]
    answer(answered, "des", "31/10/2027")
    submit(answered)

    later = AT + 7 * DAY
    survey_links.send_due_links(actor=SWEEP, at=later, on=ON + 7 * DAY)

    reminded = OutgoingMail.objects.filter(kind="contracts.survey_reminder")
    assert [mail.recipient for mail in reminded] == [silent.user.email]
    assert survey_links.live_link(first, later) is None
    assert survey_links.live_link(mailed_tokens()[silent.user.email], later) is not None


def test_wave_resumes_after_a_kill_and_leaves_nobody_out(
    referent: Actor, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContractFactory.create_batch(5, agency=agency)
    opened(referent)
    monkeypatch.setattr(survey_links, "BATCH", 2)
    wave = Survey.objects.get().waves.get(number=0)
    survey_links._send_batch(wave, AT)  # the worker dies here

    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)

    assert SurveyLink.objects.count() == 5
    assert OutgoingMail.objects.filter(kind="contracts.survey_invitation").count() == 5
    wave.refresh_from_db()
    assert wave.completed_at == AT


def test_link_opens_once(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    invitation = survey_links.use_link(token=token, at=AT)

    assert invitation.contract == contract
    with pytest.raises(Refusal):
        survey_links.use_link(token=token, at=AT)


def test_looking_at_a_link_changes_nothing(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    before = list(SurveyLink.objects.values())

    for _ in range(3):
        assert survey_links.live_link(token, AT) is not None

    assert list(SurveyLink.objects.values()) == before


def forged(token: str) -> list[str]:
    flipped = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in (0, 20, 42)]
    wrapped = [
        f"{token}=",
        f"{token}.",
        f"{token}\n",
        f" {token}",
        f'"{token}"',
        f"{token}\x00",
        token + token,
    ]
    others = [
        "",
        "a",
        "x" * 10_000,
        token[:-1],
        token[1:],
        token.swapcase(),
        token.replace("a", "а"),
        "\ud800",
    ]
    altered = flipped + wrapped + others + [f"eyJhbGciOiJub25lIn0.{token}."]
    return [one for one in altered if one != token]


def test_every_altered_token_is_refused(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    for altered in forged(token):
        with pytest.raises(Refusal):
            survey_links.use_link(token=altered, at=AT)

    assert survey_links.live_link(token, AT) is not None


def test_link_expires_with_the_last_day_in_paris(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    midnight = dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC)  # the end of 31 March in Paris, in summer time

    assert survey_links.live_link(token, midnight - dt.timedelta(seconds=1)) is not None
    assert survey_links.live_link(token, midnight) is None


def test_token_hashed_for_another_purpose_opens_nothing(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    SurveyLink.objects.update(token_hash=hashlib.sha256(b"employer:" + token.encode()).hexdigest())

    assert survey_links.live_link(token, AT) is None


@pytest.mark.parametrize("gone", ["closed", "deactivated", "answered"])
def test_link_of_a_closed_survey_a_deactivated_person_or_a_sent_answer_opens_nothing(
    referent: Actor, agency: Agency, gone: str
) -> None:
    contract = ContractFactory(agency=agency)
    survey = opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    if gone == "closed":
        surveys.close_survey(actor=referent, survey=survey, at=AT)
    elif gone == "deactivated":
        contract.user.is_active = False
        contract.user.save(update_fields=["is_active"])
    else:
        answer(contract, "des", "31/10/2027")
        submit(contract)

    with pytest.raises(Refusal):
        survey_links.use_link(token=token, at=AT)


def test_asked_link_goes_to_the_invited_address_and_not_twice_in_a_row(
    referent: Actor, agency: Agency
) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    first = mailed_tokens()[contract.user.email]
    later = AT + dt.timedelta(hours=1)

    assert survey_links.ask_new_link(email="inconnu@example.org", at=later) == 0
    assert survey_links.ask_new_link(email=contract.user.email.upper(), at=later) == 1
    assert survey_links.ask_new_link(email=contract.user.email, at=later) == 0

    assert survey_links.live_link(first, later) is None
    assert survey_links.live_link(mailed_tokens()[contract.user.email], later) is not None


def test_answers_are_kept_one_by_one_and_may_be_changed_before_they_are_sent(
    referent: Actor, agency: Agency
) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)

    answer(contract, "avis", "Oui")
    answer(contract, "avis", "Non")
    answer(contract, "des", "31/10/2027")
    answer(contract, "des", "")

    invitation = contract.invitations.get()
    assert [kept.value for kept in invitation.answers.all()] == ["Non"]
    assert invitation.started_at == AT


def test_required_answer_is_asked_before_sending(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    answer(contract, "avis", "Oui")

    with pytest.raises(BadInput) as refused:
        submit(contract)

    assert refused.value.code == "ANSWER_MISSING"
    assert contract.invitations.get().submitted_at is None


@pytest.mark.parametrize(("close", "on"), [(True, ON), (False, CLOSES + DAY)])
def test_answer_after_the_close_is_refused_and_nothing_is_kept(
    referent: Actor, agency: Agency, close: bool, on: dt.date
) -> None:
    contract = ContractFactory(agency=agency)
    survey = opened(referent)
    if close:
        surveys.close_survey(actor=referent, survey=survey, at=AT)

    with pytest.raises(Refusal) as refused:
        answer(contract, "avis", "Oui", on=on)

    assert refused.value.code == "SURVEY_CLOSED"
    assert not contract.invitations.get().answers.exists()


def test_nobody_answers_for_somebody_else(referent: Actor, agency: Agency) -> None:
    mine, other = ContractFactory.create_batch(2, agency=agency)
    survey = opened(referent)

    with pytest.raises(Forbidden):
        survey_answers.save_answer(
            actor=person_of(mine),
            invitation=other.invitations.get(),
            question=survey.questions.get(code="avis"),
            typed="Oui",
            at=AT,
            on=ON,
        )


def test_sending_proposes_only_what_differs_from_the_file(referent: Actor, agency: Agency) -> None:
    same = ContractFactory(agency=agency, des_on=dt.date(2027, 10, 31))
    new = ContractFactory(agency=agency)
    opened(referent)
    for contract in (same, new):
        answer(contract, "des", "31/10/2027")
        submit(contract)

    proposal = Proposal.objects.get()
    assert (proposal.contract, proposal.value_on_file, proposal.proposed_value) == (new, "", "2027-10-31")


def test_sent_answers_are_not_changed_any_more(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    answer(contract, "des", "31/10/2027")
    submit(contract)

    with pytest.raises(Refusal) as refused:
        answer(contract, "des", "30/10/2027")

    assert refused.value.code == "ALREADY_ANSWERED"


@pytest.mark.parametrize(
    ("fact", "value", "read"),
    [
        ("des_on", "2026-01-31", lambda c: c.des_on == dt.date(2026, 1, 31)),
        ("de_on", "2026-02-05", lambda c: c.de_on == dt.date(2026, 2, 5)),
        ("internship_started_on", "2025-11-03", lambda c: c.internship_started_on == dt.date(2025, 11, 3)),
        ("specialty", "pediatrie", lambda c: c.specialty == "pediatrie"),
        ("address", "1 rue Inventée", lambda c: c.particulars.postal_address == "1 rue Inventée"),
        ("place", "Fabrezan (11200)", lambda c: c.particulars.intended_place == "Fabrezan (11200)"),
        ("share", "0.6", lambda c: str(c.particulars.intended_share.normalize()) == "0.6"),
    ],
)
def test_accepted_proposal_is_written_in_the_file(
    referent: Actor, agency: Agency, fact: str, value: str, read: object
) -> None:
    on_file = "medecine_generale" if fact == "specialty" else ""
    proposal = ProposalFactory(
        invitation__survey__agency=agency, fact=fact, value_on_file=on_file, proposed_value=value
    )

    survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert read(Contract.objects.get(id=proposal.contract_id))  # type: ignore[operator]  # a lambda
    line = Entry.objects.get(action="contracts.survey_proposal_accepted")
    assert line.subject_id == proposal.contract.candidate_id
    assert value not in str(line.facts)


def test_proposal_is_decided_once(referent: Actor, agency: Agency) -> None:
    proposal = ProposalFactory(invitation__survey__agency=agency)
    survey_proposals.refuse_proposal(actor=referent, proposal=proposal, reason="déjà corrigé", at=AT)

    with pytest.raises(Refusal) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "PROPOSAL_ALREADY_DECIDED"
    proposal.contract.refresh_from_db()
    assert proposal.contract.specialty == "medecine_generale"


def test_proposal_made_on_a_file_that_has_changed_since_is_not_accepted(
    referent: Actor, agency: Agency
) -> None:
    proposal = ProposalFactory(invitation__survey__agency=agency)
    Contract.objects.update(specialty="gynecologie")

    with pytest.raises(Refusal) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "FILE_CHANGED_MEANWHILE"


def test_proposal_that_the_file_cannot_hold_is_refused_clearly(referent: Actor, agency: Agency) -> None:
    proposal = ProposalFactory(
        invitation__survey__agency=agency, fact="des_on", value_on_file="", proposed_value="2026-01-31"
    )
    Contract.objects.update(internship_started_on=dt.date(2026, 2, 2))

    with pytest.raises(BadInput) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "DES_BEFORE_INTERNSHIP"
    proposal.refresh_from_db()
    assert proposal.status == "pending"


def test_survey_closes_by_itself_the_day_after_its_last_day(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)
    survey = opened(referent)

    assert surveys.close_due_surveys(actor=SWEEP, at=AT, on=CLOSES) == 0
    assert surveys.close_due_surveys(actor=SWEEP, at=AT, on=CLOSES + DAY) == 1
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.CLOSED


def test_figures_count_sent_answers_over_the_frozen_population_beside_the_year_before(
    referent: Actor, agency: Agency
) -> None:
    people = ContractFactory.create_batch(12, agency=agency)
    before = opened(referent)
    for contract in people:
        answer(contract, "des", "31/10/2027")
        answer(contract, "avis", "Oui")
        submit(contract)
    surveys.close_survey(actor=referent, survey=before, at=AT)
    after = composed(referent, title="Enquête 2027", follows=before)

    result = results_of(referent, before.id)

    assert (result.progress.answered, str(result.progress.rate)) == (12, "100.0")
    avis = next(one for one in result.questions if one.question.code == "avis")
    assert [(row.figure.label, row.figure.count) for row in avis.rows] == [
        ("Oui", 12),
        ("Non", 0),
        ("Sans réponse", 0),
    ]
    compared = results_of(referent, after.id)
    assert all(one.compared for one in compared.questions)
    assert compared.before is not None
    assert compared.before.answered == 12


def test_document_answer_is_kept(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    survey = composed(referent)
    ask(referent, survey, "piece", QuestionKind.DOCUMENT)
    surveys.freeze_population(actor=referent, survey=survey, at=AT)
    surveys.open_survey(actor=referent, survey=survey, at=AT, on=ON)
    document: StoredDocument = StoredDocumentFactory(filename="certificat.pdf")

    kept = survey_answers.save_answer(
        actor=person_of(contract),
        invitation=contract.invitations.get(),
        question=survey.questions.get(),
        typed="",
        document=document,
        at=AT,
        on=ON,
    )

    assert kept is not None
    assert kept.document == document
