import type { Language } from '@linkflow/contracts';
import { escapeHtml, page } from './page';

/** The field of the confirm page's form that says which page it was. */
export const CONFIRM_FIELD = 'n';

const FALLBACK_TITLE = { en: 'Message', nb: 'Melding' };
const FALLBACK_BUTTON = { en: 'Confirm', nb: 'Bekreft' };

/** What a marketer wrote, already cleaned and merged. */
export function textPage(language: Language, html: string): string {
  return page(language, titleOf(html) || FALLBACK_TITLE[language], `<div>${html}</div>`);
}

/** A page whose button POSTs to the same address, so that a machine that only follows links decides nothing. */
export function confirmPage(
  language: Language,
  { nodeId, title, html, button }: { nodeId: string; title: string; html: string; button: string },
): string {
  const heading = title.trim();
  const body =
    (heading ? `<h1>${escapeHtml(heading)}</h1>` : '') +
    `<div>${html}</div><form method="post"><input type="hidden" name="${CONFIRM_FIELD}" value="${escapeHtml(nodeId)}">` +
    `<button type="submit">${escapeHtml(button.trim() || FALLBACK_BUTTON[language])}</button></form>`;
  return page(language, heading || FALLBACK_TITLE[language], body);
}

/** The first heading of the text names the page in the browser's tab. */
function titleOf(html: string): string {
  const heading = /<h[1-3]\b[^>]*>([\s\S]{0,300}?)<\/h[1-3]>/i.exec(html)?.[1] ?? '';
  return decode(heading.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

/** `page` escapes the title again, so what was escaped is first made plain. */
const decode = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');
