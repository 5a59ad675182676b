/** The tasks of the HTML thread. Short HTML is handled without the thread, by the same function. */
import { cleanHtml } from './clean-html.mjs';
import { HTML_LIMITS, scanHtml, withHrefs } from './scan-html.mjs';

/**
 * `compile` checks and sanitises HTML that a user has written, and lists its links. `scan` lists the links of sanitised HTML. `set-hrefs`
 * replaces the URLs of links of sanitised HTML, by their occurrence.
 *
 * @typedef {{ kind: 'compile', html: string }
 *   | { kind: 'scan', html: string }
 *   | { kind: 'set-hrefs', html: string, hrefs: ReadonlyMap<number, string> }} HtmlTask
 */

/**
 * @typedef {object} CompiledHtml
 * @property {string} html the sanitised HTML; empty if a limit is exceeded
 * @property {import('./scan-html.mjs').HtmlScan} written scan of the HTML as it was written
 * @property {import('./scan-html.mjs').ScannedLink[]} links links of the sanitised HTML
 */

/**
 * @param {HtmlTask} task
 * @returns {CompiledHtml | import('./scan-html.mjs').HtmlScan | string}
 */
export function doHtmlTask(task) {
  switch (task.kind) {
    case 'compile': {
      const written = scanHtml(task.html, HTML_LIMITS);
      if (written.exceeded) return { html: '', written, links: [] };
      const html = cleanHtml(task.html);
      return { html, written, links: scanHtml(html).links };
    }
    case 'scan':
      return scanHtml(task.html);
    case 'set-hrefs':
      return withHrefs(task.html, ({ occurrence }) => task.hrefs.get(occurrence));
  }
}
