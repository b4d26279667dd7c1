# Needs Python 3.11 or newer with venv, and git. docs/running.md has the commands behind `make run` for machines without make.
PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: run install test lint faults nightly bench

# Everything on one machine: PORT chooses the port, DEMO=0 leaves the demonstration out.
run: .venv/installed
	@exec .venv/bin/python -m izone.run

install: .venv/installed-dev

# A .venv that does not work any more, because the Python below it has gone, is made anew.
ifneq ($(shell .venv/bin/python -c 'import pip; print("works")' 2>/dev/null),works)
.PHONY: .venv/installed
endif

comma := ,
say = { echo >&2 "izone: $(1)"; exit 1; }

# The stamp comes last, and goes first: a .venv without it is half finished and not worth mending.
.venv/installed: requirements.txt
	@command -v $(PYTHON) >/dev/null || $(call say,there is no $(PYTHON): install Python 3.11 or newer$(comma) or name one with make PYTHON=...)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || $(call say,$(PYTHON) is older than 3.11: install a newer one and name it$(comma) as in make PYTHON=python3.11)
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || $(call say,$(PYTHON) cannot make a virtual environment: install its venv module (on Debian: apt install python3-venv))
	@test -w . || $(call say,this directory cannot be written to: use a checkout of your own)
	@if test -e $@ && .venv/bin/python -c 'import pip' 2>/dev/null; then rm $@; \
	else $(PYTHON) -m venv --clear .venv || $(call say,.venv could not be made: see that the disk has space and run make again); fi
	@echo "izone: installing into .venv, which takes about half a minute"
	@$(PIP) --requirement requirements.txt || $(call say,the installation did not finish: see above$(comma) and run make again)
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: lint
	.venv/bin/python -X dev -m pytest

# The part of the tests that kills workers, stalls databases and turns clocks, with a table of what was seen.
faults: install
	.venv/bin/python -X dev -m pytest -m "fault and not nightly"

# What takes too long for every change.
nightly: install
	.venv/bin/python -X dev -m pytest -m nightly

# The article's two ways and ours on simulated sites, about a minute and a half.
bench: install
	.venv/bin/pip install --quiet --requirement bench/requirements.txt
	.venv/bin/python -m bench
