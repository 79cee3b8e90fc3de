# Two commands matter: make run, make test. The others are for those who build Fieldline.
GO ?= go
export GOFLAGS ?= -buildvcs=false
NOCGO = CGO_ENABLED=0 $(GO)

.PHONY: run test test-race sim planted bench kills cuts pictures lint vet generate build clean apk

run: ## start the server with the demo company and open the app (ROLE=technical_assistant for another)
	@GO="$(GO)" ROLE="$(ROLE)" scripts/run

test: ## everything, with only Go installed: no cgo, no display
	$(NOCGO) test -tags ci -timeout 40m ./...

test-race: ## what is free of Fyne, under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./forms/... ./sync/...

sim: ## play histories of tablets and server: SEEDS=1000 FROM=0 FOR=5m, what is left out has these values
	$(NOCGO) run ./sync/world/sim -seeds $(or $(SEEDS),1000) -from $(or $(FROM),0) -for $(or $(FOR),0s)

planted: ## plant one mistake after the other and have the histories find it
	$(NOCGO) run ./sync/world/planted

bench: ## speed and memory, as ratios measured in one run
	@GO="$(GO)" scripts/bench

kills: ## kill the real server and real devices N times behind a bad network; goes on where it was stopped
	FIELDLINE_KILLS=$(or $(N),10000) FIELDLINE_KILLS_DIR=$(CURDIR)/.run/kills $(NOCGO) test -run TestKills -v -timeout 24h ./sync/crash

cuts: ## cut the power N times at every kind of moment
	FIELDLINE_CUTS=$(or $(N),20000) $(NOCGO) test -run TestCuts -v -timeout 24h ./sync/crash

pictures: ## play the day of work and write a picture of every step: WORDS=en, COLOURS=dark or outdoor
	@DISPLAY= WAYLAND_DISPLAY= GO="$(GO)" scripts/run

vet: ## what must also compile elsewhere
	$(NOCGO) vet -tags ci ./...
	GOOS=android GOARCH=arm64 $(NOCGO) vet ./forms/... ./sync/... ./app/line
	GOOS=windows GOARCH=amd64 $(NOCGO) vet ./forms/... ./sync/... ./app/line
	GOOS=darwin GOARCH=arm64 $(NOCGO) vet ./forms/... ./sync/... ./app/line

lint: ## formatting and golangci-lint
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt these files"; exit 1; }
	@GO="$(GO)" scripts/lint

jvm: ## the calls into Android's Java machine, on a desktop's (needs a JDK and a C compiler, says so where they lack)
	@GO="$(GO)" scripts/jvm

generate: ## the names generated from the forms
	$(NOCGO) generate ./forms/library

build: ## the two programs, into bin/
	$(NOCGO) build -o bin/fieldserver ./sync/fieldserver
	$(GO) build -o bin/fieldline .

apk: ## the Android package; needs the Android NDK
	@test -n "$$ANDROID_NDK_HOME" || { echo "make apk needs the Android NDK: set ANDROID_NDK_HOME to its folder."; exit 1; }
	$(GO) run fyne.io/tools/cmd/fyne@v1.7.4 package --os android/arm64

clean:
	rm -rf bin pictures .run
