"""The zone of a place, for a profession, on a day. Public reads: a zoning is published."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from django.db import connection

from cesp_portal.common.kept import kept, note_tables, tables_in
from zonage.models import Snapshot
from zonage.rules.codes import COMMUNE_OF_ARRONDISSEMENT, SPLIT_COMMUNES, department_of, is_district_code
from zonage.rules.labels import NO_LEVEL_CODES
from zonage.rules.lineage import ENDING, STARTING
from zonage.rules.substitutes import zoning_used_before_its_own
from zonage.selectors.territories import changes_known, ending_change, find_commune

NO_ZONING_PROFESSIONS = frozenset({"pharmacie"})


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """The published snapshot that an answer comes from."""

    id: str
    region: str
    order_number: str
    order_on: dt.date | None
    effective_on: dt.date


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """The level of a place on a day. ``eligible`` is None when it cannot be told; ``reason`` is a French sentence.

    ``level`` is the stable code, ``label`` the words of the order; both are absent without a level.
    """

    code: str
    name: str
    level: str | None
    label: str
    eligible: bool | None
    snapshot: SnapshotRef | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The snapshot in force for a place and, when it has one, the place's own row in it.

    ``merged``: the code stopped being a commune's after the snapshot took effect. ``edition``: the loading of the
    official code whose knowledge the answer rests on.
    """

    place: str
    snapshot: SnapshotRef | None
    level: str | None
    label: str
    name: str
    eligible: bool | None
    order_on: dt.date | None
    merged: bool
    edition: int


_ENDING, _STARTING = (", ".join(map(str, sorted(movements))) for movements in (ENDING, STARTING))
# One statement, index look-ups only: the snapshot wanted of the place's region, what was known of the official code,
# the place, its own row in the snapshot, and whether its code stopped being a commune's since that took effect.
# Known is what was loaded by the publication, or by the end of the day asked: what is learnt later speaks for the
# days after only, so that no loading changes an answer for an earlier day. INSEE's movements are constants of it.
_STATEMENT = f"""
SELECT c.name, s.id, s.region_id, s.order_number, s.order_on, s.effective_on,
       l.code, l.label, l.name, l.is_eligible, z.order_on,
       EXISTS (
           SELECT 1 FROM zonage_communechange m
           WHERE m.before_code = %(code)s AND m.after_code <> %(code)s AND m.movement IN ({_ENDING})
             AND m.before_kind = 'COM' AND m.after_kind = 'COM'
             AND m.effective_on <= %(on)s AND m.effective_on > s.effective_on
             AND (m.known_from_id IS NULL OR m.known_from_id <= k.edition)
             AND NOT EXISTS (
                 SELECT 1 FROM zonage_communechange r
                 WHERE r.after_code = %(code)s AND r.before_code <> %(code)s AND r.movement IN ({_STARTING})
                   AND r.after_kind = 'COM' AND r.effective_on <= %(on)s AND r.effective_on > m.effective_on
                   AND (r.known_from_id IS NULL OR r.known_from_id <= k.edition)
             )
       ),
       k.edition
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (
    SELECT s.* FROM zonage_department d JOIN zonage_snapshot s ON s.region_id = d.region_id
    WHERE d.code = %(department)s AND s.profession = %(profession)s AND s.unit = %(unit)s
      AND (WANTED)
    ORDER BY s.effective_on DESC LIMIT 1
) s ON TRUE
CROSS JOIN LATERAL (
    SELECT GREATEST(s.territories_id, max(t.id), 0) AS edition FROM zonage_territoryload t
    WHERE t.loaded_at < (%(on)s::date + 1)::timestamp AT TIME ZONE 'Europe/Paris'
       OR (s.id IS NOT NULL AND s.published_at IS NULL)
) k
LEFT JOIN LATERAL (
    SELECT name FROM zonage_commune
    WHERE code = %(code)s AND (known_from_id IS NULL OR known_from_id <= k.edition)
      AND (known_until_id IS NULL OR known_until_id > k.edition)
    ORDER BY COALESCE(starts_on > %(on)s, FALSE) OR COALESCE(ends_until <= %(on)s, FALSE), kind NOT IN ('COM', 'ARM')
    LIMIT 1
) c ON TRUE
LEFT JOIN zonage_zone z ON z.snapshot_id = s.id AND z.code = %(code)s
LEFT JOIN zonage_level l ON l.id = z.level_id
"""  # noqa: S608  # the inserted numbers are constants of the rules
_READ = tables_in(_STATEMENT)
_IN_FORCE = _STATEMENT.replace(
    "WANTED", "s.status IN ('published', 'superseded') AND s.effective_on <= %(on)s"
).encode()
_UNDER_ONE = _STATEMENT.replace("WANTED", "s.id = %(under)s").encode()


