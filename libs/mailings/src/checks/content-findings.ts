import {
  addressProblem,
  allBlocks,
  mailProblemText,
  type BlockOf,
  type BlockType,
  type Finding,
  type FindingJump,
  type MailProblem,
  type MailingCheck,
} from '@linkflow/contracts';
import { HIDDEN_LINK } from '@linkflow/links';
import { isUnsubscribeLink } from '../content/mail-markup.mjs';
import type { MailMeasures, ReviewedMail, ScannedLink } from '../content/scanned-mail';
import type { MailingDoc } from '../mailings.repository';
import type { SubscriptionTypeDoc } from '../subscriptions/subscription-types';
import { errorOf, warningOf } from './findings';

/** Characters of a subject that desktop programs show at most. */
const LONG_SUBJECT = 100;
/** Letters of a subject from which capital letters alone are unusual; abbreviations have fewer. */
const MIN_CAPITALS = 8;
/** Letters of text below which a message with pictures counts as one of pictures only: about two short sentences. */
const FEW_LETTERS = 60;
/** Gmail cuts off the HTML of messages after this many bytes. */
const GMAIL_BYTES = 102_000;
const HEAVY_BYTES = 1_000_000;

export interface CheckedContent {
  mailing: Pick<MailingDoc, 'subject' | 'html' | 'linkBlocks' | 'blocks'>;
  review: ReviewedMail;
  /** Ids of the tracked links and names of the special links in the message. */
  links: readonly string[];
  /** Whether one of the tracked links leads to the recipient's page for unsubscribing. */
  hasTrackedUnsubscribe: boolean;
  /** The message as plain text. */
  text: string;
  measures: MailMeasures;
  weight: MailingCheck['weight'];
  type: Pick<SubscriptionTypeDoc, 'name' | 'requiresUnsubscribe'> | null;
}

type Blocks = Pick<MailingDoc, 'blocks'>;

/** What can be said about a mailing from its content alone. */
export function contentFindings(content: CheckedContent): Finding[] {
  const { mailing, review } = content;
  const found = [...subjectFindings(mailing.subject), ...review.problems.map(problemFinding(mailing))];
  if (review.exceeded) return [...found, errorOf('content.too-large', { jump: jumpToLongestHtml(mailing) })];
  if (mailing.html.trim() === '') return [...found, errorOf('content.empty', { jump: { tab: 'content' } })];
  return [
    ...found,
    ...unsubscribeFindings(content),
    ...textFindings(content),
    ...weightFindings(content),
    ...(content.links.includes(HIDDEN_LINK)
      ? [warningOf('content.hidden-link', { jump: { tab: 'content' } })]
      : []),
    ...review.links.flatMap((link) => disguised(link, link.href, mailing)),
  ];
}

/** Where a link of the content is mended. */
export const jumpToLink = (
  { occurrence, line }: Pick<ScannedLink, 'occurrence' | 'line'>,
  { linkBlocks }: Pick<MailingDoc, 'linkBlocks'>,
): FindingJump => {
  const blockId = linkBlocks?.[occurrence];
  return { tab: 'links', occurrence, ...(blockId === undefined ? { line } : { blockId }) };
};

function subjectFindings(subject: string): Finding[] {
  const jump = { tab: 'content', field: 'subject' } as const;
  if (subject.trim() === '') return [errorOf('subject.missing', { jump })];
  const written = subject.replace(/\{\{[^{}]*\}\}/g, '');
  const letters = written.match(/\p{L}/gu) ?? [];
  const isShouted = letters.length >= MIN_CAPITALS && letters.every((letter) => /\p{Lu}/u.test(letter));
  return [
    ...(isShouted ? [warningOf('subject.capitals', { jump })] : []),
    ...(written.length > LONG_SUBJECT
      ? [warningOf('subject.long', { jump, params: { length: written.length } })]
      : []),
  ];
}

const problemFinding =
  (mailing: CheckedContent['mailing']) =>
  (problem: MailProblem): Finding => {
    const { severity, field, line, occurrence, blockId } = problem;
    const inContent = (): FindingJump => {
      if (field !== 'html') return { tab: 'content', field };
      if (!mailing.linkBlocks) return { tab: 'content', line };
      return { tab: 'content', ...(blockId !== undefined && { blockId }) };
    };
    const jump = occurrence === undefined ? inContent() : jumpToLink({ occurrence, line }, mailing);
    return { code: 'content.problem', severity, text: mailProblemText(problem), jump };
  };

