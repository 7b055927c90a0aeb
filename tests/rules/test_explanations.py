"""What an answer says of itself: the lines, the values and the sources that a reader is shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Confidence, Finding, Line, Source, Verdict, conclude
from cesp_portal.common.rules.regions import region_name
from contracts.enums import Cause, Regime, Stage, Track
from contracts.rules.allowances import NetAllowanceFacts, is_checked, is_confirmed, net_allowance
from contracts.rules.commitment import commitment, minimum_months
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from contracts.rules.deadlines import OfferDeadlineFacts, offer_deadline
from contracts.rules.eligibility import EligibilityFacts, eligibility
from contracts.rules.indemnities import IndemnityFacts, MonthRange, indemnity
from contracts.rules.leaves import DisponibiliteFacts, disponibilite
from contracts.rules.parameters import FINDINGS
from contracts.rules.regimes import RegimeFacts, regime_of, starts_on
from contracts.rules.suspended_months import population_at
from installations.enums import WorkMode
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.replacements import ReplacementFacts, replacement
from installations.rules.work_shares import WorkShareFacts, work_share
from installations.rules.zone_rights import ZoneChange, ZoneRightFacts, zone_right
from zonage.rules.levels import eligible_levels, level_label, read_level

LAW = Source("loi", "Loi inventée", "art. 1er", date(2020, 1, 1))


def test_line_reads_as_a_sentence() -> None:
    line = Line(
        "Délai", (("reçu le", "10/06/2024"), ("la règle dit", "30 jours")), LAW, Confidence.ADMINISTRATION
    )
    assert (
        str(line)
        == "Délai : reçu le 10/06/2024 ; la règle dit 30 jours [Loi inventée, art. 1er] (à confirmer)"
    )
    assert str(Line("Délai", (("", "1"),), None, Confidence.TEXT)) == "Délai : 1"
    assert str(Source("x", "Loi")) == "Loi"


def test_finding_keeps_its_facts_and_says_whether_it_is_sure() -> None:
    finding = FINDINGS.finding("FLOOR_24", months_paid=12)
    assert finding.facts == (("months_paid", "12"),)
    assert not finding.to_confirm
    assert FINDINGS.finding("WEEKEND").to_confirm
    assert str(finding) == finding.sentence
    assert FINDINGS.missing("received_on").sentence == (
        "Il manque la date de réception : sans cette information, le portail ne conclut pas."
    )


def test_one_unmet_condition_suffices_then_one_unknown() -> None:
    def found(verdict: Verdict) -> Finding:
        return Finding("X", verdict, "x.")

    assert conclude([]) is Verdict.MET
    assert conclude([found(Verdict.MET)]) is Verdict.MET
    assert conclude([found(Verdict.MET), found(Verdict.CANNOT_TELL)]) is Verdict.CANNOT_TELL
    assert conclude([found(Verdict.CANNOT_TELL), found(Verdict.NOT_MET)]) is Verdict.NOT_MET
    assert {verdict.label for verdict in Verdict} == {
        "condition remplie",
        "condition non remplie",
        "à examiner par un agent",
    }
    assert Confidence.UNKNOWN.label == "inconnu"


def test_region_is_named() -> None:
    assert region_name("76") == "Occitanie"
    assert region_name("987") == "Polynésie française"
    assert region_name("99") == "99"


def test_deadline_cites_the_text_of_its_day() -> None:
    old, new, last = (
        offer_deadline(OfferDeadlineFacts(day)).explain[0]
        for day in (date(2015, 6, 10), date(2024, 6, 10), date(2026, 6, 10))
    )
    assert "2010-735" in str(old)
    assert "rédaction de 2020" in str(new)
    assert last.to_confirm
    assert ("reçu le", "10/06/2024") in new.values


def test_regime_cites_its_first_day_or_the_dispute() -> None:
    answer = regime_of(RegimeFacts(Profession.MEDECINE, date(2022, 11, 1), date(2023, 6, 1)))
    assert ("candidature", "01/11/2022") in answer.explain[0].values
    assert ("conclusion", "01/06/2023") in answer.explain[0].values
    assert "2020-268" in str(answer.explain[0])
    disputed = regime_of(RegimeFacts(Profession.MEDECINE, date(2019, 11, 1), date(2020, 2, 1)))
    assert len(disputed.explain) == 2
    assert starts_on(Regime.R4) == date(2026, 1, 16)


def test_net_allowance_shows_its_levies() -> None:
    answer = net_allowance(NetAllowanceFacts(Month.parse("2024-06")))
    assert [line.values[-1][1] for line in answer.explain[:4]] == [
        "1\u202f200,00\xa0€",
        "98,25 %",
        "9,2 %",
        "0,5 %",
    ]
    assert ("net avant impôt", "1\u202f085,63\xa0€") in answer.explain[-1].values
    assert is_confirmed(Month.parse("2025-12"))
    assert not is_confirmed(Month.parse("2026-01"))
    assert is_checked(Month.parse("2026-11"))
    assert not is_checked(Month.parse("2026-12"))
    assert net_allowance(NetAllowanceFacts(Month.parse("2026-12"))).net is None
    assert net_allowance(NetAllowanceFacts(Month.parse("2026-11"))).net == Decimal("1085.63")
    assert net_allowance(NetAllowanceFacts(Month.parse("2025-12"))).findings == ()
    assert net_allowance(NetAllowanceFacts()).net is None


def test_indemnity_shows_months_by_rate_and_the_other_reading() -> None:
    paid = (MonthRange(Month.parse("2016-10"), Month.parse("2020-09")),)
    answer = indemnity(
        IndemnityFacts(Regime.R2, Profession.MEDECINE, paid, Stage.BEFORE_DIPLOMA, Cause.SIGNATAIRE)
    )
    assert "octobre\xa02016 à décembre\xa02017 15 × 1\u202f105,67\xa0€ = 16\u202f585,05\xa0€" in str(
        answer.explain[0]
    )
    assert "33 × 1\u202f085,63\xa0€" in str(answer.explain[1])
    assert ("mois de versement", "48") in answer.explain[-1].values
    few = (MonthRange(Month.parse("2019-11"), Month.parse("2020-10")),)
    estimate = indemnity(
        IndemnityFacts(Regime.R2, None, few, Stage.IN_PRACTICE, Cause.SIGNATAIRE, None, 24, Fraction(0))
    )
    assert estimate.indemnity == Decimal("26055.12")
    assert ("autre lecture, au prorata des sommes versées", "13\u202f027,56\xa0€") in estimate.explain[
        -2
    ].values
    assert estimate.total == Decimal("46055.12")
    future = (MonthRange(Month.parse("2026-01"), Month.parse("2027-12")),)
    later = indemnity(IndemnityFacts(Regime.R3, None, future, Stage.AFTER_DIPLOMA, Cause.SIGNATAIRE))
    assert later.is_estimate
    nobody = indemnity(IndemnityFacts(Regime.R3, None, (), Stage.AFTER_DIPLOMA, Cause.SIGNATAIRE))
    assert (nobody.indemnity, nobody.total) == (0, 20000)
    assert indemnity(IndemnityFacts(cause=Cause.DECES)).total == 0
    assert indemnity(IndemnityFacts()).total is None
    assert not indemnity(IndemnityFacts()).is_estimate


def test_commitment_says_where_its_first_month_comes_from() -> None:
    given = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.PADHUE,
        regime=Regime.R3,
        first_paid_month=Month.parse("2025-09"),
        training_completed_on=date(2027, 10, 31),
        as_of=date(2028, 1, 1),
    )
    lines = [str(line) for line in commitment(given).explain]
    assert (
        lines[0]
        == "Premier mois payé, donné par l'autorité qui paie : premier mois payé septembre\xa02025 (à confirmer)"
    )
    assert "formation terminée le 31\xa0octobre\xa02027" in lines[1]
    assert "jour de référence 1er\xa0janvier\xa02028" in lines[2]
    assert minimum_months(None) == 24


def test_exactly_the_minimum_is_no_floor() -> None:
    facts = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R2,
        cycle_at_application=3,
        academic_year="2022-2023",
        as_of=date(2024, 10, 1),
    )
    answer = commitment(facts)
    assert (answer.months_paid, answer.findings) == (24, ())
    assert ("dus", "24\xa0mois") in answer.explain[-1].values


def test_commitment_explains_leaves_and_deferrals_by_their_months() -> None:
    facts = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R2,
        cycle_at_application=3,
        academic_year="2022-2023",
        leaves=(Leave("maladie", date(2023, 2, 1), date(2023, 3, 31), suspension_requested=True),),
        des_on=date(2024, 10, 31),
        de_on=date(2024, 10, 31),
        deferrals=(DayRange(date(2024, 11, 1), date(2025, 10, 31)),),
        as_of=date(2026, 1, 1),
    )
    values = [value for line in commitment(facts).explain for value in line.values]
    assert ("février\xa02023 à mars\xa02023", "2\xa0mois") in values
    assert ("novembre\xa02024 à octobre\xa02025", "12\xa0mois") in values


def test_deferral_shows_the_policy_of_the_region_and_the_national_rule() -> None:
    known = deferral(DeferralFacts("76", Regime.R4, date(2027, 10, 31), 6))
    assert [line.rule for line in known.explain] == [
        "Durée maximale d'un report",
        "Nombre maximal de reports",
        "Durée totale maximale des reports",
        "Report et remplacements comptés s'excluent",
        "L'avis motivé du directeur de l'UFR est nécessaire",
        "Durée maximale d'un report, règle nationale",
    ]
    unknown = deferral(DeferralFacts("53", Regime.R4, date(2027, 10, 31), 6))
    assert [str(line.values[-1][1]) for line in unknown.explain] == ["oui", "12 mois"]


def test_commitment_explains_each_suspension() -> None:
    suspended = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R2,
        cycle_at_application=2,
        academic_year="2023-2024",
        internship_started_on=date(2026, 11, 2),
        third_cycle_suspension_requested_on=date(2026, 11, 20),
        as_of=date(2031, 6, 30),
    )
    assert any("dernier mois payé décembre\xa02026" in str(line) for line in commitment(suspended).explain)
    automatic = CommitmentFacts(
        profession=Profession.ODONTOLOGIE,
        track=Track.ETUDIANT,
        regime=Regime.R1_ODO,
        cycle_at_application=2,
        academic_year="2015-2016",
        internship_started_on=date(2017, 11, 2),
        as_of=date(2019, 6, 30),
    )
    assert any(
        "2013-735" in str(line) and "novembre\xa02017" in str(line) for line in commitment(automatic).explain
    )


@pytest.mark.parametrize(
    ("facts", "population"),
    [
        (CommitmentFacts(track=Track.PADHUE), "padhue"),
        (CommitmentFacts(cycle_at_application=2), "2e_cycle"),
        (CommitmentFacts(cycle_at_application=2, internship_started_on=date(2024, 1, 1)), "3e_cycle"),
        (CommitmentFacts(cycle_at_application=2, internship_started_on=date(2024, 1, 2)), "2e_cycle"),
        (CommitmentFacts(cycle_at_application=3), "3e_cycle"),
        (
            CommitmentFacts(profession=Profession.MEDECINE, cycle_at_application=3, des_on=date(2024, 1, 1)),
            "des_sans_these",
        ),
        (
            CommitmentFacts(profession=Profession.MEDECINE, cycle_at_application=3, des_on=date(2024, 1, 2)),
            "3e_cycle",
        ),
        (
            CommitmentFacts(
                profession=Profession.ODONTOLOGIE, cycle_at_application=3, des_on=date(2023, 1, 1)
            ),
            "3e_cycle",
        ),
    ],
)
def test_population_on_the_day_a_leave_starts(facts: CommitmentFacts, population: str) -> None:
    assert population_at(facts, date(2024, 1, 1)) == population


def test_work_share_shows_the_week_it_counted() -> None:
    facts = WorkShareFacts(
        Regime.R2, "76", date(2024, 11, 4), Fraction(4), Fraction(6), None, WorkMode.LIBERAL
    )
    lines = work_share(facts).explain
    assert "Occitanie" in str(lines[0])
    assert ("demi-journées en zone", "4,00") in lines[1].values
    assert ("semaine", "6,00") in lines[1].values
    assert ("part en zone", "0,67") in lines[-1].values


def test_replacement_cites_its_region() -> None:
    facts = ReplacementFacts("52", date(2024, 10, 31), date(2024, 11, 1), date(2025, 4, 30), True, False)
    assert "Pays de la Loire" in str(replacement(facts).explain[0])


def test_zone_right_shows_how_old_the_project_was() -> None:
    history = (ZoneChange("ZIP", date(2018, 5, 1)), ZoneChange("ZAR", date(2025, 4, 15)))
    facts = ZoneRightFacts(
        Profession.MEDECINE, Regime.R2, "11", history, date(2022, 3, 1), None, None, date(2025, 9, 1)
    )
    line = zone_right(facts).explain[-1]
    assert ("projet inchangé depuis le", "01/03/2022") in line.values
    assert ("zone perdue le", "15/04/2025") in line.values


def test_levels_have_french_names_and_an_order_of_trust() -> None:
    assert eligible_levels(Profession.MEDECINE) == ("ZIP", "ZAC")
    assert eligible_levels(Profession.PHARMACIE) == ()
    assert level_label("tres_sous_dotee") == "très sous-dotée"
    assert level_label("inconnu") == "inconnu"
    borrowed = read_level(Profession.ODONTOLOGIE, "ZIP", "11", date(2020, 1, 1))
    assert (borrowed.eligible, borrowed.borrowed) == (True, True)
    assert not read_level(Profession.MEDECINE, "ZIP", "11", date(2020, 1, 1)).borrowed
    assert read_level(Profession.ODONTOLOGIE, "ZAR", "11", date(2020, 1, 1)).eligible is False


def test_first_month_of_the_scheme_is_the_first_that_can_be_paid() -> None:
    facts = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R1_MED,
        cycle_at_application=2,
        first_paid_month=Month.parse("2010-07"),
        as_of=date(2010, 8, 1),
    )
    assert commitment(facts).months_paid == 2
    with pytest.raises(FactError, match="first_paid_month"):
        commitment(replace(facts, first_paid_month=Month.parse("2010-06")))


def test_unknown_regime_of_an_interned_dentist_gives_no_figure() -> None:
    facts = CommitmentFacts(
        profession=Profession.ODONTOLOGIE,
        track=Track.ETUDIANT,
        cycle_at_application=2,
        academic_year="2015-2016",
        internship_started_on=date(2017, 11, 2),
        as_of=date(2019, 1, 1),
    )
    assert commitment(facts).months_paid is None
    assert commitment(replace(facts, internship_started_on=None)).months_paid == 40


def test_leaves_that_follow_each_other_for_two_motives_suspend_the_month_they_share() -> None:
    facts = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R2,
        cycle_at_application=3,
        academic_year="2022-2023",
        leaves=(
            Leave("maternite", date(2023, 2, 1), date(2023, 4, 15), suspension_requested=True),
            Leave("maladie", date(2023, 4, 16), date(2023, 5, 31), suspension_requested=True),
        ),
        as_of=date(2024, 10, 1),
    )
    assert commitment(facts).months_paid == 20


def test_nothing_in_zone_is_no_mistake_and_no_time() -> None:
    facts = WorkShareFacts(
        Regime.R4, "76", date(2027, 1, 4), Fraction(0), Fraction(8), Fraction(0), WorkMode.MIXTE
    )
    assert work_share(facts).share == 0
    assert work_share(replace(facts, hours_in_zone=None)).share is None
    assert work_share(replace(facts, half_days_in_zone=None)).share is None
    assert work_share(replace(facts, half_days_in_zone=Fraction(14), half_days_total=Fraction(14))).share == 1


def test_eligibility_cites_what_its_regime_opens() -> None:
    lines = eligibility(EligibilityFacts(regime=Regime.R2, region="76")).explain
    assert [line.rule for line in lines] == [
        "Professions ouvertes",
        "Première année d'études ouverte",
        "Cumul interdit avec un engagement de même nature",
    ]
    assert {line.values[0] for line in lines} == {("régime", "R2")}


@pytest.mark.parametrize("ground", [None, 4])
def test_disponibilite_cites_the_seniority_of_its_ground(ground: int | None) -> None:
    lines = disponibilite(DisponibiliteFacts(ground=ground, start=date(2025, 11, 2))).explain
    assert len(lines) == (4 if ground else 3)
    assert (("motif", "4") in lines[0].values) is (ground is not None)
