# Everything that is done with medreview. Needs make and Python 3.11 or newer: `make run`, `make test`.

PYTHON ?= python3
# Processes that run the tests; 0 runs them in one.
WORKERS ?= 2

MAKEFLAGS += --no-print-directory
PIP := .venv/bin/python -m pip install -qq --disable-pip-version-check
PYTEST := .venv/bin/python -m pytest

.PHONY: run test slow faults bench lint clean browser pooler rabbitmq schema reference docs types audit coverage random mutants clean-machine pictures messages

run: .venv/run-installed
	@.venv/bin/python -m medreview.run --with-parent

test: .venv/dev-installed
	$(PYTEST) -n $(WORKERS) --dist loadscope

# First what bears company, then what runs alone, whatever the first said.
slow: .venv/dev-installed browser pooler rabbitmq
	@$(PYTEST) -m "slow and not alone" -n $(WORKERS) --dist loadscope; first=$$?; $(PYTEST) -m "slow and alone" && exit $$first

# Every fault with its full figures, and one table. `make faults FAULTS="f04 or f13"` runs some.
faults: .venv/dev-installed
	FAULTS_FORM=full $(PYTEST) -m slow tests/faults tests/test_tampering.py tests/test_state_machine.py -k "$(FAULTS)"

# `make bench BENCH="reading checking"` runs some, `make bench BENCH=--json` prints for programs, `make bench BENCH=wagtail` compares.
bench: .venv/dev-installed $(if $(findstring wagtail,$(BENCH)),.wagtail/installed)
	@.venv/bin/python -m bench $(BENCH)

# Writes the API's document anew: after every change of the API, committed with it.
schema: .venv/run-installed
	@SECRET_KEY=only-to-write-the-schema-nothing-is-served-with-it .venv/bin/python manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn

# Writes docs/environment.md and docs/findings.md anew from the code.
reference: .venv/run-installed
	@SECRET_KEY=only-to-write-documents-nothing-is-served-with-it .venv/bin/python manage.py write_reference

# Brings locale/ up to date with the code, and compiles it: fill in what is empty in django.po, then once more.
messages: .venv/dev-installed
	@SECRET_KEY=only-to-write-the-catalogues-nothing-is-served-with-it .venv/bin/python manage.py write_messages

# Takes docs/pictures/ anew, with Chromium, from a `make run` that runs on the same MEDREVIEW_HOME.
pictures: .venv/dev-installed browser
	@PYTHONPATH=. DJANGO_SETTINGS_MODULE=medreview.settings .venv/bin/python docs/pictures/take.py

# The types of the doors and of the checks' rules.
types: .venv/dev-installed
	@SECRET_KEY=only-to-read-the-types-nothing-is-served-with-it .venv/bin/mypy articles/workflow.py reviews/workflow articles/checks

# What is known against the code and against the packages. Asks PyPI; fails where it could not ask, too.
audit: .venv/dev-installed
	.venv/bin/bandit -q -c pyproject.toml -r medreview reviews articles citations
	.venv/bin/pip-audit --strict --no-deps --disable-pip -r requirements.txt

# Which lines and branches `make test` reaches; each in htmlcov/.
coverage: .venv/dev-installed
	$(PYTEST) -n $(WORKERS) --dist loadscope --cov --cov-report=term --cov-report=html

# In another order each time; `make random SEED=...` repeats one. On a machine with nothing else to do: fails what takes over 10 s.
random: SEED ?= $(shell date +%s)
random: .venv/dev-installed
	MOST_SECONDS=10 $(PYTEST) -n $(WORKERS) --dist loadscope --random-order --random-order-seed=$(SEED)

# Changes the doors and the rules, one place at a time, and counts the changes that no test notices: of all, or of every tenth with
# SAMPLE=10; half of these with PART=1/2. Hours; it goes on where it was.
mutants: .mutmut/installed
	@PATH="$$PWD/.mutmut/bin:$$PATH" SAMPLE=$(SAMPLE) PART=$(PART) .mutmut/bin/python .ci/mutants

# Both commands of the README where nothing is yet: a fresh clone, an empty home and environment. In ROOT, where that is named.
clean-machine:
	.ci/clean-machine $(ROOT)

# The documents as a site, in site/. Nothing is fetched.
docs: .venv/dev-installed
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict --quiet && echo "open site/index.html"

lint: .venv/dev-installed
	.venv/bin/ruff check .

# Leaves var/ alone: that is data.
clean:
	rm -rf .venv .mutmut .wagtail site htmlcov mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/run-installed: requirements.txt .venv/bin/pip
	@echo "Installing what medreview runs on ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev-installed: requirements.txt requirements-dev.txt .venv/bin/pip
	@echo "Installing what medreview and its tests run on ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/run-installed

# An environment of its own: mutmut brings setproctitle, with which gunicorn and Celery hide the command lines that tests look for.
.mutmut/installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -m venv --clear .mutmut
	@.mutmut/bin/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt mutmut==3.8.1
	@touch $@

# An environment of its own: only the bench wants Wagtail.
.wagtail/installed: requirements.txt
	@$(PYTHON) -m venv --clear .wagtail
	@.wagtail/bin/python -m pip install -qq --disable-pip-version-check -r requirements.txt wagtail==7.4.4
	@touch $@

# pip is the last thing that comes into a new environment: where it is, the rest is.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("medreview needs Python 3.11 or newer, and $(PYTHON) is %d.%d: name another, as in make run PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call apt,python3-venv) || \
		{ echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian: python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

browser:
	@command -v chromium >/dev/null || $(call apt,chromium) || { \
		echo "***** NO CHROMIUM: the browser tests are skipped. Install Debian's chromium to run them. *****" >&2; \
		test "$$CI" != true; }

pooler:
	@test -x /usr/sbin/pgbouncer || $(call apt,pgbouncer) || { \
		echo "***** NO PGBOUNCER: the tests behind a pooler are skipped. Install Debian's pgbouncer to run them. *****" >&2; \
		test "$$CI" != true; }

rabbitmq:
	@test -x /usr/sbin/rabbitmq-server || $(call apt,rabbitmq-server) || \
		echo "***** NO RABBITMQ: several machines are woken by Redis in the tests. Install Debian's rabbitmq-server to change that. *****" >&2

# Installs a Debian package where that is possible: as root, with apt-get.
apt = { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing $(1) ..." && \
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y $(1) >/dev/null; }
