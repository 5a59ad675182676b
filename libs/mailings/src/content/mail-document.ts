import { escapeHtml } from './compiled-mail';

/** A text that is shown on a white background, as mails are. */
const STYLE =
  'body{margin:0;background:#fff;color:#1b1f27;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}' +
  // No padding around a message that has its own background, so that the background extends to the edges.
  'body:not(:has(>main>:only-child[style*="background"])){padding:16px}img{max-width:100%;height:auto}';

/** The beginning of a whole document. */
const DOCUMENT = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body)\b/i;

/**
 * A whole document around a part of one, such as the text of an editor. A whole document is returned as it is.
 * @param title name of the tab in which a browser shows it; may contain merge fields
 */
export const withDocument = (
  html: string,
  { language, title }: { language: string; title: string },
): string =>
  html.trim() === '' || DOCUMENT.test(html)
    ? html
    : `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escapeHtml(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>${html}</main>\n</body>\n</html>\n`;
