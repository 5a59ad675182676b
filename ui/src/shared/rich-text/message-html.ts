/** A tracked link as it stands in the HTML of a mailing. */
export function isTrackedHref(href: string): boolean {
  return href.startsWith('{{link:');
}

/** What a link in a message may lead to: the web, a mail address, a phone, or a tag that is filled in later. */
export function isAllowedHref(href: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|\{\{)/i.test(href.trim());
}

/** Elements that the text editor knows and gives back as they were. */
const KNOWN = new Set('P,BR,H1,H2,H3,UL,OL,LI,BLOCKQUOTE,A,STRONG,B,EM,I,U,HR,HTML,HEAD,BODY'.split(','));

/** True when the text editor would lose something of this HTML: tables, images, styles, classes. */
export function losesInTextEditor(html: string): boolean {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll('*')) {
    if (!KNOWN.has(element.tagName)) return true;
    for (const { name } of element.attributes) {
      const harmless = element.tagName === 'A' && ['href', 'target', 'rel'].includes(name);
      if (!harmless && !(element.tagName === 'OL' && name === 'start')) return true;
    }
  }
  return false;
}
