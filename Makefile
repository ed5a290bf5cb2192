PYTHON ?= .venv/bin/python

.PHONY: check test long faults fuzz bench generate

check:  ## all that must hold before a change lands
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) tools/generate.py --check
	$(PYTHON) -m pytest -q -n auto --dist worksteal

test:  ## the tests alone
	$(PYTHON) -m pytest -q -n auto --dist worksteal

long:  ## the tests that take a minute each: whole exports of other CRMs, the store on Python's own SQLite
	CRM_LONG=1 $(PYTHON) -m pytest -q -n auto --dist worksteal -m long

faults:  ## kill -9, full disks, damaged files, many writers
	CRM_FAULTS=1 $(PYTHON) -m pytest -q -n 2 tests/faults

fuzz:  ## random steps, many more of them than in an ordinary run, and two million mutated files
	HYPOTHESIS_PROFILE=fuzz $(PYTHON) -m pytest -q -n auto --dist worksteal -m hypothesis
	$(PYTHON) -m tests.fuzz 2000000

bench:  ## side-by-side measures, as ratios
	$(PYTHON) benchmarks/run.py

generate:  ## write again what is generated: catalogues, tables, the manual, pictures of screens
	$(PYTHON) tools/generate.py pictures
