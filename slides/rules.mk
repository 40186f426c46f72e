# Slides, handout, book, cheat sheet, and what one needs on a stage. Nothing here
# is needed by the lessons and their tests. What it needs itself: pandoc; for the
# slides npm, once, with a network; for paper and for test-slides chromium; for
# the demos tmux. "make deps LIST=SLIDES" installs them.

OUT      := $(BUILD)/slides
NPM      := $(OUT)/npm/node_modules
DECKS    := $(patsubst %,$(OUT)/deck-%.html,30 60 120)
READMES  := $(sort $(wildcard lessons/*/README.md))
CHROMIUM ?= $(firstword $(shell command -v chromium google-chrome) chromium)

# All that can change what is shown.
SHOWN := $(wildcard slides/*.lua slides/*.css slides/*.js slides/*.html \
           slides/*.sh slides/diagrams/*.svg lessons/*/*.c) \
         slides/deck.md tests/readmes.sh $(READMES)

# One file, with all that it uses inside; newer pandocs have another name for it.
PANDOC = pandoc --standalone --columns=200 $(or $(findstring --embed-resources,\
             $(shell pandoc --help)),--self-contained) \
         --lua-filter=slides/filter.lua --highlight-style=monochrome
PAGE   = $(PANDOC) --to=html --template=slides/page.html \
         --css=slides/page.css

slides: $(DECKS) ## the deck, for talks of 30, 60 and 120 minutes
	@slides/minutes.sh

$(DECKS): $(OUT)/deck-%.html: $(SHOWN) $(NPM) | have-pandoc
	@mkdir -p $(@D)
	@$(PANDOC) --to=revealjs --slide-level=2 --template=slides/deck.html \
	    --variable=npm=$(NPM) --css=slides/deck.css \
	    --metadata=minutes=$* --output=$@ slides/deck.md
	@echo $@

# The one step that needs a network; its lock file says what comes.
$(NPM): slides/package.json slides/package-lock.json | have-npm
	@mkdir -p $(@D)
	cp $^ $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

handout: $(OUT)/handout.html ## slides and notes as plain text, on one page
$(OUT)/handout.html: $(SHOWN) | have-pandoc
	@mkdir -p $(@D)
	@$(PAGE) --toc --toc-depth=2 --metadata=minutes=120 \
	    --metadata=subtitle='Slides and notes, as text' --output=$@ slides/deck.md
	@echo $@

book: $(OUT)/book.html ## all lessons to read, on one page
$(OUT)/book.html: $(SHOWN) | have-pandoc
	@mkdir -p $(@D)
	@$(PAGE) --from=gfm --toc --toc-depth=1 \
	    --metadata=title='Life of a Container' \
	    --metadata=subtitle='The lessons' --output=$@ $(READMES)
	@echo $@

cheat-sheet: $(OUT)/cheat-sheet.html ## all commands of all lessons, on one sheet
$(OUT)/cheat-sheet.html: $(SHOWN) | have-pandoc
	@mkdir -p $(@D)
	@for lesson in $(LESSONS); do slides/told.sh $$lesson same-as; done | \
	    $(PAGE) --section-divs --variable=sheet \
	    --metadata=title='Life of a Container' \
	    --metadata=subtitle='What a shell would type. PID, START: yours.' \
	    --output=$@
	@echo $@

have-pandoc have-npm: have-%:
	@command -v $* >/dev/null || { \
	    echo "This needs $*; make deps LIST=SLIDES installs it" >&2; exit 1; }

# What slides show of a lesson is the transcript in its README, the one capture.
captures: readmes ## tell all lessons anew: the same as make readmes

test-slides: slides handout book cheat-sheet pdf kit ## all of that, looked at by a browser; the kit, tried
	@CHROMIUM=$(CHROMIUM) node tests/slides.mjs $(OUT)
	@LOAC_BUILD=$(BUILD) tests/kit.sh $(BUILD)/kit

# ---- on a stage ---------------------------------------------------------------

demo: all ## L=03: a lesson in two panes, with a shell that verifies
	@LOAC_BUILD=$(BUILD) slides/demo.sh $(L)

rehearse: all ## every demo of the deck; PACE=1 seconds at each pause
	@LOAC_BUILD=$(BUILD) slides/rehearse.sh $(L)

# ---- on paper, on a stick -----------------------------------------------------

# As many pages as slides.
pdf: $(DECKS:.html=.pdf) $(OUT)/handout.pdf $(OUT)/cheat-sheet.pdf ## decks, handout and sheet for printers
$(OUT)/%.pdf: $(OUT)/%.html slides/chromium.mjs
	@CHROMIUM=$(CHROMIUM) node slides/chromium.mjs pdf $< $@
	@echo $@

# -k: a lesson that cannot be linked so is taken as it is.
kit: all slides handout book cheat-sheet ## a folder for a stick: all of this and the lessons
	@mkdir -p $(BUILD)/static
	@$(MAKE) --keep-going BUILD=$(BUILD)/static LDFLAGS=-static-pie all \
	    >$(BUILD)/static/log 2>&1 || true
	@! command -v $(CHROMIUM) >/dev/null || $(MAKE) pdf
	@BUILD=$(BUILD) STATIC=$(BUILD)/static slides/kit.sh $(BUILD)/kit
	@echo $(BUILD)/kit

.PHONY: slides handout book cheat-sheet pdf captures test-slides demo rehearse kit \
        have-pandoc have-npm
