/** True if the link target is the placeholder of a tracked link (`{{link:…}}`) in a mailing's HTML. */
export function isTrackedHref(href: string): boolean {
  return href.startsWith('{{link:');
}

/** True if a message may link to this target: a web address, `mailto:`, `tel:`, or a merge field (`{{…}}`). */
export function isAllowedHref(href: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|\{\{)/i.test(href.trim());
}

/** Tag names of the elements that the rich-text editor preserves. */
const KNOWN = new Set('P,BR,H1,H2,H3,UL,OL,LI,BLOCKQUOTE,A,STRONG,B,EM,I,U,HR,HTML,HEAD,BODY'.split(','));

/** True if the rich-text editor would drop parts of this HTML, such as tables, images, styles or classes. */
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
