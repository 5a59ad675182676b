import { createHash } from 'node:crypto';
import { pick, type Language, type Text } from '@linkflow/contracts';

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
 * Content security policies. `own`: pages whose whole content is from this app; no scripts, and nothing is loaded. `authored`: pages with a
 * marketer's text; images and inline styles are allowed. Its `form-action` allows any http(s) site, because browsers also apply it to the
 * redirect that answers the form.
 */
export const PAGE_POLICY = {
  own: `default-src 'none'; style-src ${STYLE_HASH}; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
  authored: `default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http: https:`,
} as const;

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char);

/** A complete HTML page without scripts, readable on a phone. `title` is plain text, `body` is HTML. */
const page = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

const FALLBACK_TITLE: Text = { en: 'Message', nb: 'Melding' };
const FALLBACK_BUTTON: Text = { en: 'Confirm', nb: 'Bekreft' };

/** @param html text of a marketer, already sanitised and with its merge fields filled in */
export function textPage(language: Language, html: string): string {
  return page(language, titleOf(html) || pick(FALLBACK_TITLE, language), `<div>${html}</div>`);
}

/** Name of the hidden form field with the id of the confirm node. */
export const CONFIRM_FIELD = 'n';

interface ConfirmPage {
  nodeId: string;
  title: string;
  html: string;
  button: string;
}

/** A page whose button sends a POST to the same URL. A link scanner that only follows links (GET) confirms nothing. */
export function confirmPage(language: Language, { nodeId, title, html, button }: ConfirmPage): string {
  const heading = title.trim();
  const body =
    (heading ? `<h1>${escapeHtml(heading)}</h1>` : '') +
    `<div>${html}</div><form method="post"><input type="hidden" name="${CONFIRM_FIELD}" value="${escapeHtml(nodeId)}">` +
    `<button type="submit">${escapeHtml(button.trim() || pick(FALLBACK_BUTTON, language))}</button></form>`;
  return page(language, heading || pick(FALLBACK_TITLE, language), body);
}

/** The title of a text page: its first heading. */
function titleOf(html: string): string {
  const heading = /<h[1-3]\b[^>]*>([\s\S]{0,300}?)<\/h[1-3]>/i.exec(html)?.[1] ?? '';
  return decode(heading.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Undoes HTML escapes, because `page` escapes the title. */
const decode = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');

/**
 * Why a request is answered with a neutral page. `unknown`: the token is not valid, the link does not exist, or it has no usable answer.
 * The page does not say which, so that it does not help anyone to guess tokens. `away`: the link could not be loaded, or answering failed.
 * `too-large`: the request body exceeds `BODY_LIMIT_BYTES`. `hidden`: the hidden link of a message, which a person may reach with a screen
 * reader or a keyboard.
 */
export type NeutralReason = 'unknown' | 'away' | 'too-large' | 'hidden';

export const NEUTRAL_STATUS: Record<NeutralReason, number> = {
  unknown: 404,
  away: 503,
  'too-large': 413,
  hidden: 200,
};

const NEUTRAL_TEXTS: Record<NeutralReason, { title: Text; text: Text }> = {
  unknown: {
    title: { en: 'This link does not work', nb: 'Denne lenken virker ikke' },
    text: {
      en: 'Part of it may be missing. Try to open it from the message again.',
      nb: 'Kanskje mangler det noe av den. Prøv å åpne den fra meldingen en gang til.',
    },
  },
  away: {
    title: { en: 'Try again in a moment', nb: 'Prøv igjen om et øyeblikk' },
    text: {
      en: 'We cannot open this page right now. The link is fine; it will work again soon.',
      nb: 'Vi kan ikke åpne denne siden akkurat nå. Lenken er i orden og virker snart igjen.',
    },
  },
  'too-large': {
    title: { en: 'Too much was sent', nb: 'Det ble sendt for mye' },
    text: {
      en: 'This page cannot take that much.',
      nb: 'Denne siden kan ikke ta imot så mye.',
    },
  },
  hidden: {
    title: { en: 'There is nothing here', nb: 'Her er det ingenting' },
    text: {
      en: 'This link is only for programs that check mail. You have missed nothing; go back to the message.',
      nb: 'Denne koblingen er bare for programmer som sjekker e-post. Du har ikke gått glipp av noe, gå tilbake til meldingen.',
    },
  },
};

export function neutralPage(language: Language, reason: NeutralReason): string {
  const { title, text } = NEUTRAL_TEXTS[reason];
  const heading = pick(title, language);
  const body = `<h1>${escapeHtml(heading)}</h1><p>${escapeHtml(pick(text, language))}</p>`;
  return page(language, heading, body);
}
