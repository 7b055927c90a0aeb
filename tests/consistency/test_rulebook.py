"""A wrong data file of the rules stops the start in one sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_wrong_data_file_stops_the_start_naming_file_and_line(tmp_path: Path) -> None:
    for name in ("cesp_portal", "contracts", "zonage", "installations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    broken = tmp_path / "contracts" / "rules" / "parameters" / "delais.toml"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace('source = "decret-2010-735"\n', "", 1), encoding="utf-8")
    line = text[: text.index("[[offer_delay_days.valeurs]]")].count("\n") + 1
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"contracts/rules/parameters/delais.toml, ligne {line} : « offer_delay_days »" in done.stderr
    assert "Traceback" not in done.stderr
