import type { PersonalMessage } from '@linkflow/mailings';

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char);

const frame = (lang: string, title: string, body: string, style: string): string =>
  `<!doctype html><html${lang ? ` lang="${lang}"` : ''}><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
  `<title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`;

/** Mails bring their own look and are made for white paper. */
const MAIL_STYLE =
  'body{margin:0;background:#fff;color:#1b1f27;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}' +
  // A message with a ground of its own reaches to the edges.
  'body:not(:has(>:only-child[style*="background"])){padding:16px}img{max-width:100%;height:auto}';
const NOTE_STYLE =
  ':root{color-scheme:light dark}body{margin:0;font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}main{max-width:36rem;margin:0 auto;padding:12vh 1.25rem}h1{font-size:1.5rem;margin:0 0 .75rem}';

/** The message, already cleaned and made personal. */
export const messagePage = ({ subject, html }: PersonalMessage): string =>
  frame('', subject, html, MAIL_STYLE);

/** For an address that is not ours, or whose message is gone. Says the same in both cases. */
export function goneMessagePage(acceptLanguage: string | undefined): string {
  const nb = /(?:^|[\s,])(?:nb|no|nn)\b/i.test(acceptLanguage ?? '');
  const title = nb ? 'Denne meldingen er ikke her' : 'This message is not here';
  const text = nb
    ? 'Adressen kan ha blitt kuttet på veien til deg. Prøv å åpne den fra e-posten en gang til.'
    : 'Its address may have been cut off on its way to you. Try to open it from the e-mail again.';
  return frame(nb ? 'nb' : 'en', title, `<main><h1>${title}</h1><p>${text}</p></main>`, NOTE_STYLE);
}
