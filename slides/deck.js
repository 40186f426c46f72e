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
    cast.querySelector('button').addEventListener('click', step);
}

function step() {
    const cast = Reveal.getCurrentSlide().querySelector('.cast');
    if (cast) cast.player.play();
    else Reveal.next();
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
