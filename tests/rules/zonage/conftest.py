"""A small territory for the reading of files."""

import pytest

from zonage.rules.codes import SPLIT_COMMUNES, department_of
from zonage.rules.files.territory import Territory

CURRENT = {
    "11132": "Fabrezan",
    "11262": "Narbonne",
    "34172": "Montpellier",
    "01001": "L'Abergement-Clémenciat",
    "01004": "Ambérieu-en-Bugey",
    "01015": "Arboys en Bugey",
    "2A004": "Ajaccio",
    "75056": "Paris",
    "75101": "Paris 1er Arrondissement",
    "97617": "Tsingoni",
}
DEPARTMENTS = {
    "11": "76",
    "34": "76",
    "01": "84",
    "2A": "94",
    "75": "11",
    "976": "06",
    "13": "93",
    "978": "978",
}
REGIONS = {
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "94": "Corse",
    "11": "Île-de-France",
    "06": "Mayotte",
    "93": "Provence-Alpes-Côte d'Azur",
    "978": "Saint-Martin",
}


@pytest.fixture
def territory() -> Territory:
    expected = {
        region: frozenset(
            code
            for code in CURRENT
            if code not in SPLIT_COMMUNES and DEPARTMENTS[department_of(code)] == region
        )
        for region in REGIONS
    }
    return Territory(
        departments=DEPARTMENTS,
        regions=REGIONS,
        current=CURRENT,
        former={"01340": ("Saint-Bois", ("01015",))},
        postal={"01400": ("01001",), "11100": ("11262",), "34000": ("34172",), "20000": ("2A004",)},
        expected=expected,
        earlier_names={"01015": ("Arbignieu",)},
        by_department={
            department: tuple(code for code in (*CURRENT, "01340") if department_of(code) == department)
            for department in DEPARTMENTS
        },
    )
