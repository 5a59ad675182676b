/**
 * Renders MJML to HTML, and finds the links of the blocks in it. Only the thread of mails imports this file, because MJML is large. Plain
 * JavaScript for the reason given in mail-markup.mjs.
 *
 * Links and HTML of authors are not part of the MJML: their places are marks. So MJML never reads what authors wrote as HTML, and each
 * link in the result is known to belong to one link of the blocks.
 */
import mjml2html from 'mjml';
import { scanToSave } from '../content/compile-mail.mjs';
import { closedFragment } from './closed-fragment.mjs';

/**
 * @typedef {import('./marked-blocks').BlocksTask} BlocksTask
 * @typedef {import('./marked-blocks').RenderedBlocks} RenderedBlocks
 */

/**
 * @param {BlocksTask} task
 * @returns {Promise<RenderedBlocks>}
 */
export async function renderBlocks({ mjml, mark, fragments }) {
  const { html } = await mjml2html(mjml, {
    // Without this, MJML loads fonts from Google.
    fonts: {},
    ignoreIncludes: true,
    keepComments: true,
    validationLevel: 'soft',
  });
  /** @type {{ start: number, end: number, fragment: number }[]} */
  const places = [];
  let joined = '';
  let done = 0;
  const template = withoutOutlook(html);
  for (const match of template.matchAll(new RegExp(`${mark}-html-(\\d+)-`, 'g'))) {
    joined += template.slice(done, match.index);
    const fragment = Number(match[1]);
    const start = joined.length;
    joined += closedFragment(fragments[fragment] ?? '');
    places.push({ start, end: joined.length, fragment });
    done = match.index + match[0].length;
  }
  joined += template.slice(done);
  const { exceeded, links } = scanToSave(joined);
  const counts = new Map();
  const marked = new RegExp(`^${mark}-link-(\\d+)-$`);
  return {
    html: joined,
    exceeded,
    places: links.map(({ href, start: at }) => {
      const number = marked.exec(href)?.[1];
      if (number !== undefined) return { kind: 'link', index: Number(number) };
      const fragment = places.find(({ start, end }) => start <= at && at < end)?.fragment ?? 0;
      const occurrence = counts.get(fragment) ?? 0;
      counts.set(fragment, occurrence + 1);
      return { kind: 'html', index: fragment, occurrence };
    }),
  };
}

/**
 * Hides what is for phones only from Outlook. MJML would merge the conditions with those that it writes. Outlook ends such a part at the first
 * condition that ends in it; the conditions in the part are for Outlook only, so nobody needs them.
 *
 * @param {string} html
 */
const withoutOutlook = (html) =>
  html.replace(
    /<!--lf-not-in-outlook-->([^]*?)<!--lf-outlook-again-->/g,
    (_whole, inner) =>
      `<!--[if !mso]><!-->${inner.replace(/<!--\[if mso[^\]]*\]>[^]*?<!\[endif\]-->/g, '')}<!--<![endif]-->`,
  );
