# What a developer types. Everything runs in .venv, which is made on first use: by uv where it is on the PATH, else by
# Python's own venv and pip.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
READY := $(VENV)/.ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard toolkit/locale/*/LC_MESSAGES/bestand.po))
WORKBOOKS := sample_inventories/gruenes-amt.xlsx sample_inventories/verkehrsamt.xlsx sample_inventories/statistikstelle.xlsx
CKAN ?= 2.12.0

.PHONY: help demo test coverage test-all check bench sandbox docs format translations lock clean mutants

help:
	@echo "make demo      the main job on sample_inventories/, into the folder demo/catalogue"
	@echo "make test      every test but the slow ones; starts a real CKAN on this machine"
	@echo "make coverage  the same tests, and which lines they reach; half as long again"
	@echo "make test-all  the slow tests: several CKAN versions, LibreOffice, Chromium (pictures: build/screenshots), a wheel"
	@echo "make check     formatting, rules of style, types, floors"
	@echo "make bench     measurements, printed as ratios"
	@echo "make mutants   break every rule in many ways and count how often a test notices; half an hour"
	@echo "make sandbox   start a CKAN to try things with (bestand sandbox down stops it)"
	@echo "make docs      write the generated pages of docs/ anew"

$(READY): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Bestand needs Python 3.11 or newer: make PYTHON=python3.12 …")'
ifneq ($(UV),)
	uv venv --quiet --allow-existing --python "$(PYTHON)" $(VENV)
	uv pip install --quiet --python $(VENV) --requirement requirements-dev.txt
	uv pip install --quiet --python $(VENV) --no-deps --editable .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
endif
	@touch $@

%.mo: %.po | $(READY)
	$(BIN)/python toolkit/locale/compile.py

demo: $(READY) $(CATALOGUES)
	rm -rf demo
	$(BIN)/bestand check $(WORKBOOKS) || [ $$? -eq 1 ]
	$(BIN)/bestand package $(WORKBOOKS) --out demo/packages
	$(BIN)/bestand plan $(WORKBOOKS) --to demo/catalogue --create-organizations --out demo/plan.json
	$(BIN)/bestand push demo/plan.json --yes
	$(BIN)/bestand plan $(WORKBOOKS) --to demo/catalogue
	@echo
	@echo "Open this page: $(CURDIR)/demo/catalogue/site/index.html"

test: $(READY) $(CATALOGUES)
	$(BIN)/python -m pytest -m "not slow" -n auto --maxprocesses 4 --dist loadfile

coverage: $(READY) $(CATALOGUES)
	$(BIN)/python -m pytest -m "not slow" -n auto --maxprocesses 4 --dist loadfile --cov --cov-report term

test-all: $(READY) $(CATALOGUES)
	$(BIN)/python -m pytest -m slow -n auto --maxprocesses 4 --dist loadfile

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m pytest bench -s -q -p no:cacheprovider

mutants: $(READY)
	$(BIN)/python -m bench.mutation

sandbox: $(READY)
	$(BIN)/bestand sandbox up --ckan $(CKAN)

docs: $(READY) $(CATALOGUES)
	$(BIN)/python docs/generate.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: $(READY)
	$(BIN)/python toolkit/locale/collect.py
	$(BIN)/python toolkit/locale/compile.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --all-extras pyproject.toml \
		--output-file requirements-dev.txt --upgrade

clean:
	rm -rf $(VENV) demo dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
