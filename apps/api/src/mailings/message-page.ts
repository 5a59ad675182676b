import { type Language, pick, preferredLanguage, type Text } from '@linkflow/contracts';
import type { PersonalMessage } from '@linkflow/mailings';
import type { FastifyReply } from 'fastify';

/**
 * Policy of a message: pictures, styles and fonts from anywhere; no scripts, forms and frames. The sandbox gives the document an origin of
 * its own. Links open in this or a new tab, which is not in the sandbox.
 */
export const MESSAGE_POLICY =
  "default-src 'none'; img-src http: https: data:; media-src http: https:; font-src http: https: data:; style-src 'unsafe-inline' http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
const NOTE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Sends the page that shows a recipient their message in the browser; if `message` is null, a 404 page that says that it is gone. */
export async function sendMessagePage(reply: FastifyReply, message: PersonalMessage | null): Promise<void> {
  await reply
    .status(message ? 200 : 404)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': message ? MESSAGE_POLICY : NOTE_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(message ? message.html : goneMessagePage(reply.request.headers['accept-language']));
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char);

const frame = (lang: Language, title: string, body: string, style: string): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
  `<title>${escape(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const NOTE_STYLE =
  ':root{color-scheme:light dark}body{margin:0;font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}main{max-width:36rem;margin:0 auto;padding:12vh 1.25rem}h1{font-size:1.5rem;margin:0 0 .75rem}';

/** The page for an invalid token and for a message that no longer exists, which look the same. */
function goneMessagePage(acceptLanguage: string | undefined): string {
  const language = preferredLanguage(acceptLanguage);
  const [title, text] = [pick(GONE_TITLE, language), pick(GONE_TEXT, language)];
  return frame(language, title, `<h1>${title}</h1><p>${text}</p>`, NOTE_STYLE);
}

const GONE_TITLE: Text = { en: 'We cannot find this message', nb: 'Vi finner ikke denne meldingen' };
const GONE_TEXT: Text = {
  en: 'Part of its address may be missing. Try to open it from the e-mail again.',
  nb: 'Kanskje mangler det noe av adressen. Prøv å åpne meldingen fra e-posten en gang til.',
};
