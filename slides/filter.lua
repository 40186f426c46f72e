--[[ filter.lua - what deck.md cannot say in Markdown

    ``` {.told lesson=03 step=5}            a step as the lesson told it
                                            (checks=yes: with verify lines;
                                            ask=1: the step of its question)
    ``` {.c from=03-veth-pair/veth.c anchor=pair}   lines of its source
    ``` {.cast lesson=03}                   a recording, stepping on Enter
    ![](diagrams/life.svg){stage=3}         a drawing, up to a stage

    ## Title {minutes="1/2/2"}              in the talk of 30, 60, 120 minutes;
                                            "-": not in that one

Nothing is shown that is not there: a missing lesson, step, file or anchor ends
the build. Only a block marked .later may be missing, and its slide with it, as
long as its lesson is not written.

The same filter makes the handout and the book (FORMAT is then html): there
notes are text, a recording is its transcript, and all slides are in. In all of
them name(section) becomes a link to the manual page. ]]

local stringify = pandoc.utils.stringify
local slides_wanted = FORMAT:match 'revealjs' ~= nil
local versions = { '30', '60', '120' }
local version                       -- which of them this deck is

-- What a command says, or nil and a reason. For a block that may be missing it
-- does not complain itself.
local function run(block, ...)
    local quiet = block.classes:includes 'later' and ' 2>/dev/null' or ''
    local ok, result = pcall(pandoc.pipe, 'sh',
                             { '-c', '"$@"' .. quiet, 'sh', ... }, '')
    if ok then return result end
    return nil, table.concat({ ... }, ' ') .. ' failed'
end

local function raw(text) return pandoc.RawBlock('html', text) end

local function escape(text)
    return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;',
                                  ['>'] = '&gt;', ['"'] = '&quot;' }))
end

-- ---- what lessons say --------------------------------------------------------

-- What is missing ends the build, or, marked .later, takes its slide away.
local function missing(block, why)
    if not block.classes:includes 'later' then error(why, 0) end
    return pandoc.Div({}, { class = 'waiting', why = why })
end

local function marked_up(line)
    local text = escape(line)
    if line:match '^Step ' then return '<b>' .. text .. '</b>' end
    return text
end

-- told: the lines before the pause, and those after it, which answer an "ask:".
local function told(block)
    local which = block.attributes
    local text, why = run(block, 'slides/told.sh', which.lesson,
                          which.ask and 'ask' or 'step', which.ask or which.step)
    if not text then return missing(block, why) end
    local whole = run(block, 'slides/told.sh', which.lesson)
    local live = ('%s --only=%s'):format(whole:match '^%$ ([^\n]*)',
                                         text:match '^Step (%d+)')

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
    local html = ('<pre class="told%s" data-live="%s">%s\n%s</pre>'):format(
        asks and ' asks' or '', live, table.concat(before, '\n'),
        answer:format(table.concat(after, '\n')))
    return raw(html)
end

-- excerpt: the lines between two anchors, by the script that also fills in the
-- README files, and where they are.
local function excerpt(block)
    local path = 'lessons/' .. block.attributes.from
    local name = block.attributes.anchor
    local text, why = run(block, 'tests/readmes.sh', 'excerpt', path, name)
    if not text then return missing(block, why) end

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
    local lesson = block.attributes.lesson
    local text, why = run(block, 'slides/told.sh', lesson)
    if not text then return missing(block, why) end
    local transcript = '<pre class="told" tabindex="0">' .. escape(text)
                       .. '</pre>'
    if not slides_wanted then return raw(transcript) end

    local steps = run(block, 'slides/told.sh', lesson, 'steps')
    local recording = run(block, 'slides/told.sh', lesson, 'cast')
    return raw(([[
<div class="cast"><div class="player"></div>
<script type="application/x-asciicast">%s</script>
<button type="button">Enter: the next step</button>
<details><summary>Transcript</summary>%s</details></div>
<div class="paper"><pre class="told">%s</pre>
<p>All that it says is in the handout, and in the README of the lesson.</p>
</div>]]):format(
        recording:gsub('</', '<\\/'), transcript, escape(steps)))
end

local function code_block(block)
    local show = block.classes:includes 'told' and told
                 or block.classes:includes 'cast' and cast
                 or block.attributes.from and excerpt
    if not show then return end
    local shown = show(block)
    if block.classes:includes 'later' and shown.t ~= 'Div' and slides_wanted
       and version == '120' then
        io.stderr:write(('  here now, take .later away: %s\n')
            :format(block.attributes.lesson or block.attributes.from))
    end
    return shown
end

-- ---- drawings ----------------------------------------------------------------

local drawings = 0

-- A stage is a group that begins with <g data-stage="N"> and ends with </g> in
-- the same column. Its <desc> joins that of the whole. The last one is marked.
local function up_to_stage(svg, last)
    local lines, said, column = {}, {}, nil
    for line in svg:gmatch '[^\n]*\n' do
        local indent, stage = line:match '^( *)<g data%-stage="(%d+)"'
        local number = tonumber(stage)
        if number and number > last then column = indent end
        if number == last then line = line:gsub('<g ', '<g class="new" ') end
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

local function drawing(image)
    if not image.src:match '%.svg$' then return end
    local file = assert(io.open('slides/' .. image.src))
    local svg = file:read 'a'
    file:close()
    if image.attributes.stage then
        svg = up_to_stage(svg, tonumber(image.attributes.stage))
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

-- The notes of a slide by their heads: say, type, ask, question, if it hangs.
local function note_heads(notes)
    local heads = {}
    for _, block in ipairs(notes.content) do
        if block.t == 'DefinitionList' then
            for _, item in ipairs(block.content) do
                heads[stringify(item[1])] = stringify(item[2][1])
            end
        end
    end
    return heads
end

local function check_notes(slide)
    local notes = find_div(slide.blocks, 'notes')
    local wanted = { 'say', 'question' }
    if slide.demo then
        table.insert(wanted, 'type')
        table.insert(wanted, 'if it hangs')
    end
    if slide.asks then table.insert(wanted, 'ask') end
    local heads = notes and note_heads(notes) or {}
    for _, head in ipairs(wanted) do
        if not heads[head] then
            error(('slide "%s": no note "%s"'):format(slide.title, head), 0)
        end
    end
    if heads.ask and not (heads.ask:match 'Wrong:.*;.*Right:') then
        error(('slide "%s": ask needs "Wrong: A; B. Right: C"')
              :format(slide.title), 0)
    end
    return notes
end

local function minutes_of(header)
    local text = header.attributes.minutes or ''
    local list = { text:match '^([%d.-]+)/([%d.-]+)/([%d.]+)$' }
    if #list ~= 3 then
        error(('slide "%s": minutes="30/60/120"?'):format(stringify(header)), 0)
    end
    return { ['30'] = tonumber(list[1]), ['60'] = tonumber(list[2]),
             ['120'] = tonumber(list[3]) }
end

local function split(blocks)
    local list = {}
    for _, block in ipairs(blocks) do
        if block.t == 'Header' and block.level == 2 then
            table.insert(list, { header = block, title = stringify(block),
                                 minutes = minutes_of(block), blocks = {} })
        end
        local slide = list[#list] or { blocks = {} }    -- before the first
        table.insert(slide.blocks, block)
        if block.t == 'RawBlock' then
            slide.live = slide.live or block.text:match 'data%-live="([^"]*)"'
            slide.asks = slide.asks or block.text:match '^<pre class="told asks'
            slide.demo = slide.demo or block.text:match '^<div class="cast'
        end
    end
    return list
end

-- What to type where output is shown: the lesson itself can show that step.
local function add_command(slide)
    if not slide.live or slide.demo then return end
    table.insert(slide.notes.content, pandoc.DefinitionList {
        { { pandoc.Str 'type' },
          { { pandoc.Para { pandoc.Code(slide.live), pandoc.Space(),
                            pandoc.Str 'shows', pandoc.Space(),
                            pandoc.Str 'it', pandoc.Space(),
                            pandoc.Str 'live' } } } } })
end

-- With the time as it should be, for the speaker's view.
local function add_time(slide, at)
    local minutes = slide.minutes[version]
    slide.header.attributes.timing = tostring(math.floor(minutes * 60))
    local optional = slide.minutes['60'] and '' or ' (optional)'
    local text = ('%g min%s, from minute %g of %s')
        :format(minutes, optional, at, version)
    table.insert(slide.notes.content, 1, pandoc.Para { pandoc.Strong(text) })
end

local function as_text(slide)
    local m = slide.minutes
    local text = ('Minutes in the talk of 30, 60, 120: %s, %s, %g')
        :format(m['30'] or 'left out', m['60'] or 'left out', m['120'])
    slide.notes.content = {
        pandoc.Para { pandoc.Strong(text) }, table.unpack(slide.notes.content)
    }
end

-- What each version takes, on standard error; more than it has ends the build.
local function tell_sums(sums, counts)
    local over = ''
    for _, each in ipairs(versions) do
        io.stderr:write(('  %3s minutes: %2d slides, %g minutes\n')
            :format(each, counts[each], sums[each]))
        if sums[each] > tonumber(each) then over = over .. ' ' .. each end
    end
    if over ~= '' then error('these are longer than they may be:' .. over, 0) end
end

local function arrange(doc)
    local sums = { ['30'] = 0, ['60'] = 0, ['120'] = 0 }
    local counts = { ['30'] = 0, ['60'] = 0, ['120'] = 0 }
    local blocks = {}
    for _, slide in ipairs(split(doc.blocks)) do
        local waiting = find_div(slide.blocks, 'waiting')
        local shown = not waiting
                      and (not slides_wanted or slide.minutes[version])
        if waiting and slides_wanted and version == '120' then
            io.stderr:write(('  waiting: "%s": %s\n')
                :format(slide.title, waiting.attributes.why))
        end
        if shown then
            slide.notes = check_notes(slide)
            slide.header.attributes.minutes = nil
            add_command(slide)
            if slides_wanted then add_time(slide, sums[version])
            else as_text(slide) end
            for _, block in ipairs(slide.blocks) do
                table.insert(blocks, block)
            end
        end
        for _, each in ipairs(versions) do
            if not waiting and slide.minutes[each] then
                sums[each] = sums[each] + slide.minutes[each]
                counts[each] = counts[each] + 1
            end
        end
    end
    if slides_wanted and version == '120' then tell_sums(sums, counts) end
    doc.blocks = blocks
    return doc
end

return {
    { Meta = function(meta)
        version = meta.minutes and stringify(meta.minutes)
    end },
    { CodeBlock = code_block, Image = drawing, Str = man_link,
      Header = chapter, Link = link_to_chapter },
    { Pandoc = function(doc) return version and arrange(doc) end },
}
