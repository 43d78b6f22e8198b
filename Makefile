# make run · make test · make nightly · make chaos · make bench · make bench-compare · make lint · make ci · make messages
PORT ?= 8000
TANGGAP_HOME ?= var
export TANGGAP_HOME
BIN := .venv/bin
comma := ,
PATIENT := -o faulthandler_timeout=0
.PHONY: run test nightly chaos bench bench-compare lint ci messages settings clean
.DEFAULT_GOAL := run

# The demo is filled in once, while the pages are served. Its passwords are public, so only here is it allowed.
run: export TANGGAP_DEMO = 1
run:
	@scripts/setup.sh run
	@exec $(BIN)/tanggap serve --demo --bind 127.0.0.1:$(PORT)

test:
	@scripts/setup.sh test
	@scripts/browser.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal $(if $(TANGGAP_TEST_LONG),$(PATIENT))
	@scripts/second_pg.sh

# The same with every string of the lists, long walks and many more made-up requests; about an hour.
nightly: export TANGGAP_TEST_LONG = 300
nightly: test

# Everything that kills and cuts, in full; it prints what it did, and fails if that was too little.
chaos: export TANGGAP_TEST_CHAOS = full
chaos:
	@scripts/setup.sh test
	$(BIN)/python -m pytest -s tests/chaos $(PATIENT)

# BENCH_FULL=1 goes on to a million cases. OLD=FILE names an earlier run for bench-compare.
bench:
	@scripts/setup.sh test
	$(BIN)/tanggap bench $(if $(BENCH_FULL),--cases 10000$(comma)100000$(comma)1000000)

bench-compare:
	@scripts/setup.sh test
	$(BIN)/tanggap bench --compare $(or $(OLD),bench/results/baseline.json)

lint:
	@scripts/setup.sh test
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python scripts/messages.py all --check
	$(BIN)/python scripts/settings_doc.py --check

ci:
	@.ci/run

messages:
	@scripts/setup.sh test
	$(BIN)/python scripts/messages.py all

settings:
	@scripts/setup.sh test
	$(BIN)/python scripts/settings_doc.py

clean:
	rm -rf .venv
