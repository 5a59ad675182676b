import sanitizeHtml, { type IOptions } from 'sanitize-html';
import { MAIL_MARKUP, cleanHtml } from '@linkflow/links';

/** One `<a href>` of a mail. */
export interface MailLink {
  /** Counts the `<a href>` of the HTML from 0, in the order in which they open. */
  occurrence: number;
  /** As it stands in the HTML: a placeholder of a tracked link, or a plain address. */
  href: string;
  /** What the reader sees of it; for a picture its alternative text. */
  text: string;
}

/** HTML as we keep it: what is harmful, or means nothing in a mail, is taken out. */
export const cleanMail = (html: string): string => cleanHtml(html);

/** The links of a cleaned mail. */
export function linksOfMail(html: string): MailLink[] {
  const links: MailLink[] = [];
  const open: MailLink[] = [];
  walk(html, {
    opened: (href) => {
      const link = { occurrence: links.length, href, text: '' };
      links.push(link);
      open.push(link);
    },
    picture: (alt) => {
      const link = open.at(-1);
      if (link && link.text === '') link.text = alt;
    },
    closed: (text) => {
      const link = open.pop();
      const words = text.replace(/\s+/g, ' ').trim();
      if (link && words !== '') link.text = words;
    },
  });
  return links;
}

/** The mail with another address at one of its links; undefined when it has no such link. */
export function withHref(html: string, occurrence: number, href: string): string | undefined {
  let count = 0;
  const changed = walk(html, { opened: () => (count++ === occurrence ? href : undefined) });
  return occurrence < count ? changed : undefined;
}

interface Visitor {
  /** Gives the address to put in its place, if any. */
  opened(href: string): string | undefined | void;
  picture?(alt: string): void;
  /** With the text between `<a>` and `</a>`. */
  closed?(text: string): void;
}

/** Goes through a cleaned mail once; gives it back as the visitor left it. */
function walk(html: string, visitor: Visitor): string {
  const options: IOptions = {
    ...MAIL_MARKUP,
    transformTags: {
      a: (tagName, attribs) => {
        const { href } = attribs;
        if (href === undefined) return { tagName, attribs };
        const other = visitor.opened(href);
        return { tagName, attribs: typeof other === 'string' ? { ...attribs, href: other } : attribs };
      },
      img: (tagName, attribs) => {
        visitor.picture?.(attribs.alt?.trim() ?? '');
        return { tagName, attribs };
      },
    },
    exclusiveFilter: (frame) => {
      if (frame.tag === 'a' && frame.attribs.href !== undefined) visitor.closed?.(frame.text);
      return false;
    },
  };
  return sanitizeHtml(html, options);
}
