import {
  EMPTY_WORKFLOW,
  addressProblem,
  addressProblemText,
  type Finding,
  type FindingJump,
  type LinkCheck,
  type Ref,
} from '@linkflow/contracts';
import { linksInText, type LinkRow } from '@linkflow/links';
import { semanticHash, type PlainAnswer } from '@linkflow/workflow';
import type { ReviewedMail, ScannedLink } from '../content/scanned-mail';
import type { MailingDoc } from '../mailings.repository';
import { disguised, jumpToLink } from './content-findings';
import { errorOf, warningOf } from './findings';
import type { LinkConflict } from './link-steps';

/** A tracked link of the content. */
export interface CheckedLink {
  id: string;
  /** Undefined if there is no such link. */
  row: LinkRow | undefined;
  /** What a click is answered with. */
  answer: PlainAnswer;
  /** Whether the tracked URL of a recipient was signed, and its token verified. */
  signed: boolean;
}

export interface CheckedLinks {
  mailing: Pick<MailingDoc, 'linkBlocks'>;
  review: Pick<ReviewedMail, 'links'>;
  links: readonly CheckedLink[];
}

/** What is wrong with the tracked links of a mailing. */
export function linkFindings({ mailing, review, links }: CheckedLinks): Finding[] {
  const places = placesIn(review);
  return [
    ...links.flatMap((link) => {
      const place = places.get(link.id);
      return findingsOf(link, jumpTo(place, mailing), place?.text ?? '');
    }),
    ...links.flatMap(({ id, answer }) => {
      const place = places.get(id);
      return place && answer.kind === 'redirect' ? disguised(place, answer.url, mailing) : [];
    }),
  ];
}

/** What the steps of the tracked links do to each other. */
export function conflictFindings(
  conflicts: readonly LinkConflict[],
  { mailing, review }: Pick<CheckedLinks, 'mailing' | 'review'>,
): Finding[] {
  const places = placesIn(review);
  return conflicts.map(({ links: [link], text }): Finding => ({
    code: 'link.conflict',
    severity: 'warning',
    text,
    jump: jumpTo(link && places.get(link.id), mailing),
    ...(link && { link }),
  }));
}

/** The first place of each tracked link. */
function placesIn({ links }: CheckedLinks['review']): Map<string, ScannedLink> {
  const places = new Map<string, ScannedLink>();
  for (const place of links.toReversed()) for (const id of linksInText(place.href)) places.set(id, place);
  return places;
}

const jumpTo = (place: ScannedLink | undefined, mailing: CheckedLinks['mailing']): FindingJump =>
  place ? jumpToLink(place, mailing) : { tab: 'links' };

function findingsOf({ id, row, answer, signed }: CheckedLink, jump: FindingJump, text: string): Finding[] {
  if (!row) return [errorOf('link.unknown', { jump, params: { text } })];
  const { name } = row;
  const link: Ref = { id, name };
  if (row.deletedAt) return [errorOf('link.deleted', { jump, params: { name }, link })];
  const problem = addressProblem(answer.url);
  return [
    ...(problem
      ? [errorOf('link.address', { jump, params: { name, problem: addressProblemText(problem) }, link })]
      : []),
    ...(signed ? [] : [errorOf('link.unsigned', { jump, params: { name }, link })]),
    ...publishingFindings(row, jump, link),
  ];
}

/** A link without steps needs no published version: a click opens the address of its draft. */
function publishingFindings(
  { draft, liveVersion, liveHash }: LinkRow,
  jump: FindingJump,
  link: Ref,
): Finding[] {
  const params = { name: link.name };
  if (liveVersion === null) {
    const hasSteps = draft.hash !== semanticHash(EMPTY_WORKFLOW, draft.url);
    return hasSteps ? [errorOf('link.unpublished', { jump, params, link })] : [];
  }
  return draft.hash === liveHash ? [] : [warningOf('link.unpublished-changes', { jump, params, link })];
}

/** The tracked links for people: what each does, and whether that works. */
export const linkChecksOf = (
  links: readonly CheckedLink[],
  {
    sentencesOf,
    conflicts,
    urlOf,
  }: {
    sentencesOf: (linkId: string) => LinkCheck['sentences'];
    conflicts: readonly LinkConflict[];
    /** The address with the parameters of Google Analytics. */
    urlOf: (address: string) => string;
  },
): LinkCheck[] =>
  links.map(({ id, row, answer, signed }) => ({
    link: { id, name: row?.name ?? '', ...((!row || row.deletedAt) && { missing: true }) },
    local: row !== undefined && row.mailingId !== null,
    answer: answer.kind,
    url: answer.kind === 'redirect' ? urlOf(answer.url) : answer.url,
    sentences: sentencesOf(id),
    conflicts: conflicts.filter((one) => one.links.some((link) => link.id === id)).map(({ text }) => text),
    signed,
  }));
