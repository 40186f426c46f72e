--[[ filter.lua - what deck.md cannot say in Markdown

    ``` {.told lesson=03 step=5}            a step as the lesson told it
                                            (checks=yes: with verify lines;
                                            ask=1: the step of its question)
    ``` {.c from=03-veth-pair/veth.c anchor=pair}   lines of its source
    ``` {.cast lesson=03 steps="3/8/8"}     a recording, stepping on Enter; so
                                            many steps are for each talk
    ``` {.typed}                            as it stands: commands to type
    ``` {.commands}                         the same, for the cheat sheet
    ![](diagrams/life.svg){stage=3}         a drawing, up to a stage

    ## Title {minutes="1/2/2"}              in the talk of 30, 60, 120 minutes;
                                            "-": not in that one

Nothing is shown that is not there: a missing lesson, step, file or anchor ends
the build, and so does a block of another kind.

The note "ask" of a demo has an answer for each question of its lesson, in that
order; the slide that shows the step of a question gets its answer from there.

The same filter makes the handout and the book (FORMAT is then html): there
notes are text, a recording is its transcript, and all slides are in. In all of
them name(section) becomes a link to the manual page. ]]

local stringify = pandoc.utils.stringify
local slides_wanted = FORMAT:match 'revealjs' ~= nil
local version                       -- which of them this deck is

-- What a command says; it has said itself why it fails.
local function run(...)
    local ok, result = pcall(pandoc.pipe, 'sh', { '-c', '"$@"', 'sh', ... }, '')
    if not ok then error(table.concat({ ... }, ' ') .. ' failed', 0) end
    return result
end

local function raw(text) return pandoc.RawBlock('html', text) end

local function escape(text)
    return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;',
                                  ['>'] = '&gt;', ['"'] = '&quot;' }))
end

-- ---- what lessons say --------------------------------------------------------

local function marked_up(line)
    local text = escape(line)
    if line:match '^Step ' then return '<b>' .. text .. '</b>' end
    return text
end

-- told: the lines before the pause, and those after it, which answer an "ask:".
local function told(block)
    local which = block.attributes
    local text = run('slides/told.sh', which.lesson or '',
                     which.ask and 'ask' or 'step', which.ask or which.step or '')
    local whole = run('slides/told.sh', which.lesson)
    local step = text:match '^Step (%d+)'
    local live = ('%s --only=%s'):format(whole:match '^%$ ([^\n]*)', step)

    local before, after, asks, kind = {}, {}, false, nil
    for line in text:gmatch '[^\n]+' do
        kind = line:match '^  ([%a ]+):' or kind
        local early = not kind or kind == 'same as' or kind == 'ask'
        asks = asks or kind == 'ask'
        local checks = kind == 'verify' or kind == 'expect'
                       or kind == 'refused' or kind == 'enter'
        line = marked_up(line)
        if kind == 'ask' then line = '<b class="ask">' .. line .. '</b>' end
        if which.checks or not checks then
            table.insert(early and before or after, line)
        end
    end
    local answer = asks and '<span class="fragment">%s</span>' or '%s'
    local question = asks and (' data-asks="%s %s"'):format(which.lesson, step)
    local html = ('<pre class="told"%s data-live="%s">%s\n%s</pre>'):format(
        question or '', live, table.concat(before, '\n'),
        answer:format(table.concat(after, '\n')))
    return raw(html)
end

-- excerpt: the lines between two anchors, by the script that also fills in the
-- README files, and where they are.
local function excerpt(block)
    local path = 'lessons/' .. block.attributes.from
    local name = block.attributes.anchor or ''
    local text = run('tests/readmes.sh', 'excerpt', path, name)
    local number = 0
    for line in io.lines(path) do
        number = number + 1
        if line:match('ANCHOR: ' .. name .. '%f[%W]') then break end
    end
    return { pandoc.CodeBlock(text:gsub('\n$', ''), { class = 'c' }),
             raw(('<p class="from">%s, line %d</p>'):format(path, number + 1)) }
end

-- cast: a recording for the player; its transcript for readers of the handout
-- and of screens; the headings of its steps for paper.
local function cast(block)
    local lesson = block.attributes.lesson or ''
    local shown = block.attributes.steps or ''
    local text = run('slides/told.sh', lesson)
    local head = ('<div class="cast" data-lesson="%s" data-steps="%s">')
        :format(lesson, shown)
    local transcript = '<pre class="told" tabindex="0">' .. escape(text)
                       .. '</pre>'
    if not slides_wanted then return raw(head .. transcript .. '</div>') end

    local steps = run('slides/told.sh', lesson, 'steps')
    local recording = run('slides/told.sh', lesson, 'cast')
    return raw(head .. ([[
<div class="player"></div>
<script type="application/x-asciicast">%s</script>
<button type="button">Enter: the next step</button>
<details><summary>Transcript</summary>%s</details></div>
<div class="paper"><pre class="told">%s</pre>
<p>All that it says is in the handout, and in the README of the lesson.</p>
</div>]]):format(
        recording:gsub('</', '<\\/'), transcript, escape(steps)))
end

-- commands: a line each, so that a long one goes on indented; it is not broken
-- within a word, be it after a hyphen.
local function commands(block)
    local lines = escape(block.text)
        :gsub('[^%s-]*%-%S*', '<span class="word">%0</span>')
        :gsub('[^\n]+\n?', '<span class="command">%0</span>')
    return raw('<pre>' .. lines .. '</pre>')
end

local function code_block(block)
    if block.classes:includes 'commands' then return commands(block) end
    if not version or block.classes:includes 'typed' then return end
    local show = block.classes:includes 'told' and told
                 or block.classes:includes 'cast' and cast
                 or block.attributes.from and excerpt
    if not show then
        error('a block that is neither .told, .cast, .typed nor has from=: '
              .. block.text:sub(1, 40), 0)
    end
    return show(block)
end

-- ---- drawings ----------------------------------------------------------------

local drawings = 0

-- A stage is a group that begins with <g data-stage="N"> and ends with </g> in
-- the same column. Its <desc> joins that of the whole. Those are marked that the
-- slides before have not shown: a shorter talk takes several stages at once.
local function up_to_stage(svg, last, seen)
    local lines, said, column = {}, {}, nil
    for line in svg:gmatch '[^\n]*\n' do
        local indent, stage = line:match '^( *)<g data%-stage="(%d+)"'
        local number = tonumber(stage)
        if number and number > last then column = indent end
        if number and number > seen and number <= last then
            line = line:gsub('<g ', '<g class="new" ')
        end
        local desc = not column and line:match '^ +<desc>(.*)</desc>'
        if desc then
            table.insert(said, desc)
        elseif not column then
            table.insert(lines, line)
        elseif line:match('^' .. column .. '</g>') then
            column = nil
        end
    end
    return table.concat(lines):gsub('</title>\n', '</title>\n<desc>'
        .. table.concat(said, ' ') .. '</desc>\n', 1)
end

local stage_seen = 0

local function drawing(image)
    if not image.src:match '%.svg$' then return end
    local file = assert(io.open('slides/' .. image.src))
    local svg = file:read 'a'
    file:close()
    local stage = tonumber(image.attributes.stage)
    if stage then
        svg = up_to_stage(svg, stage, stage_seen)
        stage_seen = stage
    end
    if not svg:match '<title>[^<]+</title>' or not svg:match '<desc>[^<]+</desc>'
    then
        error(image.src .. ': it needs a title and a desc', 0)
    end
    drawings = drawings + 1
    svg = svg:gsub('<title>', ('<title id="title%d">'):format(drawings), 1)
        :gsub('<desc>', ('<desc id="desc%d">'):format(drawings), 1)
        :gsub('<svg ', ('<svg role="img" aria-labelledby="title%d" '
            .. 'aria-describedby="desc%d" '):format(drawings, drawings), 1)
        :gsub('>\n +', '>')
    return pandoc.RawInline('html', svg)
end

-- ---- manual pages ------------------------------------------------------------

local function man_link(word)
    local before, name, section, after =
        word.text:match '^(%p*)([%a_][%w_.%-]*)%((%d)%)(.*)$'
    if not name then return end
    local address = ('https://manpages.debian.org/bookworm/%s.%s')
        :format(name, section)
    return { pandoc.Str(before),
             pandoc.Link(('%s(%s)'):format(name, section), address),
             pandoc.Str(after) }
end

-- In the book a lesson is a chapter, and links between lessons lead to chapters.
local function chapter(header)
    local number = stringify(header):match '^Lesson (%d+):'
    if header.level ~= 1 or not number then return end
    header.identifier = 'lesson-' .. number
    return header
end

local function link_to_chapter(link)
    local number = link.target:match '^%.%./0*(%d+)%-[^/]*/README%.md'
    if not number then return end
    link.target = '#lesson-' .. number
    return link
end

-- ---- slides ------------------------------------------------------------------

local function find_div(blocks, class)
    for _, block in ipairs(blocks) do
        if block.t == 'Div' and block.classes:includes(class) then
            return block
        end
    end
end

-- The notes of a slide by their heads, say, type, ask, question, if it hangs:
-- for each a list of what is said there.
local function note_heads(notes)
    local heads = {}
    for _, block in ipairs(notes.content) do
        if block.t == 'DefinitionList' then
            for _, item in ipairs(block.content) do
                heads[stringify(item[1])] = item[2]
            end
        end
    end
    return heads
end

local function add_note(notes, head, said)
    table.insert(notes.content, pandoc.DefinitionList {
        { { pandoc.Str(head) }, { { pandoc.Para(said) } } } })
end

local function check_notes(slide)
    local notes = find_div(slide.blocks, 'notes')
    local wanted = { 'say', 'question' }
    if slide.lesson then
        table.insert(wanted, 'type')
        table.insert(wanted, 'if it hangs')
    end
    local heads = notes and note_heads(notes) or {}
    for _, head in ipairs(wanted) do
        if not heads[head] then
            error(('slide "%s": no note "%s"'):format(slide.title, head), 0)
        end
    end
    return notes
end

-- The answers to the questions of a lesson: by "LESSON STEP", for the slides
-- that show that step; with the number of the step, in the notes of the demo.
local answers = {}

local function number_answers(slide)
    local said = note_heads(slide.notes).ask or {}
    local count = 0
    for step in run('slides/told.sh', slide.lesson, 'asks'):gmatch '%d+' do
        count = count + 1
        local answer = said[count]
        if not answer or not stringify(answer):match 'Wrong:.*;.*Right:' then
            error(('slide "%s": the note "ask" needs, for step %s, '
                   .. '"Wrong: A; B. Right: C"'):format(slide.title, step), 0)
        end
        answers[slide.lesson .. ' ' .. step] = answer[1].content:clone()
        table.insert(answer[1].content, 1, pandoc.Str(('Step %s: '):format(step)))
    end
    if #said ~= count then
        error(('slide "%s": %d questions, %d answers')
              :format(slide.title, count, #said), 0)
    end
end

-- "N/N/N", in the talks of 30, 60 and 120 minutes; "-": not in that one.
local function by_version(slide, name, text)
    local list = { (text or ''):match '^([%d.-]+)/([%d.-]+)/([%d.]+)$' }
    if #list ~= 3 then
        error(('slide "%s": %s="30/60/120"?'):format(slide.title, name), 0)
    end
    return { ['30'] = tonumber(list[1]), ['60'] = tonumber(list[2]),
             ['120'] = tonumber(list[3]) }
end

local function split(blocks)
    local list = {}
    for _, block in ipairs(blocks) do
        if block.t == 'Header' and block.level == 2 then
            local slide = { header = block, title = stringify(block), blocks = {} }
            slide.minutes = by_version(slide, 'minutes', block.attributes.minutes)
            block.attributes.minutes = nil
            table.insert(list, slide)
        end
        local slide = list[#list] or { blocks = {} }    -- before the first
        table.insert(slide.blocks, block)
        if block.t == 'RawBlock' then
            local data = function(name)
                return block.text:match('^<[^>]* data%-' .. name .. '="([^"]*)"')
            end
            slide.live = slide.live or data 'live'
            slide.asks = slide.asks or data 'asks'
            slide.lesson = slide.lesson or data 'lesson'
            slide.steps = slide.steps or data 'steps'
        end
    end
    return list
end

-- What to type where output is shown: the lesson itself can show that step.
local function add_command(slide)
    if not slide.live or slide.lesson then return end
    add_note(slide.notes, 'type', {
        pandoc.Code(slide.live), pandoc.Space(), pandoc.Str 'shows it live' })
end

-- Where to leave a demo: after the steps that the talk has time for.
local function add_stop(slide)
    if not slide.lesson then return end
    local shown = by_version(slide, 'steps', slide.steps)
    local _, all = run('slides/told.sh', slide.lesson, 'steps'):gsub('\n', '')
    local text = ('Steps in the talk of 30, 60, 120: %s, %s, %g; of %d.')
        :format(shown['30'] or '-', shown['60'] or '-', shown['120'], all)
    if slides_wanted then
        text = shown[version] == all and ('All %d steps.'):format(all)
            or ('After step %s of %d: q.'):format(shown[version], all)
        local asked = note_heads(slide.notes).ask or {}
        for i = #asked, 1, -1 do
            local step = stringify(asked[i]):match '^Step (%d+)'
            if tonumber(step) > shown[version] then table.remove(asked, i) end
        end
    end
    local said = note_heads(slide.notes).type[1]
    table.insert(said, pandoc.Para { pandoc.Strong(text) })
end

-- With the time as it should be, for the speaker's view.
local function add_time(slide, at)
    local minutes = slide.minutes[version]
    slide.header.attributes.timing = tostring(math.floor(minutes * 60))
    local optional = version == '120' and not slide.minutes['60']
                     and ' (optional)' or ''
    local text = ('%g min%s, from minute %g of %s')
        :format(minutes, optional, at, version)
    table.insert(slide.notes.content, 1, pandoc.Para { pandoc.Strong(text) })
end

local function as_text(slide)
    local m = slide.minutes
    local text = ('Minutes in the talk of 30, 60, 120: %s, %s, %g')
        :format(m['30'] or 'left out', m['60'] or 'left out', m['120'])
    table.insert(slide.notes.content, 1, pandoc.Para { pandoc.Strong(text) })
end

local function arrange(doc)
    local slides = split(doc.blocks)
    for _, slide in ipairs(slides) do
        slide.notes = check_notes(slide)
        if slide.lesson then number_answers(slide) end
    end

    local blocks, at = {}, 0
    for _, slide in ipairs(slides) do
        if not slides_wanted or slide.minutes[version] then
            if slide.asks then
                add_note(slide.notes, 'ask', answers[slide.asks])
            end
            add_command(slide)
            add_stop(slide)
            if slides_wanted then add_time(slide, at) else as_text(slide) end
            for _, block in ipairs(slide.blocks) do
                table.insert(blocks, pandoc.walk_block(block, { Image = drawing }))
            end
            at = at + (slide.minutes[version] or 0)
        end
    end
    doc.blocks = blocks
    return doc
end

return {
    { Meta = function(meta)
        version = meta.minutes and stringify(meta.minutes)
    end },
    { CodeBlock = code_block, Str = man_link,
      Header = chapter, Link = link_to_chapter },
    { Pandoc = function(doc) return version and arrange(doc) end },
}
