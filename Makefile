# Two commands matter: `make run` opens the shop, `make test` proves it. The rest is for those who work on it.
PYTHON ?= python3
HOME_DIR := .shopkeeper
BIN := $(HOME_DIR)/env/shop/bin
SHOPKEEPER := $(BIN)/shopkeeper
export HF_HUB_OFFLINE ?= 1
export TOKENIZERS_PARALLELISM ?= false
unexport PYTHONDONTWRITEBYTECODE # else each of many processes compiles its packages anew

.PHONY: run test shell train adapter index check bench env env-dev setup lock clean

run: env            ## open the shop: make run [SHOP=catalogue.csv]
	@$(SHOPKEEPER) up $(if $(SHOP),--shop "$(SHOP)")

test: env-dev       ## the same set-up, then every suite
	@$(BIN)/python -m run.suites

shell: env          ## rasa shell against running actions and models
	@$(SHOPKEEPER) shell $(if $(SHOP),--shop "$(SHOP)")

train: env          ## train the Rasa bot
	@$(SHOPKEEPER) train

index: env          ## load the shop and build its vector index
	@$(SHOPKEEPER) index $(if $(SHOP),--shop "$(SHOP)")

adapter: env        ## tune the generator on the shop's own items (under half an hour on two cores)
	@$(SHOPKEEPER) adapter $(if $(SHOP),--shop "$(SHOP)")

setup: env
	@$(SHOPKEEPER) setup $(if $(SHOP),--shop "$(SHOP)")

check: env-dev      ## ruff, mypy, eslint, TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy shop models retrieval words dialogue actions gateway worker run
	npm run --prefix web check

bench: env-dev      ## the quick benchmarks
	@$(BIN)/python -m benchmarks

env:
	@$(PYTHON) run/bootstrap.py

env-dev:
	@$(PYTHON) run/bootstrap.py --dev
	@$(PYTHON) run/tools.py

lock: env-dev       ## pin the requirements again from the environments as they stand
	$(BIN)/python -m run.lock

clean:              ## a fresh start
	rm -rf $(HOME_DIR) web/dist web/node_modules
