import type { MailProblem, MailingDetail } from '@linkflow/contracts';
import { Text, Title, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTexts } from '../../../i18n';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../../shared/merge-text/loaded-merge-facts';
import { lazyPart } from '../../../shared/lazy-parts';
import { toggleFolded, useFolded } from '../../../shared/panels';
import type { Message } from '../use-message';
import { useContentWrite } from './content-write';
import { ProblemList } from './problem-list';
import { RemovedParts } from './removed-parts';
import classes from './review.module.css';
import { reviewTexts } from './review.texts';

/** Only messages that were made elsewhere have placeholders that nothing replaces. */
const PlaceholderMapping = lazyPart(async () => (await import('./placeholder-mapping')).PlaceholderMapping);

/** Problems that the list of placeholders shows. */
const OF_PLACEHOLDERS: ReadonlySet<MailProblem['code']> = new Set([
  'placeholder.foreign',
  'merge-field.unknown',
  'merge-field.misspelt',
]);

/** Windows in which the review would leave too little room for the message. */
const LOW_WINDOW = '(max-height: 50em)';

interface MailReviewProps {
  mailing: MailingDetail;
  message: Pick<Message, 'dirty' | 'loadTheirs'>;
}

/**
 * What is wrong with the saved content, placeholders that nothing replaces, and what is left out when the message is sent. Nothing is shown
 * while the message has unsaved changes, which may have moved or mended it, or if there is nothing to say.
 */
export function MailReview({ mailing, message }: MailReviewProps) {
  const t = useTexts(reviewTexts);
  const { write, notice } = useContentWrite(message.loadTheirs);
  const id = useId();
  const low = useMediaQuery(LOW_WINDOW, undefined, { getInitialValueInEffect: false });
  const folded = useFolded('mail-review', low);
  const { problems, placeholders, removed, trackedLinks } = mailing;
  if (message.dirty || problems.length + placeholders.length + removed.length === 0) return null;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const listed =
    placeholders.length > 0 ? problems.filter(({ code }) => !OF_PLACEHOLDERS.has(code)) : problems;
  const hasBlocks = mailing.blocks !== null;
  return (
    <section className={classes.review} aria-label={t('title')}>
      <div className={classes.head}>
        <Title order={2} size="sm">
          <UnstyledButton
            className={classes.toggle}
            aria-expanded={!folded}
            aria-controls={id}
            onClick={() => toggleFolded('mail-review')}
          >
            <IconChevronRight
              size={14}
              aria-hidden
              className={classes.chevron}
              data-opened={!folded || undefined}
            />
            {t('title')}
          </UnstyledButton>
        </Title>
        <Text size="xs" c="dimmed">
          {[errors > 0 && t('errors', { count: errors }), warnings > 0 && t('warnings', { count: warnings })]
            .filter(Boolean)
            .join(', ')}
        </Text>
      </div>
      {notice}
      <div id={id} className={classes.parts} hidden={folded}>
        {listed.length > 0 && <ProblemList problems={listed} links={trackedLinks} hasBlocks={hasBlocks} />}
        {placeholders.length > 0 && (
          <LoadedMergeFacts groups={MESSAGE_GROUPS}>
            <PlaceholderMapping mailing={mailing} write={write} />
          </LoadedMergeFacts>
        )}
        {removed.length > 0 && <RemovedParts removed={removed} hasBlocks={hasBlocks} />}
      </div>
    </section>
  );
}
