.PHONY: run test check demo

run: ## Set up and serve the product at http://localhost:8000.
	@scripts/serve

test: ## Set up and run all tests.
	@scripts/test

check: ## Format, lint, types, layers, tests, front end.
	@scripts/check

demo: ## Show what the terminal makes of two example sermons; nothing is stored.
	@scripts/install
	@.venv/bin/culto process tests/data/sermons/zaqueu.vtt tests/data/sermons/waiting.vtt
