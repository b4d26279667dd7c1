# Needs Python 3.11 with venv, git and make.
PYTHON ?= python3

.PHONY: install test lint bench

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --requirement requirements.txt --requirement requirements-dev.txt
	touch $@

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: lint
	.venv/bin/python -X dev -m pytest

# The article's two ways and ours on simulated sites, about a minute and a half.
bench: install
	.venv/bin/pip install --quiet --requirement bench/requirements.txt
	.venv/bin/python -m bench
