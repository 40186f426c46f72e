// slides.mjs - the deck and its papers in a real browser, without a window
//
//   node tests/slides.mjs build/slides      "make test-slides" does it
//
// Question: can it be shown as it is? Each test is a claim; what is against it is
// listed. Exit: 0, or 1 when a claim does not hold.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Browser, deck_is_ready } from '../slides/chromium.mjs';

const folder = process.argv[2] ?? 'build/slides';
const versions = [30, 60, 120];
const deck = (minutes) => join(folder, `deck-${minutes}.html`);
let passed = 0, failed = 0;

async function test(claim, body) {
    try {
        await body();
        passed++;
        console.log(`ok ${claim}`);
    } catch (error) {
        failed++;
        console.log(`not ok ${claim}\n    ${error.message.replace(/\n/g, '\n    ')}`);
    }
}

function none(found) {
    if (found.length > 0) {
        throw new Error([...new Set(found)].slice(0, 12).join('\n'));
    }
}

const browser = new Browser();

async function open_deck(minutes) {
    const page = await browser.open(deck(minutes));
    await page.until(deck_is_ready);
    page.slides = await page.run('Reveal.getTotalSlides()');
    return page;
}

// Calls LOOK in the page on each slide, with all that Enter would uncover, and
// returns what it found, with the slide's number.
async function on_each_slide(page, look, ...values) {
    const found = [];
    for (let i = 0; i < page.slides; i++) {
        await page.run((index) => Reveal.slide(index, 0, 99), i);
        for (const each of await page.run(look, ...values)) {
            found.push(`slide ${i + 1}: ${each}`);
        }
    }
    return found;
}

// ---- looks: they run inside the page, on the current slide ------------------

function too_large() {
    const found = [];
    const slide = Reveal.getCurrentSlide();
    for (const element of slide.querySelectorAll('*')) {
        const { left, top, right, bottom, width } = element.getBoundingClientRect();
        const name = `${element.tagName} "${element.textContent.trim().slice(0, 30)}"`;
        if (width === 0 || element.closest('.notes, .ap-player')) continue;
        if (left < 0 || top < 0 || right > 1280 || bottom > 716) {
            found.push(`${name} ends at ${Math.round(right)}, ${Math.round(bottom)}`);
        }
        const picture = element.tagName === 'text' && element.closest('svg');
        const edge = picture && picture.getBoundingClientRect();
        if (edge && (left < edge.left || right > edge.right || top < edge.top
                     || bottom > edge.bottom)) {
            found.push(`${name} is outside of its drawing`);
        }
        const boxes = picture ? [...picture.querySelectorAll('rect')]
            .map((rect) => rect.getBoundingClientRect())
            .filter((box) => box.left < (left + right) / 2
                && box.right > (left + right) / 2
                && box.top < (top + bottom) / 2 && box.bottom > (top + bottom) / 2)
            .sort((one, other) => one.width - other.width) : [];
        if (boxes.length > 0 && (left < boxes[0].left || right > boxes[0].right)) {
            found.push(`${name} is wider than its box`);
        }
        if (element.tagName === 'PRE'
            && element.scrollWidth > element.clientWidth) {
            found.push(`${name} is cut off`);
        }
    }
    return found;
}

// WCAG 2, AA: 4.5 to 1, or 3 to 1 for letters of 24 pixels and more.
function too_pale() {
    const found = [];
    const canvas = document.createElement('canvas').getContext('2d');
    const rgb = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (color) => rgb(color).slice(0, 3)
        .map((c) => c / 255)
        .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (element, x, y) => {
        for (const each of document.elementsFromPoint(x, y)) {
            const style = getComputedStyle(each);
            const color = !each.closest('svg') || each.tagName === 'svg'
                ? style.backgroundColor : style.fill;
            if (each !== element && each.tagName !== 'text' && color !== 'none'
                && rgb(color)[3] === 255) return color;
        }
        return '#ffffff';
    };
    const walker = document.createTreeWalker(Reveal.getCurrentSlide(),
                                             NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const style = getComputedStyle(element);
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const { left, top, width, height } = range.getBoundingClientRect();
        if (width === 0 || element.closest('.notes, .ap-player')) continue;
        const ink = light(element.closest('svg') ? style.fill : style.color);
        const paper = light(ground(element, left + width / 2, top + height / 2));
        const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) {
            found.push(`"${walker.currentNode.textContent.trim().slice(0, 30)}": `
                + ratio.toFixed(1));
        }
    }
    return found;
}

