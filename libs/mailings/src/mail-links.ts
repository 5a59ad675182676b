import sanitizeHtml, { type IOptions } from 'sanitize-html';
import { MAIL_MARKUP } from '@linkflow/links';

/** One `<a href>` of a mail. */
export interface MailLink {
  /** Position among the `<a href>` of the HTML, from 0, in the order of their opening tags. */
  occurrence: number;
  /** Placeholder of a tracked link, or a plain URL. */
  href: string;
  /** Visible text of the link; if it has none, the alternative text of its image. */
  text: string;
}

/** The links of sanitised HTML. */
export function linksOfMail(html: string): MailLink[] {
  const links: MailLink[] = [];
  const open: MailLink[] = [];
  walk(html, {
    opened: (href) => {
      const link = { occurrence: links.length, href, text: '' };
      links.push(link);
      open.push(link);
    },
    image: (alt) => {
      const link = open.at(-1);
      if (link && link.text === '') link.text = alt;
    },
    closed: (text) => {
      const link = open.pop();
      const visible = text.replace(/\s+/g, ' ').trim();
      if (link && visible !== '') link.text = visible;
    },
  });
  return links;
}

/** Replaces the URL of one link of sanitised HTML. Undefined if there is no such link. */
export function withHref(html: string, occurrence: number, href: string): string | undefined {
  let count = 0;
  const changed = walk(html, { opened: () => (count++ === occurrence ? href : undefined) });
  return occurrence < count ? changed : undefined;
}

interface Visitor {
  /** Called at each `<a href>`. Returns the new URL, or undefined to keep the old one. */
  opened(href: string): string | undefined | void;
  image?(alt: string): void;
  /** Called with the text between `<a>` and `</a>`. */
  closed?(text: string): void;
}

/** Calls the visitor for each link and image of sanitised HTML. Returns the HTML with the new URLs. */
function walk(html: string, visitor: Visitor): string {
  const options: IOptions = {
    ...MAIL_MARKUP,
    transformTags: {
      a: (tagName, attribs) => {
        const { href } = attribs;
        if (href === undefined) return { tagName, attribs };
        const replacement = visitor.opened(href);
        return {
          tagName,
          attribs: typeof replacement === 'string' ? { ...attribs, href: replacement } : attribs,
        };
      },
      img: (tagName, attribs) => {
        visitor.image?.(attribs.alt?.trim() ?? '');
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
