import { createHash } from 'node:crypto';
import type { Language } from '@linkflow/contracts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f27;--quiet:#5a6272;--paper:#fff;--line:#e2e5ea;--press:#2f5bd8;--on-press:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaf0;--quiet:#a3abba;--paper:#15181e;--line:#2b303a;--press:#8aa8ff;--on-press:#10131a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:40rem;margin:0 auto;padding:12vh 1.25rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
p{margin:0 0 1rem}
main>p{color:var(--quiet)}
img{max-width:100%;height:auto}
a{color:var(--press)}
button{font:inherit;font-weight:600;color:var(--on-press);background:var(--press);border:0;border-radius:.6rem;padding:.8rem 1.6rem;min-height:3rem;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
form{margin-top:1.75rem}
`;

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/**
 * Nothing may be run or fetched on our own pages. What a marketer wrote may bring pictures and inline styles. A form's answer may lead
 * anywhere, as its redirect does (browsers apply form-action to that too).
 */
export const PAGE_POLICY = {
  own: `default-src 'none'; style-src ${STYLE_HASH}; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
  authored: `default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http: https:`,
} as const;

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char);

/** A small page without scripts, readable on a phone. `body` is HTML. */
export const page = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
