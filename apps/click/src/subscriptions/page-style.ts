const PAPER = { light: '#ffffff', dark: '#15181e' };
const INK = { light: '#1b1f27', dark: '#e8eaf0' };
const QUIET = { light: '#5a6272', dark: '#a3abba' };
/** Contrast at which text of normal size can be read (WCAG 2.2, level AA). */
const READABLE = 4.5;
/** Contrast at which a shape can be seen (WCAG 2.2, level AA). */
const VISIBLE = 3;

/**
 * The style sheet with a colour of the organisation. Where it cannot be read, the colour of the text is used instead; where a button in it
 * cannot be told from the page, the button has an edge that can be seen.
 */
export function styleFor(colour: string): string {
  const onColour = contrast(colour, PAPER.light) >= READABLE ? '#ffffff' : '#000000';
  const ink = (mode: 'light' | 'dark'): string =>
    contrast(colour, PAPER[mode]) >= READABLE ? colour : INK[mode];
  const edge = (mode: 'light' | 'dark'): string =>
    contrast(colour, PAPER[mode]) >= VISIBLE ? colour : QUIET[mode];
  return `
:root{color-scheme:light dark;--ink:${INK.light};--quiet:${QUIET.light};--paper:${PAPER.light};--line:#e2e5ea;--own:${colour};--on-own:${onColour};--own-ink:${ink('light')};--own-edge:${edge('light')}}
@media (prefers-color-scheme:dark){:root{--ink:${INK.dark};--quiet:${QUIET.dark};--paper:${PAPER.dark};--line:#2b303a;--own-ink:${ink('dark')};--own-edge:${edge('dark')}}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{width:100%;max-width:40rem;margin:0 auto;padding:1rem 1.25rem;overflow-wrap:anywhere}
header{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:58px;border-bottom:1px solid var(--line);color:var(--own-ink)}
header a,footer a{color:var(--quiet);font-size:.95rem}
header>a{flex:none;padding:.4rem 0}
.who{display:flex;align-items:center;gap:.6rem}
.who img{max-width:10rem}
main{flex:1;padding-top:1.6rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
p{margin:0 0 1rem}
.quiet{color:var(--quiet);font-size:1rem;display:block}
a{color:var(--own-ink)}
label{display:flex;gap:.9rem;padding:.8rem 0;border-top:1px solid var(--line);cursor:pointer}
input[type=checkbox]{width:24px;height:24px;flex:none;margin:.1rem 0;accent-color:var(--own-edge)}
form{margin:0 0 .9rem}
button{width:100%;min-height:52px;margin-top:.9rem;padding:.6rem 1rem;font:inherit;font-weight:600;border:1px solid var(--own-edge);border-radius:.5rem;background:var(--own);color:var(--on-own);cursor:pointer}
button.second{background:transparent;border-color:var(--own-ink);color:var(--own-ink)}
:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
.tick{display:inline-flex;align-items:center;justify-content:center;width:48px;height:48px;margin-bottom:.8rem;border-radius:50%;border:2px solid var(--own-ink);color:var(--own-ink);font-size:1.4rem}
footer{border-top:1px solid var(--line);color:var(--quiet);font-size:.95rem}
footer>*{display:block}
`;
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
