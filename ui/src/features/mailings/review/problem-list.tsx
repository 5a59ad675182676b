import { mailProblemText, type FindingJump, type MailProblem, type MailingLink } from '@linkflow/contracts';
import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { useText, useTexts } from '../../../i18n';
import { useJump } from '../jump';
import classes from './review.module.css';
import { reviewTexts } from './review.texts';

/** Problems that are listed before the user asks for all. */
const FIRST = 6;

interface ProblemListProps {
  problems: readonly MailProblem[];
  /** The links of the message. */
  links: readonly MailingLink[];
  /** True if the message is made of blocks: the lines of its HTML then say nothing to the author. */
  hasBlocks: boolean;
}

/** What is wrong with the content, the errors first. Each leads to its link, its block or its line. */
export function ProblemList({ problems, links, hasBlocks }: ProblemListProps) {
  const t = useTexts(reviewTexts);
  const [all, setAll] = useState(false);
  const sorted = [...problems].sort(
    (a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'),
  );
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <>
      <ul className={classes.list}>
        {shown.map((problem, index) => (
          <ProblemLine key={index} problem={problem} jump={jumpTo(problem, links, hasBlocks)} />
        ))}
      </ul>
      {shown.length < sorted.length && (
        <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>
          {t('more', { count: sorted.length })}
        </Anchor>
      )}
    </>
  );
}

function ProblemLine({ problem, jump }: { problem: MailProblem; jump: FindingJump | null }) {
  const t = useTexts(reviewTexts);
  const words = useText();
  const isError = problem.severity === 'error';
  const SeverityIcon = isError ? IconCircleX : IconAlertTriangle;
  return (
    <li className={classes.line} data-severity={problem.severity}>
      <SeverityIcon size={16} stroke={1.8} aria-hidden className={classes.icon} />
      <Text size="sm" className={classes.sentence}>
        <VisuallyHidden>{t(isError ? 'error' : 'warning')}: </VisuallyHidden>
        {words(mailProblemText(problem))}
      </Text>
      {jump && <JumpButton jump={jump} about={words(mailProblemText(problem))} />}
    </li>
  );
}

interface JumpButtonProps {
  jump: FindingJump;
  /** What the place is about, for screen readers. */
  about: string;
}

/** Leads to a place of the content: a line, a block, a link or a field. */
export function JumpButton({ jump, about }: JumpButtonProps) {
  const t = useTexts(reviewTexts);
  const show = useJump();
  const { field, line, occurrence, blockId } = jump;
  const name =
    occurrence !== undefined
      ? t('toLink')
      : blockId !== undefined
        ? t('toBlock')
        : field === 'subject' || field === 'preheader'
          ? t(`fields.${field}`)
          : t('line', { line: line ?? 1 });
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      className={classes.jump}
      aria-label={`${name}: ${about}`}
      onClick={() => show(jump)}
    >
      {name}
    </Anchor>
  );
}

/** The link of a problem, or else where it stands in the content. Null if that cannot be shown. */
function jumpTo(problem: MailProblem, links: readonly MailingLink[], hasBlocks: boolean): FindingJump | null {
  const { occurrence } = problem;
  if (occurrence !== undefined && links.some((link) => link.occurrence === occurrence))
    return { tab: 'links', occurrence };
  return jumpToContent(problem, hasBlocks);
}

/** The field, the block or the line. Null if that cannot be shown. */
export function jumpToContent(
  { field, line, blockId }: Pick<MailProblem, 'field' | 'line' | 'blockId'>,
  hasBlocks: boolean,
): FindingJump | null {
  if (field !== 'html') return { tab: 'content', field };
  if (!hasBlocks) return { tab: 'content', line };
  return blockId === undefined ? null : { tab: 'content', blockId };
}