/** The blocks of a type, in the order in which they are read. */
function blocksOf<Type extends BlockType>({ blocks }: Blocks, type: Type): BlockOf<Type>[] {
  return allBlocks(blocks?.blocks ?? []).filter((block): block is BlockOf<Type> => block.type === type);
}

const jumpToBlock = (block: { id: string } | undefined): FindingJump => ({
  tab: 'content',
  ...(block && { blockId: block.id }),
});

/** A new footer has a link to unsubscribe. A message of HTML has no blocks; its editor offers to add such a link. */
function jumpToFooter(mailing: Blocks): FindingJump {
  if (!mailing.blocks) return { tab: 'content', add: 'footer' };
  const footer = blocksOf(mailing, 'footer').at(-1);
  return footer ? jumpToBlock(footer) : { ...jumpToBlock(mailing.blocks.blocks.at(-1)), add: 'footer' };
}

/** Of a long message, most is what the author wrote or pasted as HTML. */
function jumpToLongestHtml(mailing: Blocks): FindingJump {
  const byLength = blocksOf(mailing, 'html').sort((one, other) => other.html.length - one.html.length);
  return jumpToBlock(byLength[0]);
}

function unsubscribeFindings({ mailing, links, hasTrackedUnsubscribe, type }: CheckedContent): Finding[] {
  if (hasTrackedUnsubscribe || links.some(isUnsubscribeLink)) return [];
  const jump = jumpToFooter(mailing);
  return type?.requiresUnsubscribe
    ? [errorOf('unsubscribe.required', { jump, params: { type: type.name } })]
    : [warningOf('unsubscribe.missing', { jump })];
}

function textFindings({ mailing, text, measures: { letters, pictures } }: CheckedContent): Finding[] {
  const jump = jumpToBlock(blocksOf(mailing, 'image')[0]);
  const words = text.replace(/https?:\/\/\S+/g, '');
  if (!/[\p{L}\p{N}]/u.test(words)) return [warningOf('content.no-text', { jump })];
  return pictures > 0 && letters < FEW_LETTERS ? [warningOf('content.images-only', { jump })] : [];
}

function weightFindings({ mailing, weight: { htmlBytes, messageBytes } }: CheckedContent): Finding[] {
  const jump = jumpToLongestHtml(mailing);
  const inKilobytes = (bytes: number) => ({ kilobytes: Math.round(bytes / 1_000) });
  return [
    ...(htmlBytes > GMAIL_BYTES
      ? [warningOf('content.clipped', { jump, params: inKilobytes(htmlBytes) })]
      : []),
    ...(messageBytes > HEAVY_BYTES
      ? [warningOf('content.heavy', { jump, params: inKilobytes(messageBytes) })]
      : []),
  ];
}

/** A text that is nothing but the address of a website. */
const WEBSITE = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?::\d+)?(?:[/?#]\S*)?$/iu;

/** Names a link whose text shows another website than that to which it leads. @param address where the link leads */
export function disguised(
  link: Pick<ScannedLink, 'kind' | 'text' | 'occurrence' | 'line'>,
  address: string,
  mailing: Pick<MailingDoc, 'linkBlocks'>,
): Finding[] {
  const shown = hostOf(WEBSITE.exec(link.text.trim())?.[1]);
  if (shown === null || !/^https?:/i.test(address) || addressProblem(address) !== null) return [];
  const host = hostOf(new URL(address.replace(/\{\{[^{}]*\}\}/g, 'x')).hostname);
  if (host === null || isSameSite(shown, host)) return [];
  return [
    warningOf('link.disguised', {
      jump: jumpToLink(link, mailing),
      params: { shown: link.text.trim(), host },
    }),
  ];
}

/** The name of a website in ASCII, without `www.`; null if it is none. */
function hostOf(name: string | undefined): string | null {
  if (name === undefined || !URL.canParse(`https://${name}`)) return null;
  return new URL(`https://${name}`).hostname.replace(/^www\./, '');
}

const isSameSite = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
