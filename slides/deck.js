// deck.js - starts reveal.js, and lets Enter step through recordings

const printing = /print-pdf|view=print/.test(location.search);

// A recording stops at its markers, where --step would stop.
for (const cast of printing ? [] : document.querySelectorAll('.cast')) {
    const recording = cast.querySelector('script').textContent;
    cast.player = AsciinemaPlayer.create(
        { data: recording }, cast.querySelector('.player'),
        { cols: 80, rows: 20, fit: 'width', theme: 'loac', controls: false,
          pauseOnMarkers: true, poster: 'npt:0:0.03', terminalLineHeight: 1.2,
          terminalFontFamily: 'inherit' });
    cast.player.addEventListener('ended', () => { cast.ended = true; });
    cast.querySelector('button').addEventListener('click', step);
}

// After its last step a recording is over, and Enter turns the slide. Enter in
// the speaker's view, which shows this same page, is Enter in the window that all
// see: that one decides, and tells the view when the slide is another.
function step() {
    const cast = Reveal.getCurrentSlide().querySelector('.cast');
    const plays = cast && !cast.ended;
    if (Reveal.isSpeakerNotes()) {
        window.parent.opener.postMessage(
            JSON.stringify({ method: 'triggerKey', args: [13] }), '*');
    } else if (!plays) {
        if (cast) cast.ended = false;
        Reveal.next();
    }
    if (plays) cast.player.play();
}

Reveal.initialize({
    width: 1280, height: 720, margin: 0.02, center: false, hash: true,
    transition: 'none', controls: false, slideNumber: 'c/t',
    defaultTiming: 60,      // so that the speaker's view compares times
    pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
    keyboard: { 13: step },
    plugins: [RevealNotes],
}).then(() => {
    // reveal.js calls itself an application, which keeps screen readers from
    // reading: hakimel/reveal.js, issue 3772.
    document.querySelector('.reveal').removeAttribute('role');
});
