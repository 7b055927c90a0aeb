# make run    le portail de démonstration sur http://127.0.0.1:8000 (PORT=, DATABASE_URL=, REDIS_URL=)
# make test   toute la suite, avec ses propres serveurs et Chromium (ARGS="tests/rules -k regime")
# make check  style, types, contrats d'import, migrations
# make bench  mesures     make shots  captures d'écran     make clean  efface .venv et var/

PYTHON ?= python3
BIN := .venv/bin
export PYTHON

.PHONY: run test check bench shots clean system browser environment

run: system environment
	@exec $(BIN)/python manage.py run_stack --with-parent

test: browser environment
	@exec $(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: system environment
	@exec $(BIN)/python -m tests.check

bench: system environment
	@exec $(BIN)/python manage.py bench

shots: browser environment
	@exec $(BIN)/python -m pytest tests/journeys/test_pages.py --shots $(ARGS)

clean:
	@requirements/clean.sh

system:
	@requirements/system.sh

browser:
	@requirements/system.sh chromium

environment:
	@requirements/environment.sh
