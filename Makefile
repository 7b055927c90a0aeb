# make run    le portail de démonstration sur http://127.0.0.1:8000 (PORT=, DATABASE_URL=, REDIS_URL=)
# make test   toute la suite, avec ses propres serveurs et Chromium (ARGS="tests/rules -k regime")
# make check  style, types, contrats d'import, migrations
# make mutants  2 000 fichiers abîmés (MUTANTS=)     make proofs  mille faits tirés au sort par propriété, cent tours de chaque course et de chaque histoire
# make bench  mesures     make shots  captures d'écran     make clean  efface .venv et var/

PYTHON ?= python3
BIN := .venv/bin
export PYTHON

# Floors whose types are checked strictly.
TYPED := $(foreach floor,rules services selectors policies,$(foreach room, \
	contracts zonage installations cesp_portal/dashboard cesp_portal/common cesp_portal/common/*, \
	$(wildcard $(room)/$(floor) $(room)/$(floor).py))) cesp_portal/common/tabular cesp_portal/common/embedded

.PHONY: run test check bench mutants proofs shots clean system browser environment

run: system environment
	@exec $(BIN)/python manage.py run_stack --with-parent

test: browser environment
	@exec $(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

check: system environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0) ALLOWED_HOSTS=cesp.example.org PUBLIC_URL=https://cesp.example.org \
	DATABASE_URL=postgres://cesp@localhost/cesp REDIS_URL=redis://localhost/0 \
	$(BIN)/python manage.py check --deploy --fail-level WARNING --settings cesp_portal.settings.production

bench: system environment
	@exec $(BIN)/python manage.py bench

mutants: environment
	@MUTANTS=$${MUTANTS:-2000} exec $(BIN)/python -m pytest -n auto tests/rules/selection_files/test_mutants.py $(ARGS)

proofs: environment
	@HYPOTHESIS_PROFILE=proofs $(BIN)/python -m pytest -n auto $$(grep -rlE "^from hypothesis" tests/rules tests/selectors tests/views) $(ARGS)
	@HYPOTHESIS_PROFILE=proofs PROOF_ROUNDS=$${PROOF_ROUNDS:-100} exec $(BIN)/python -m pytest tests/concurrency tests/services/test_offer_histories.py tests/services/zonage/test_never_changes.py tests/views/test_agreement.py $(ARGS)

shots: browser environment
	@exec $(BIN)/python -m pytest tests/journeys/test_pages.py tests/journeys/test_main_story.py --shots $(ARGS)

clean:
	@requirements/clean.sh

system:
	@requirements/system.sh

browser:
	@requirements/system.sh chromium

environment:
	@requirements/environment.sh
