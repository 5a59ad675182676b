import type { MailCut, MailCutCode, MailLinkKind, MailPlaceholder, MailProblem } from '@linkflow/contracts';

/** A change of a text: the characters from `start` to before `end` are replaced by `value`. */
export interface Edit {
  start: number;
  end: number;
  value: string;
}

/** A link of a mail: `a` or `area` with an address, or a shape of Outlook (VML) with one; also inside Outlook's conditional comments. */
export interface ScannedLink {
  /** Position among the links of the mail, from 0. The same URL can occur several times. */
  occurrence: number;
  kind: MailLinkKind;
  /** The address, decoded and without blanks around it. */
  href: string;
  /** Visible text of the link; if it has none, the alternative text of its picture. */
  text: string;
  /** Line of the attribute, from 1. */
  line: number;
  /** Where the value of the attribute stands, its quotes included. */
  start: number;
  end: number;
}

/** What is taken out of a mail when it is compiled. */
export interface Cut extends Edit {
  code: MailCutCode;
  line: number;
  /** The tag or attribute, as it is written, shortened. */
  what: string;
}

/**
 * Where a part of a mail stands that is not text between tags. `url`: an attribute with an address. `attribute`: another attribute.
 * `style`, `comment`: merge fields have no place there. `tag`: elsewhere in a tag.
 */
export type RegionKind = 'url' | 'attribute' | 'style' | 'comment' | 'tag';

export interface Region {
  kind: RegionKind;
  start: number;
  end: number;
  /** For attributes: `"`, `'`, or empty for a value without quotes. `start` and `end` exclude the quotes. */
  quote: string;
  /** For addresses: whether following it takes a click, as that of `<a>`, and unlike that of a picture. */
  clicked: boolean;
  /** Inside an Outlook comment. Values there must not contain `--`, which could end it. */
  inComment: boolean;
}

/** Limits of a mail. */
export type MailLimit = 'elements' | 'depth' | 'links' | 'rounds';

export interface ScannedMail {
  /** The limit that the mail exceeds; the rest of it is then not read. */
  exceeded: MailLimit | null;
  links: ScannedLink[];
  cuts: Cut[];
  /** Regions that contain braces or other signs of placeholders, in the order of their starts. A tag comes before its attributes. */
  regions: Region[];
  /** The contents of Outlook's conditional comments. */
  outlook: { start: number; end: number }[];
  /** Index at which the content of the body begins. */
  contentStart: number;
  /** Index at which the content of the body ends. */
  contentEnd: number;
}

/** What an author should know about a mail. */
export interface ReviewedMail {
  exceeded: MailLimit | null;
  links: ScannedLink[];
  removed: MailCut[];
  placeholders: MailPlaceholder[];
  problems: MailProblem[];
}

/** What a reader sees of a mail. */
export interface MailMeasures {
  /** Letters and digits, without alternative texts of pictures and addresses of links. */
  letters: number;
  pictures: number;
}
