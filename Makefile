# Needs Python 3.11 or newer with venv, and git. docs/running.md has the commands behind `make run` for machines without make.
PYTHON ?= python3
# Where the environment forbids Python to keep what it compiled, as in many containers, each process would compile it all
# again.
unexport PYTHONDONTWRITEBYTECODE
# Python compiles what it imports; for pip to compile everything that it installs took a third of the time.
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile
INSTALLER = with_pip
with_pip = $(PIP) --requirement $(1)
# For development, which installs more, uv takes a third of pip's time, and compiles it all, on all cores. It does not know
# pip's settings: it is told the mirror, and where it needs more than that, pip installs.
UV = sed -n '/^uv==/,/ via /p' requirements/development.txt | $(PIP) --requirement /dev/stdin && \
	UV_DEFAULT_INDEX="$${PIP_INDEX_URL:-$$(.venv/bin/python -m pip config get global.index-url 2>/dev/null)}" \
	.venv/bin/uv pip install --quiet --compile-bytecode
with_uv = { { $(UV) --requirement $(1); } || $(with_pip); }

.PHONY: run install lock lint quick quick-rules quick-rest faults nightly bench
.PHONY: test test-sql test-unit test-rules test-django test-all test-processes test-plain-sql

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
.venv/installed: requirements/runtime.txt
	@command -v $(PYTHON) >/dev/null || $(call say,there is no $(PYTHON): install Python 3.11 or newer$(comma) or name one with make PYTHON=...)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || $(call say,$(PYTHON) is older than 3.11: install a newer one and name it$(comma) as in make PYTHON=python3.11)
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || $(call say,$(PYTHON) cannot make a virtual environment: install its venv module (on Debian: apt install python3-venv))
	@test -w . || $(call say,this directory cannot be written to: use a checkout of your own)
	@if test -e $@ && .venv/bin/python -c 'import pip' 2>/dev/null; then rm $@; \
	else $(PYTHON) -m venv --clear .venv || $(call say,.venv could not be made: see that the disk has space and run make again); fi
	@echo "izone: installing into .venv, which takes about half a minute"
	@$(call $(INSTALLER),requirements/runtime.txt) || $(call say,the installation did not finish: see above$(comma) and run make again)
# Where settings are wrong, it is for whoever starts the site to say so.
	@.venv/bin/python -m izone.compiling 2>/dev/null || true
	@touch $@

.venv/installed-dev: INSTALLER = with_uv
.venv/installed-dev: .venv/installed requirements.txt requirements/development.txt
	@$(call with_uv,requirements/development.txt)
	@touch $@

# Every version that is installed, with the hashes of its files, for all Pythons and platforms: made of the .in files, which
# hold what we ask for. An upgrade edits these, or deletes a .txt to get the newest of what is not asked for by name.
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

lock: install
	$(LOCK) requirements/runtime.in --output-file requirements/runtime.txt
	$(LOCK) requirements/tests.in --constraint requirements/runtime.txt --output-file requirements.txt
	$(LOCK) requirements/development.in --constraint requirements.txt --output-file requirements/development.txt

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

CORES := $(shell getconf _NPROCESSORS_ONLN)
# Runs that go on at the same time keep no cache, of which there is one.
PYTEST = .venv/bin/python -m pytest --quiet -p no:cacheprovider

# Rooms whose tests need nothing of Django. None of them looks at what is logged, and to be ready for that before and after
# each of four thousand tests is a sixth of their time.
PURE = $(addprefix tests/unit/,exchange feeds pages verdicts)
WITHOUT_DJANGO = -p no:logging -p no:django -p tests.plugins.without_django --confcutdir tests/unit $(PURE)
WITH_DJANGO = tests/unit $(PURE:%=--ignore=%)

# Every rule and table, and style, in ten seconds: no process, no database, and no network but for the guard's table.
# Two processes share them by folder: pytest-xdist took as long to hand three thousand reports around as they ran.
quick: install
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@$(MAKE) --no-print-directory --jobs 2 --output-sync quick-rules quick-rest

QUICK = $(PYTEST) -m "not slow"

