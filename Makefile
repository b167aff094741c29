# make demo      sets the machine up, builds, and runs the main job
# make test      sets the machine up, builds, and runs every test
# make help      lists the rest

SWIFT ?= swift
PREFIX ?= /usr/local
# What `make run` and `make bench` pass on: make run ARGS='modules adam'
ARGS ?=

# The machine's own instructions belong here and not in Package.swift: a plain `swift build` makes a binary for any machine.
MACHINE ?= -Xcc -march=native
FLAGS = -c release $(MACHINE) -Xswiftc -enforce-exclusivity=unchecked
# The Swift runtime linked statically starts in half the time and needs no Swift where it is installed.
BUILD = $(SWIFT) build $(FLAGS) --static-swift-stdlib
# Tests see internals, which costs optimizations: they are built apart.
TEST = $(SWIFT) test $(FLAGS) -Xswiftc -enable-testing --scratch-path .build-tests
TZOPT = .build/release/tzopt
DOCUMENTATION = Sources/tzopt/Documentation
PACKAGES = libopenblas-dev liblapacke-dev libreadline-dev pkg-config

.PHONY: help setup build run test bench demo documentation install clean
# Targets share SwiftPM's build folders; SwiftPM itself uses all cores.
.NOTPARALLEL:

help:
	@echo 'make demo              set up, build, and solve rosenbrock'
	@echo 'make build             set up and build .build/release/tzopt for this machine'
	@echo "make run ARGS='…'      build and run: make run ARGS='modules adam'"
	@echo 'make test              set up, build and run every test'
	@echo 'make bench             measure, and write .build/bench.json'
	@echo 'make install PREFIX=…  put tool, recipes, manual and completions in place (default $(PREFIX))'
	@echo 'make documentation     write the reference from the declarations into $(DOCUMENTATION)'
	@echo 'make setup             install the libraries that are missing'
	@echo 'make clean             remove what was built'

setup:
	@if ! command -v $(SWIFT) >/dev/null 2>&1; then \
	  echo 'error: there is no Swift compiler on the PATH.' >&2; \
	  echo '  Install Swift 6 or later from https://www.swift.org/install/linux/ and add its usr/bin to PATH.' >&2; \
	  exit 1; \
	fi
	@if pkg-config --exists openblas lapacke readline 2>/dev/null; then \
	  :; \
	elif command -v apt-get >/dev/null 2>&1; then \
	  echo 'Installing $(PACKAGES)'; \
	  SUDO=; if [ "$$(id -u)" != 0 ]; then SUDO=sudo; fi; \
	  $$SUDO apt-get update -q && \
	  $$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(PACKAGES); \
	else \
	  echo 'error: OpenBLAS, LAPACKE, readline or pkg-config is missing, and there is no apt-get here to install them.' >&2; \
	  echo '  Install the development packages of these libraries (on Debian: $(PACKAGES)).' >&2; \
	  exit 1; \
	fi

build: setup
	$(BUILD) --product tzopt

run: build
	$(TZOPT) $(ARGS)

demo: build
	$(TZOPT) solve rosenbrock --chain "lbfgs|strongwolfe"

test: setup
	$(TEST) $(ARGS)

bench: build
	$(BUILD) --product tzopt-bench
	.build/release/tzopt-bench --output .build/bench.json $(ARGS)

documentation: build
	$(TZOPT) documentation $(DOCUMENTATION)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(TZOPT) "$(DESTDIR)$(PREFIX)/bin/tzopt"
	@if ls Recipes/*.chain >/dev/null 2>&1; then \
	  install -d "$(DESTDIR)$(PREFIX)/share/tzopt/Recipes" && \
	  install -m 644 Recipes/*.chain "$(DESTDIR)$(PREFIX)/share/tzopt/Recipes/"; \
	fi
	install -d "$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	$(TZOPT) manual > "$(DESTDIR)$(PREFIX)/share/man/man1/tzopt.1"
	$(TZOPT) --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/tzopt"
	$(TZOPT) --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_tzopt"
	$(TZOPT) --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/tzopt.fish"

clean:
	rm -rf .build .build-tests
