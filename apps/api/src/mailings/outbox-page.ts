import type { FastifyReply } from 'fastify';

/** Allows what mails show: styles, pictures, fonts, and links that open in a new tab. No scripts, forms or frames. */
const POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; font-src http: https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Sends the HTML of a message in the outbox as a page without scripts, whose links open in a new tab. */
export async function sendOutboxPage(reply: FastifyReply, html: string): Promise<void> {
  await reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .send(withNewTabs(html));
}

// Each of these reads a text once, whatever is in it: no two parts of a pattern match the same characters.
const DOCTYPE = /^\s*(?:<!--(?:(?!-->)[^])*-->\s*)*<!doctype[^>]*>/i;
const LINK_TAG = /<(?:a|area)\b[^<>]*>/gi;
const TARGET = /\starget\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/**
 * A document whose links open in a new tab: the frame that shows it may show nothing else. What is added stands behind the doctype, which
 * decides how browsers lay the document out.
 */
export function withNewTabs(html: string): string {
  const doctype = DOCTYPE.exec(html)?.[0] ?? '';
  const rest = html.slice(doctype.length).replace(LINK_TAG, (tag) => tag.replace(TARGET, ''));
  return `${doctype}<base target="_blank">${rest}`;
}
