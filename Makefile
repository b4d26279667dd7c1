# Needs Python 3.11 with venv, git and make.
PYTHON ?= python3

.PHONY: install test lint

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