quick-rules:
	@$(QUICK) $(WITHOUT_DJANGO)

quick-rest:
	@$(QUICK) $(WITH_DJANGO) --ignore-glob "tests/unit/fetching/test_[!g]*"

# Pages, forms, commands and whole checks: what they ask of the database goes through Django's ORM, with no lock,
# constraint, aggregate or text of ours in it that PostgreSQL could take in another way, or that no other file asks there
# too. So it is there that make test-all runs them, with the migrations of old rows, of which only a new migration can
# break one. A new file is not among them by itself.
PLAIN_SQL = $(wildcard $(patsubst %,tests/django/%.py,\
	test_checker test_link_pages test_quarantine test_site_link admin/test_applications admin/test_buttons \
	admin/test_explanation admin/test_feeds admin/test_friend_check admin/test_friend_page admin/test_friends \
	admin/test_later_version admin/test_lists admin/test_new_friend admin/test_notices admin/test_passwords \
	admin/test_runs admin/test_schedules admin/test_site admin/test_standing admin/test_welcome blog/test_blog \
	blog/test_face blog/test_light_pages blog/test_site blog/test_writing demo/test_demo history/test_migrations \
	izone/test_apps izone/test_body_limit izone/test_production izone/test_refusals notifications/test_services \
	public/test_door public/test_icons))
ON_POSTGRESQL = $(PYTEST) -m "not processes and not sqlite" -p tests.plugins.on_postgresql

# What a change can break: everything that needs no process, on PostgreSQL too where SQL is composed, and each caller
# once for real. Two runs more than there are cores, because some tests wait, as those of time-outs do.
test: install
	@mkdir -p var && touch var/testing
	@$(MAKE) --no-print-directory --jobs $(shell expr $(CORES) + 2) --output-sync lint test-sql test-unit test-rules test-django
	@mv var/testing var/tested
	@echo "izone: all is well; make test-all also runs every test with processes, and kills and stalls them"

# Half the cores, for the other half has the rest to run; of two it is one process, which pytest-xdist would make three.
test-sql:
	@$(ON_POSTGRESQL) --numprocesses $(shell expr $(CORES) / 4 \* 2) --dist worksteal tests/django $(PLAIN_SQL:%=--ignore=%)

test-unit:
	@$(PYTEST) $(WITH_DJANGO)

test-rules:
	@$(PYTEST) $(WITHOUT_DJANGO)

WITH_PROCESSES = tests/browser tests/faults tests/processes
# The few files with a test for every change: each process that runs tests would look through all others as well.
SMOKE = $(shell grep --recursive --files-with-matches --include "test_*.py" mark.smoke $(WITH_PROCESSES))

# One process more than there are cores, because some tests wait; those come first, and none waits at the end.
test-django:
	@$(PYTEST) --numprocesses $(shell expr $(CORES) + 1) --dist worksteal \
		-m "not processes and not postgres or smoke" $(SMOKE) tests/django

# Everything; what the last make test has found to be well is not run again.
test-all: install
	@if ! test -e var/tested || find . \( -type d -name '.?*' -o -name var -o -name __pycache__ \) -prune \
		-o -type f -newer var/tested -print | grep -q .; then $(MAKE) test; fi
	@$(MAKE) --no-print-directory --jobs 2 test-processes test-plain-sql

# Such tests wait most of the time, so two of them share a core, and there is time for the other run as well.
SPREAD = --numprocesses $(shell expr $(CORES) \* 2) --dist loadscope $(WITH_PROCESSES)

test-processes:
	@$(PYTEST) $(SPREAD) -m "not smoke and not nightly"

test-plain-sql:
	@$(ON_POSTGRESQL) $(PLAIN_SQL)

# The part of the tests that kills workers, stalls databases and turns clocks, with a table of what was seen.
faults: install
	$(PYTEST) $(SPREAD) -m "fault and not nightly"

# What takes too long for every change.
nightly: install
	.venv/bin/python -m pytest --quiet -m nightly

# The article's two ways and ours on simulated sites, near and far away, about two minutes.
bench: install
	.venv/bin/pip install --quiet --requirement requirements/bench.txt
	.venv/bin/python -m bench