@dataclass(frozen=True, slots=True)
class _Question:
    """For which profession and day; ``under`` names one snapshot to answer with as if it were in force."""

    profession: str
    on: dt.date
    under: str = ""


def zone_of(*, code: str, profession: str, on: dt.date) -> ZoneAnswer:
    """Return the level of a commune, arrondissement or QPV for a profession on a day (there is no default day)."""
    code = code.strip().upper()
    if profession in NO_ZONING_PROFESSIONS:
        name = _row(code, _Question(profession, on)).place
        return ZoneAnswer(
            code, name, None, "", None, None, "Aucun zonage n'existe à ce jour pour les pharmaciens."
        )
    answer = _zone_in(code, _Question(profession, on))
    if answer.snapshot is None:
        other = zoning_used_before_its_own(profession, region_of(code), on)
        if other is not None:
            used = _zone_in(code, _Question(other.profession, on))
            if used.snapshot is not None:
                return replace(used, reason=f"{other.sentence} {used.reason}")
    return answer


def zone_under(snapshot: Snapshot, *, code: str, on: dt.date) -> ZoneAnswer:
    """Return what ``zone_of`` would say on a day if this snapshot, draft or not, were the one in force.

    A place of another region has no snapshot in the answer: this one does not speak of it.
    """
    return _zone_in(code.strip().upper(), _Question(snapshot.profession, on, str(snapshot.pk)))


def region_of(code: str) -> str | None:
    """Return the region of a commune or QPV code, by its department: a page with hundreds of communes asks once."""
    department = department_of(code)
    return kept(f"region-of:{department}", lambda: _region(department)) or None


