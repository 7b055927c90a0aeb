"""Generated contracts and practice, always consistent with themselves."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from cesp_portal.common.enums import Profession
from contracts.enums import Regime, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from installations.enums import PracticeStatus
from installations.rules.service import Period, ServiceFacts
from installations.rules.statement import PracticePeriod, StatementFacts

ONE_DAY = timedelta(days=1)
shares = st.sampled_from([Fraction(n, 20) for n in (6, 9, 10, 11, 12, 15, 16, 19, 20)])
days_of_practice = st.dates(date(2022, 1, 1), date(2030, 12, 31))
REGIMES = st.sampled_from([Regime.R1_MED, Regime.R2, Regime.R3, Regime.R4])


@st.composite
def ranges(draw: st.DrawFn, first: date, last: date, most: int) -> list[tuple[date, date]]:
    """Up to ``most`` ranges of days that share no day."""
    days = sorted(draw(st.sets(st.dates(first, last), max_size=2 * most)))
    return list(zip(days[::2], days[1::2], strict=False))


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Leave, ...]:
    motives = st.sampled_from(["maternite", "maladie", "adoption", "redoublement"])
    found = draw(ranges(date(2021, 1, 1), date(2026, 12, 31), 3))
    return tuple(Leave(draw(motives), start, end, draw(st.booleans())) for start, end in found)


@st.composite
def contracts(draw: st.DrawFn) -> CommitmentFacts:
    """A doctor's contract signed in second cycle, at any stage."""
    cycle = draw(st.sampled_from([2, 3]))
    internship = draw(st.none() | st.dates(date(2022, 10, 1), date(2023, 12, 1))) if cycle == 2 else None
    asked = draw(st.none() | st.integers(0, 120)) if internship else None
    graduated = draw(st.none() | st.dates(date(2025, 1, 1), date(2028, 12, 31)))
    deferral_days = draw(st.none() | st.integers(30, 700)) if graduated else None
    deferrals = ()
    if graduated and deferral_days:
        start = graduated + timedelta(days=draw(st.integers(1, 60)))
        deferrals = (DayRange(start, start + timedelta(days=deferral_days)),)
    return CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=draw(REGIMES),
        cycle_at_application=cycle,
        academic_year="2020-2021",
        internship_started_on=internship,
        third_cycle_suspension_requested_on=internship + timedelta(days=asked)
        if internship and asked
        else None,
        leaves=draw(leaves()),
        des_on=graduated,
        de_on=graduated,
        deferrals=deferrals,
        as_of=draw(st.dates(graduated or date(2020, 10, 1), date(2036, 12, 31))),
    )


@st.composite
def practice(draw: st.DrawFn) -> tuple[PracticePeriod, ...]:
    """Periods one after the other, the last of which may go on."""
    found = draw(ranges(date(2024, 6, 1), date(2033, 12, 31), 4))
    status = st.sampled_from(PracticeStatus)
    periods = [
        PracticePeriod(draw(shares), draw(st.booleans()), start, end, status=draw(status))
        for start, end in found
    ]
    if draw(st.booleans()):
        start = found[-1][1] + ONE_DAY if found else date(2026, 3, 1)
        periods.append(PracticePeriod(draw(shares), True, start, status=draw(status)))
    return tuple(periods)


@st.composite
def statements(draw: st.DrawFn) -> StatementFacts:
    contract = draw(contracts())
    pauses = draw(ranges(date(2026, 1, 1), date(2033, 12, 31), 2))
    return StatementFacts(contract, draw(practice()), tuple(DayRange(*one) for one in pauses))


@st.composite
def services(draw: st.DrawFn) -> ServiceFacts:
    """Practice for one ``service`` question."""
    periods = tuple(Period(one.share, one.eligible, one.start, one.end) for one in draw(practice()))
    pauses = draw(ranges(date(2024, 6, 1), date(2033, 12, 31), 2))
    return ServiceFacts(
        months_owed=draw(st.integers(24, 120)),
        training_completed_on=draw(st.dates(date(2023, 1, 1), date(2026, 12, 31))),
        periods=periods,
        suspensions=tuple(DayRange(*one) for one in pauses),
        as_of=draw(st.dates(date(2023, 1, 1), date(2040, 12, 31))),
    )
