"""Zoning files written as text, and the problems found in them."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from zonage.rules.files.reading import read_zoning
from zonage.rules.files.sheets import Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, ZoningFile

TODAY = dt.date(2026, 11, 30)


def read(text: str, territory: Territory, asked: Asked | None = None, separator: str = ";") -> ZoningFile:
    rows: Sequence[Sequence[str]] = list(csv.reader(io.StringIO(text), delimiter=separator))
    return read_zoning([Sheet("", rows)], asked or Asked(), territory, TODAY)


def codes(file: ZoningFile, *, blocking: bool | None = None) -> list[str]:
    return [problem.code for problem in file.problems if blocking is None or problem.blocking == blocking]


def located(file: ZoningFile, code: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.value) for problem in file.problems if problem.code == code]