def _region(department: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT region_id FROM zonage_department WHERE code = %s", [department])
        row = cursor.fetchone()
    return row[0] if row else ""


def _zone_in(code: str, question: _Question, before: frozenset[str] = frozenset()) -> ZoneAnswer:
    """Answer for a code; ``before`` are the codes that led to it, which no movement may lead back to."""
    row = _row(code, question)
    if not row.place and row.level is None and not _is_known_district(code):
        return replace(_without(code, row, f"Aucune commune ne porte le code « {code} »."), snapshot=None)
    if row.snapshot is None:
        reason = f"Aucun zonage publié ne s'appliquait ici le {question.on:%d/%m/%Y} pour cette profession."
        return _without(code, row, reason)
    if is_district_code(code):
        return (
            _answer(code, row) if row.level else _without(code, row, "Ce quartier n'a pas de zonage propre.")
        )
    if row.merged:
        answer = _by_successor(code, question, row, before | {code})
        if answer is not None:
            return answer
    if row.level is not None:
        return _answer(code, row)
    return _by_relatives(code, question, row)


def _row(code: str, question: _Question) -> _Row:
    facts = {
        "code": code,
        "department": department_of(code),
        "profession": question.profession,
        "unit": "qpv" if is_district_code(code) else "commune",
        "on": question.on,
    }
    statement = _IN_FORCE
    if question.under:
        facts["under"], statement = question.under, _UNDER_ONE
    place, identifier, region, number, order_on, effective_on, *own, merged, edition = _prepared(
        statement, facts
    )
    level, label, name, eligible, own_order = own
    # A draft whose first day is not known yet is read as if it were the day asked.
    ref = (
        SnapshotRef(str(identifier), region, number, order_on, effective_on or question.on)
        if identifier
        else None
    )
    return _Row(place or "", ref, level, label or "", name or "", eligible, own_order, merged, edition)


def _prepared(statement: bytes, facts: Mapping[str, object]) -> tuple[Any, ...]:
    """Return the only row of a statement that the server plans once per connection: planning costs most."""
    connection.ensure_connection()
    # Nobody hears what goes past Django's cursors: what is kept must know that it rests on the zonings.
    note_tables(_READ)
    with psycopg.Cursor(connection.connection) as cursor:
        row: tuple[Any, ...] | None = cursor.execute(statement, facts, prepare=True).fetchone()
    if row is None:
        raise AssertionError("A statement on constants always has its row")
    return row


def _by_successor(code: str, question: _Question, row: _Row, before: frozenset[str]) -> ZoneAnswer | None:
    """Answer for a code that merged since the order: the commune that kept its code keeps its zoning."""
    since = row.snapshot.effective_on if row.snapshot is not None else None
    merged = ending_change(code, question.on, after=since, edition=row.edition)
    if merged is None or merged.after_code in before:
        return None
    after = _zone_in(merged.after_code, question, before)
    reason = (
        f"Depuis le {merged.effective_on:%d/%m/%Y}, {merged.before_name} fait partie de {merged.after_name} "
        f"({merged.after_code}), qui garde le zonage de son code. {after.reason}"
    )
    return replace(after, code=code, reason=reason)


def _answer(code: str, row: _Row) -> ZoneAnswer:
    if row.level in NO_LEVEL_CODES:
        sentence = f"Le zonage publié ne donne pas de niveau ici (« {row.label} »)."
        return ZoneAnswer(
            code, row.place, None, row.label, None, row.snapshot, f"{sentence} {_order_words(row)}"
        )
    eligible = {
        True: "éligible au CESP",
        False: "non éligible au CESP",
        None: "éligibilité à confirmer (selon l'adresse, ou texte non trouvé)",
    }[row.eligible]
    sentence = f"{row.name} (« {row.label} ») : {eligible}. {_order_words(row)}"
    return ZoneAnswer(code, row.place, row.level, row.label, row.eligible, row.snapshot, sentence)


def _order_words(row: _Row) -> str:
    if row.snapshot is None:
        return ""
    day = row.order_on or row.snapshot.order_on
    number = f" n° {row.snapshot.order_number}" if row.snapshot.order_number else ""
    order = f"Arrêté{number} du {day:%d/%m/%Y}" if day else f"Arrêté{number} sans date connue"
    return f"{order}, appliqué à partir du {row.snapshot.effective_on:%d/%m/%Y}."


def _by_relatives(code: str, question: _Question, row: _Row) -> ZoneAnswer:
    """Answer for a code that the order does not list, by the communes it is part of or made of, if they agree."""
    relatives, words = _relatives(code, question.on, row.edition)
    rows = {relative: _row(relative, question) for relative in relatives}
    known = {relative: found for relative, found in rows.items() if found.level is not None}
    if not known:
        reason = f"Cette commune n'a pas de ligne dans le zonage en vigueur. {_order_words(row)}"
        return _without(code, row, reason)
    if len({found.level for found in known.values()}) == 1:
        relative, found = next(iter(known.items()))
        answer = _answer(relative, found)
        return replace(answer, code=code, name=row.place or answer.name, reason=f"{words} {answer.reason}")
    listed = ", ".join(f"{relative} : {found.label}" for relative, found in sorted(known.items()))
    return _without(code, row, f"{words} Leurs niveaux diffèrent ({listed}) : précisez le lieu.")


def _relatives(code: str, on: dt.date, edition: int) -> tuple[Sequence[str], str]:
    if code in SPLIT_COMMUNES:
        return SPLIT_COMMUNES[code], "Le zonage est fixé par arrondissement."
    if code in COMMUNE_OF_ARRONDISSEMENT:
        return (COMMUNE_OF_ARRONDISSEMENT[code],), "Le zonage est fixé pour la commune entière."
    today = find_commune(code, on, edition)
    if today is None:
        return (), ""
    if today.code != code:
        words = f"Ce jour-là, le code {code} est celui d'une partie de {today.name} ({today.code})."
        return (today.code,), words
    if today.kind not in ("COM", "ARM"):
        whole = find_commune(today.parent_code, on, edition)
        words = "Cette ancienne commune fait partie d'une commune plus grande."
        return ((whole.code,) if whole is not None else ()), words
    before = (
        changes_known(edition)
        .filter(after_code=code, after_kind="COM", before_kind="COM", effective_on__lte=on)
        .exclude(before_code=code)
    )
    codes = before.order_by("-effective_on").values_list("before_code", flat=True)
    return list(codes), "Cette commune vient de celles que l'arrêté connaissait."


def _is_known_district(code: str) -> bool:
    """Tell whether a code may be that of a QPV: its department exists, for no list of them all is at hand."""
    return is_district_code(code) and region_of(code) is not None


def _without(code: str, row: _Row, reason: str) -> ZoneAnswer:
    return ZoneAnswer(code, row.place, None, "", None, row.snapshot, reason)