// The notes of a demo have an answer for each question up to the last step that
// this talk shows.
function unanswered(index) {
    const slide = Reveal.getCurrentSlide();
    const cast = slide.querySelector('.cast');
    if (!cast) return [];
    const last = Number(cast.dataset.steps.split('/')[index]);
    const asks = cast.querySelector('details pre').textContent
        .split(/^Step /m).slice(1, last + 1)
        .filter((step) => /^  ask: /m.test(step)).map((step) => parseInt(step, 10));
    const answers = [...slide.querySelector('.notes').textContent
        .matchAll(/Step (\d+): [^]*?Wrong:[^]*?Right:/g)].map((m) => Number(m[1]));
    return `${asks}` === `${answers}` ? []
        : [`the steps ${asks} ask, the notes answer ${answers}`];
}

// What the picture that grows has now and had not on its slide before is bold.
function wrongly_bold() {
    const stages = (slide) => [...slide.querySelectorAll('[data-stage]')];
    const all = Reveal.getSlides();
    const here = all.indexOf(Reveal.getCurrentSlide());
    const before = all.slice(0, here).findLast((slide) => stages(slide).length > 0);
    const old = before ? stages(before).map((each) => each.dataset.stage) : [];
    return stages(all[here])
        .filter((each) => each.classList.contains('new')
            === old.includes(each.dataset.stage))
        .map((each) => `stage ${each.dataset.stage}`);
}

const moving = () => document.getAnimations().map((each) => each.animationName ?? 'a transition');

// ---- the deck -----------------------------------------------------------------

const pages = {};
for (const minutes of versions) {
    await test(`deck_${minutes}_opens`, async () => {
        pages[minutes] = await open_deck(minutes);
        assert.ok(pages[minutes].slides >= 20, 'it has too few slides');
    });
    const page = pages[minutes];
    if (!page) continue;

    await test(`deck_${minutes}_fits_its_slides`, async () =>
        none(await on_each_slide(page, too_large)));
    await test(`deck_${minutes}_can_be_read_AA`, async () =>
        none(await on_each_slide(page, too_pale)));
    await test(`deck_${minutes}_has_answers_in_its_notes`, async () =>
        none(await on_each_slide(page, unanswered, versions.indexOf(minutes))));
    await test(`deck_${minutes}_marks_what_is_new_in_its_picture`, async () =>
        none(await on_each_slide(page, wrongly_bold)));
    await test(`deck_${minutes}_does_not_move`, async () =>
        none(await on_each_slide(page, moving)));
    await test(`deck_${minutes}_on_paper_has_a_page_for_each_slide`, async () => {
        const info = execFileSync('pdfinfo', [deck(minutes).replace('.html', '.pdf')],
            { encoding: 'utf8' });
        assert.equal(Number(/Pages: +(\d+)/.exec(info)[1]), page.slides);
        assert.match(info, /Tagged: +yes/);
        const paper = await browser.open(deck(minutes), '?print-pdf');
        await paper.until('document.querySelector(".pdf-page") !== null');
        none(await paper.run(() => [...document.querySelectorAll('.alone h2')]
            .filter((head) => head.getBoundingClientRect().top
                - head.closest('.pdf-page').getBoundingClientRect().top < 150)
            .map((head) => `not in the middle: ${head.textContent}`)));
    });
}

await test('every_picture_is_described', async () => {
    const page = pages[120];
    const found = [];
    let pictures = 0;
    for (let i = 0; i < page.slides; i++) {
        await page.run((index) => Reveal.slide(index), i);
        const { nodes } = await page.send('Accessibility.getFullAXTree');
        for (const node of nodes.filter((n) => /^(image|img|graphics-document)$/
            .test(n.role?.value ?? ''))) {
            pictures++;
            if (!node.name?.value || !node.description?.value) {
                found.push(`slide ${i + 1}: "${node.name?.value ?? ''}"`);
            }
        }
    }
    none(found);
    assert.ok(pictures >= 12, `it has only ${pictures} pictures`);
});

// What the player shows of a recording, and whether it waits.
const shown = 'Reveal.getCurrentSlide().querySelector(".ap-term").textContent';
const go_to_cast = () => Reveal.slide(
    Reveal.getSlides().findIndex((slide) => slide.querySelector('.cast')));

await test('a_recording_stops_where_the_lesson_would', async () => {
    const page = await open_deck(120);
    await page.run(go_to_cast);
    for (const step of [1, 2]) {
        await page.press('Enter', 13);
        await page.until(`/Step ${step} of/.test(${shown})
            && /same as:/.test(${shown}.split('Step ${step} of')[1])`);
        await new Promise((done) => setTimeout(done, 500));
        const after = (await page.run(shown)).split(`Step ${step} of`)[1];
        assert.ok(!/verify:/.test(after), 'it did not stop before the deed');
    }
});

