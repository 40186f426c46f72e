// chromium.mjs - a browser without a window, told what to do through a pipe
//
//   node slides/chromium.mjs pdf PAGE.html OUT.pdf     print it
//   node slides/chromium.mjs shots DECK.html FOLDER    a picture of each slide
//
// CHROMIUM: the program (chromium). Also imported by tests/slides.mjs. It speaks
// the DevTools protocol over file descriptors 3 and 4: no port is opened, and no
// package is needed.

import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const LIMIT_MS = 60000 * (Number(process.env.LOAC_TIME_FACTOR) || 1);

export class Browser {
    #next = 1;
    #waiting = new Map();
    #listeners = [];

    constructor() {
        this.home = mkdtempSync(join(tmpdir(), 'loac-chromium-'));
        const flags = ['--headless=new', '--remote-debugging-pipe',
            `--user-data-dir=${this.home}`, '--no-first-run', '--disable-gpu',
            '--disable-extensions', '--disable-background-networking',
            '--disable-component-update', '--disable-popup-blocking',
            '--disable-dev-shm-usage', '--hide-scrollbars'];
        if (process.getuid() === 0) flags.push('--no-sandbox');
        this.process = spawn(process.env.CHROMIUM || 'chromium', flags,
            { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
        this.process.on('error', ({ message }) => this.#fail(
            new Error(`${message}: make deps LIST=SLIDES, or CHROMIUM=`)));
        this.process.on('exit', () => this.#fail(new Error('chromium ended')));
        this.ended = new Promise((done) => this.process.on('close', done));
        this.process.stdio[3].on('error', (error) => this.#fail(error));
        let rest = '';
        this.process.stdio[4].setEncoding('utf8').on('data', (text) => {
            const messages = (rest + text).split('\0');
            rest = messages.pop();
            for (const message of messages) this.#hear(JSON.parse(message));
        });
    }

    // The first reason is the one to tell.
    #fail(error) {
        this.failure ??= error;
        for (const { reject } of this.#waiting.values()) reject(this.failure);
        this.#waiting.clear();
    }

    #hear(message) {
        const waiting = this.#waiting.get(message.id);
        if (!waiting) {
            for (const listener of this.#listeners) listener(message);
            return;
        }
        this.#waiting.delete(message.id);
        if (message.error) waiting.reject(new Error(message.error.message));
        else waiting.resolve(message.result);
    }

    on(method, listener) {
        this.#listeners.push((message) => {
            if (message.method === method) {
                listener(message.params, message.sessionId);
            }
        });
    }

    send(method, params = {}, sessionId = undefined) {
        if (this.failure) return Promise.reject(this.failure);
        const id = this.#next++;
        this.process.stdio[3].write(
            JSON.stringify({ id, method, params, sessionId }) + '\0');
        return new Promise((resolve, reject) => {
            const late = () => reject(new Error(`${method}: no answer`));
            const timer = setTimeout(late, LIMIT_MS).unref();
            const done = (then) => (value) => { clearTimeout(timer); then(value); };
            this.#waiting.set(id, { resolve: done(resolve), reject: done(reject) });
        });
    }

    async attach(targetId) {
        const { sessionId } = await this.send('Target.attachToTarget',
            { targetId, flatten: true });
        return new Page(this, sessionId);
    }

    // A page of 1280 by 720, the size of the slides; ready once it is loaded.
    async open(file, query = '') {
        const { targetId } = await this.send('Target.createTarget',
            { url: 'about:blank' });
        const page = await this.attach(targetId);
        page.requests = [];
        this.on('Network.requestWillBeSent', ({ request }, session) => {
            if (session === page.session) page.requests.push(request.url);
        });
        await page.send('Network.enable');
        await page.send('Emulation.setDeviceMetricsOverride',
            { width: 1280, height: 720, deviceScaleFactor: 1, mobile: false });
        const { errorText } = await page.send('Page.navigate',
            { url: pathToFileURL(resolve(file)).href + query });
        if (errorText) throw new Error(`${file}: ${errorText}`);
        await page.until('document.readyState === "complete"');
        return page;
    }

    async close() {
        await this.send('Browser.close').catch(() => this.process.kill());
        await this.ended;
        rmSync(this.home, { recursive: true, force: true, maxRetries: 9 });
    }
}

class Page {
    constructor(browser, session) {
        this.browser = browser;
        this.session = session;
    }

    send(method, params) {
        return this.browser.send(method, params, this.session);
    }

    // What an expression, or the function given as one, is in the page.
    async run(what, ...values) {
        const expression = typeof what === 'string' ? what
            : `(${what})(${values.map((v) => JSON.stringify(v)).join(', ')})`;
        const { result, exceptionDetails } = await this.send('Runtime.evaluate',
            { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) {
            throw new Error(exceptionDetails.exception?.description
                ?? exceptionDetails.text);
        }
        return result.value;
    }

    async until(expression) {
        const end = Date.now() + LIMIT_MS;
        while (!await this.run(expression)) {
            if (Date.now() > end) throw new Error(`never true: ${expression}`);
            await new Promise((done) => setTimeout(done, 50));
        }
    }

    async press(key, code) {
        for (const type of ['keyDown', 'keyUp']) {
            await this.send('Input.dispatchKeyEvent', { type, key,
                windowsVirtualKeyCode: code, nativeVirtualKeyCode: code,
                text: type === 'keyDown' && key.length === 1 ? key : undefined });
        }
    }

    async picture(file) {
        const { data } = await this.send('Page.captureScreenshot',
            { format: 'png' });
        writeFileSync(file, data, 'base64');
    }

    async pdf(file) {
        const { data } = await this.send('Page.printToPDF',
            { preferCSSPageSize: true, printBackground: true,
              generateTaggedPDF: true, generateDocumentOutline: true });
        writeFileSync(file, data, 'base64');
    }
}

export const deck_is_ready = 'window.Reveal?.isReady?.() === true';

async function pdf(browser, from, to) {
    const page = await browser.open(from, '?print-pdf');
    if (await page.run('"Reveal" in window')) {
        await page.until(deck_is_ready);
        await page.until('document.querySelector(".pdf-page") !== null');
    }
    await page.pdf(to);
}

async function shots(browser, from, folder) {
    const page = await browser.open(from);
    await page.until(deck_is_ready);
    mkdirSync(folder, { recursive: true });
    const count = await page.run('Reveal.getTotalSlides()');
    for (let i = 0; i < count; i++) {
        await page.run((index) => Reveal.slide(index, 0, 99), i);
        await new Promise((done) => setTimeout(done, 150));
        await page.picture(join(folder,
            `${String(i + 1).padStart(2, '0')}.png`));
    }
}

if (process.argv[1] === import.meta.filename
    || process.argv[1]?.endsWith('slides/chromium.mjs')) {
    const [verb, from, to] = process.argv.slice(2);
    const work = { pdf, shots }[verb];
    if (!work || !to) {
        console.error('usage: chromium.mjs pdf|shots FROM TO');
        process.exit(2);
    }
    const browser = new Browser();
    try {
        await work(browser, from, to);
    } catch (error) {
        console.error(error.message);
        process.exitCode = 1;
    } finally {
        await browser.close();
    }
}
