# The commands of the course. `make` lists them. Needs GNU make 3.81 or newer and a POSIX shell;
# on Windows see docs/windows.md.

VENV := .venv
BIN := $(VENV)/bin
# The Python that makes the environment; empty: the first one found that is new enough.
PYTHON ?=
# The student's own folder, where `make lab` opens copies of the notebooks: a plain name.
WORK ?= my-course
# More arguments for JupyterLab, for instance LAB_ARGS="--no-browser --port 9999".
LAB_ARGS ?=
# More arguments for pytest, for instance TEST_ARGS="-k straddle".
TEST_ARGS ?=
# Two workers suit the smallest machine that the tests are meant for.
WORKERS ?= 2
# More arguments for uv, for instance LOCK_ARGS=--upgrade.
LOCK_ARGS ?=

FIRST = $(firstword $(sort $(wildcard notebooks/*.ipynb)))
PYTEST = $(BIN)/python -m pytest $(TEST_ARGS)
COMPILE = uv pip compile pyproject.toml --universal --no-header --no-annotate \
	--no-emit-index-url --no-strip-extras --generate-hashes --quiet $(LOCK_ARGS)

# Containers often set this. Then every Python that the tests start, some hundred of them, would
# compile all that it imports again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: FORCE help lab test test-library test-notebooks test-browser test-classroom build pictures \
	slides lock lint bench breaks clean site lite site-lock test-site test-all

help:
	@echo "make lab     open the course in JupyterLab (the first time: installs it, a minute or two)"
	@echo "             in copies of your own: my-course/, or make lab WORK=another-name"
	@echo "make test    install what the tests need, and run all of them"
	@echo "make test-classroom try grading, updates and a hub, as a class uses them"
	@echo "make build   write notebooks/, exercises/ and solutions/ from lessons/"
	@echo "make pictures write a contact sheet of each lab into pictures/"
	@echo "make slides  write slides of the lessons, with speaker notes, into build/slides/ (needs npm)"
	@echo "make lint    look for slips in the code, and check its layout"
	@echo "make bench   measure speed and memory"
	@echo "make breaks  break the library on purpose, and see that the tests notice (takes long)"
	@echo "make lock    choose package versions anew (needs uv)"
	@echo "make site    build the course as web pages into build/site (the first time: some minutes)"
	@echo "make lite    build JupyterLite alone, into build/site/lite"
	@echo "make test-site build the site, and look at each of its pages in a browser"
	@echo "make test-all both: make test, and make test-site"
	@echo "make clean   remove $(VENV) and everything else that was made here and is not in git"

# --- the environment ---------------------------------------------------------------------------
# The stamps make a second run quick: pip runs again only when a lock or pyproject.toml changes.

# An environment that does not run (its Python is gone), or that was made in another folder (its
# programs begin with that folder's name), is made anew.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell sh tools/make_venv.sh --fits $(VENV)),yes)
$(BIN)/python $(VENV)/lab.stamp $(VENV)/test.stamp: FORCE
endif
endif
FORCE:

$(BIN)/python:
	@sh tools/make_venv.sh $(VENV) "$(PYTHON)"

$(VENV)/lab.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the course needs ..."
	@$(BIN)/python tools/install.py requirements.lock
	@touch $@

$(VENV)/test.stamp: requirements-test.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need ..."
	@$(BIN)/python tools/install.py requirements-test.lock
	@touch $@

# --- the two commands --------------------------------------------------------------------------

# JupyterLab sees the student's folder only: what is tracked cannot be changed by chance.
# -m jupyterlab: the program jupyter-lab begins with the path of Python, which may be too long.
# default_url, not a file: so the address that is printed with --no-browser opens the lesson, too.
lab: $(VENV)/lab.stamp
	@$(BIN)/python -m gammalab.work -- "$(WORK)"
	@echo "Opening $(FIRST). Stop JupyterLab with Control-C, twice."
	@$(if $(findstring --allow-root,$(LAB_ARGS)),:,[ "$$(id -u)" != 0 ] || \
		echo "You are root. For root JupyterLab starts with: make lab LAB_ARGS=--allow-root")
	$(BIN)/python -m jupyterlab --notebook-dir="$(CURDIR)/$(WORK)" \
		--LabApp.default_url="/lab/tree/$(FIRST)" $(LAB_ARGS)

# The parts are targets of their own: `make test-library`, or `make -k test` to see all faults.
test: $(VENV)/test.stamp
	+@$(BIN)/python tools/test_all.py "$(MAKE)"
	@$(BIN)/python tools/chromium.py

test-library: $(VENV)/test.stamp
	@$(BIN)/python tools/chromium.py
	@echo "[1/3] The library, its examples, the exercises and the build ..."
	$(PYTEST) -p no:nbval -n $(WORKERS) --ignore=tests/browser

# loadfile: a notebook's cells must stay together on one worker.
test-notebooks: $(VENV)/test.stamp
	@echo "[3/3] Every notebook and every solution, run again from the first cell ..."
	$(PYTEST) -n $(WORKERS) --dist loadfile --nbval --nbval-cell-timeout=120 \
		--nbval-sanitize-with tests/nbval_sanitize.cfg notebooks solutions

test-browser: $(VENV)/test.stamp
	@echo "[2/3] A real JupyterLab in a real browser ..."
	$(PYTEST) -p no:nbval -n $(WORKERS) --dist loadfile -rs tests/browser

# --- a class: grading, updates by a link, a hub --------------------------------------------------
# An environment of its own, so that nothing of it comes to students or into the other tests.

CLASS := .venv-classroom
$(CLASS)/classroom.stamp: requirements-classroom.lock pyproject.toml deploy/jupyterhub/package-lock.json
	@[ "$$(sh tools/make_venv.sh --fits $(CLASS))" = yes ] || \
		sh tools/make_venv.sh $(CLASS) "$(PYTHON)"
	@echo "Installing what a class needs ..."
	@$(CLASS)/bin/python tools/install.py requirements-classroom.lock
	@command -v npm >/dev/null || { echo "The hub's proxy needs Node.js and npm on the PATH."; exit 1; }
	@cp deploy/jupyterhub/package.json deploy/jupyterhub/package-lock.json $(CLASS)
	@npm ci --prefix $(CLASS) --no-audit --no-fund --loglevel=error
	@touch $@

test-classroom: $(CLASS)/classroom.stamp
	@echo "nbgrader, nbgitpuller and a hub, for real; some minutes ..."
	GAMMALAB_CLASSROOM=1 $(CLASS)/bin/python -m pytest $(TEST_ARGS) tests/classroom

# --- the course as web pages: web/README.md ------------------------------------------------------

SITE_VENV := .venv-site
SITE_PYTHON = $(SITE_VENV)/bin/python
# Lessons to build, for instance SITE_ARGS="--only 00 02".
SITE_ARGS ?=

ifneq ($(wildcard $(SITE_VENV)),)
ifneq ($(shell sh tools/make_venv.sh --fits $(SITE_VENV)),yes)
$(SITE_PYTHON) $(SITE_VENV)/site.stamp: FORCE
endif
endif

$(SITE_PYTHON):
	@sh tools/make_venv.sh $(SITE_VENV) "$(PYTHON)"

$(SITE_VENV)/site.stamp: requirements-site.lock pyproject.toml | $(SITE_PYTHON)
	@echo "Installing what the site needs ..."
	@$(SITE_PYTHON) tools/install.py requirements-site.lock
	@touch $@

site: $(SITE_VENV)/site.stamp
	$(SITE_PYTHON) -m web.build $(SITE_ARGS)

lite: $(SITE_VENV)/site.stamp
	$(SITE_PYTHON) -m web.build --lite

# A browser that is missing is a failure here, and so is Binder's own program.
test-site: $(VENV)/test.stamp site
	GAMMALAB_SITE="$(CURDIR)/build/site" GAMMALAB_REQUIRE_BROWSER=1 \
		GAMMALAB_SITE_PYTHON="$(CURDIR)/$(SITE_PYTHON)" $(PYTEST) -p no:nbval \
		tests/site_built

# Everything, and every case of it (tests/effort.py): an hour or so.
test-all: export GAMMALAB_THOROUGH = 1
test-all: test test-site test-classroom

# The versions of the course's own lock stay.
site-lock:
	@command -v uv >/dev/null || { echo "make site-lock needs uv on the PATH"; exit 1; }
	$(COMPILE) --extra site -c requirements.lock -o requirements-site.lock

# --- for those who work on the course ------------------------------------------------------------

build: $(VENV)/test.stamp
	$(BIN)/python tools/build.py
	$(BIN)/python tools/cheat_sheets.py
	$(BIN)/python tools/instructor_guide.py

lint: $(VENV)/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

pictures: $(VENV)/test.stamp
	$(BIN)/python tools/pictures.py

slides: $(VENV)/test.stamp
	$(BIN)/python tools/make_slides.py

bench: $(VENV)/test.stamp
	@for script in benchmarks/*.py; do echo "$$script"; $(BIN)/python $$script || exit 1; done

breaks: $(VENV)/test.stamp
	$(BIN)/python tools/break_it.py --unbroken

# requirements.lock is a constraint of the other, so that students and tests have the same versions.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH: pipx install uv"; exit 1; }
	$(COMPILE) --extra lab -o requirements.lock
	$(COMPILE) --extra lab --extra test -c requirements.lock -o requirements-test.lock
	python3 tools/lock_binder.py
	$(COMPILE) --extra lab --extra classroom -c requirements-test.lock -o requirements-classroom.lock
	$(MAKE) site-lock

# By name: a student's folder is never touched.
OURS = $(wildcard benchmarks docs exercises gammalab lessons notebooks solutions tests tools web)
clean:
	rm -rf $(VENV) $(SITE_VENV) $(CLASS) build dist pictures test-results .pytest_cache .ruff_cache \
		.hypothesis
	find $(OURS) -name __pycache__ -type d -prune -exec rm -rf {} +
	find $(OURS) -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