await test('after_its_last_step_Enter_turns_the_slide', async () => {
    const page = await open_deck(60);
    await page.run(go_to_cast);
    const before = await page.run('Reveal.getIndices().h');
    let text = '', presses = 0;
    while (await page.run('Reveal.getIndices().h') === before) {
        assert.ok(presses++ < 20, 'it began anew');
        text = await page.run(shown);
        await page.press('Enter', 13);
        await new Promise((done) => setTimeout(done, 1000));
    }
    assert.match(text, /still open:/, 'it was left before its end');
});

await test('the_arrows_still_turn_the_slides', async () => {
    const page = await open_deck(120);
    await page.run(go_to_cast);
    await page.press('Enter', 13);
    const before = await page.run('Reveal.getIndices().h');
    await page.press('ArrowRight', 39);
    assert.equal(await page.run('Reveal.getIndices().h'), before + 1);
});

await test('a_recording_has_a_transcript', async () => {
    const page = pages[120];
    await page.run(go_to_cast);
    const text = await page.run(`Reveal.getCurrentSlide()
        .querySelector('details pre').textContent`);
    assert.match(text, /Step 1 of[^]*done:/);
});

await test('the_speaker_has_a_second_view', async () => {
    const page = await open_deck(60);
    const before = new Set((await browser.send('Target.getTargets')).targetInfos
        .map((target) => target.targetId));
    await page.press('s', 83);
    let target;
    for (let i = 0; i < 100 && !target; i++) {
        await new Promise((done) => setTimeout(done, 100));
        target = (await browser.send('Target.getTargets')).targetInfos
            .find((each) => each.type === 'page' && !before.has(each.targetId));
    }
    assert.ok(target, 'no second window was opened');
    const view = await browser.attach(target.targetId);
    await view.until('/say[^]*question/.test(document.body.innerText)');
    await view.until('document.querySelectorAll("iframe").length >= 2');

    // Enter there is Enter here.
    await page.run(go_to_cast);
    await view.until('/make demo L=01/.test(document.body.innerText)');
    for (const step of [1, 2]) {
        await view.press('Enter', 13);
        await page.until(`/Step ${step} of/.test(${shown})`);
        await new Promise((done) => setTimeout(done, 500));
        assert.ok(!(await page.run(shown)).includes(`Step ${step + 1} of`),
                  'one Enter there made two steps here');
    }
});

// ---- the papers -----------------------------------------------------------------

for (const name of ['handout', 'book', 'cheat-sheet']) {
    await test(`${name}_is_a_page_with_language_title_and_headings`, async () => {
        const page = await browser.open(join(folder, `${name}.html`));
        pages[name] = page;
        assert.equal(await page.run('document.documentElement.lang'), 'en');
        assert.match(await page.run('document.title'), /Container/);
        assert.ok(await page.run('document.querySelectorAll("h2").length') > 5);
        assert.equal(await page.run('document.scripts.length'), 0);
    });
}

await test('all_commands_are_on_one_sheet', async () => {
    const info = execFileSync('pdfinfo', [join(folder, 'cheat-sheet.pdf')],
        { encoding: 'utf8' });
    assert.equal(Number(/Pages: +(\d+)/.exec(info)[1]), 1);
});

// How an element would be printed.
async function printed(name, selector) {
    const page = pages[name];
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    const style = await page.run((which) => {
        const { fontSize, textIndent, breakInside }
            = getComputedStyle(document.querySelector(which));
        return { points: parseFloat(fontSize) * 0.75, textIndent, breakInside };
    }, selector);
    await page.send('Emulation.setEmulatedMedia', { media: '' });
    return style;
}

await test('the_sheet_can_be_read_on_paper', async () => {
    const { points, textIndent } = await printed('cheat-sheet', '.command');
    assert.ok(points > 6.99, `its letters have ${points} points`);
    assert.match(textIndent, /^-/, 'what goes on in a second line is not indented');
    assert.equal(await pages['cheat-sheet'].run(() =>
        [...document.querySelectorAll('.command')].filter((each) =>
            each.textContent.replace(/\s+/g, '').length === 0).length), 0);
});

await test('code_is_not_torn_apart_on_paper', async () =>
    assert.equal((await printed('handout', 'pre.sourceCode, pre')).breakInside,
                 'avoid'));

await test('nothing_is_asked_of_the_network', async () => {
    for (const [name, page] of Object.entries(pages)) {
        const other = page.requests.filter((address) =>
            !/^(data|blob|about):/.test(address)).slice(1);
        none(other.map((address) => `${name}: ${address}`));
    }
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
