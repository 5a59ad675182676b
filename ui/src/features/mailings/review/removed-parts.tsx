import { mailCutText, type MailCut } from '@linkflow/contracts';
import { Code, Collapse, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconScissors } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useText, useTexts } from '../../../i18n';
import { JumpButton } from './problem-list';
import classes from './review.module.css';
import { reviewTexts } from './review.texts';

interface RemovedPartsProps {
  removed: readonly MailCut[];
  /** True if the message is made of blocks: the lines of its HTML then say nothing to the author. */
  hasBlocks: boolean;
}

/** What is taken out of the message when it is sent or shown, with the reason and the line of each part. */
export function RemovedParts({ removed, hasBlocks }: RemovedPartsProps) {
  const t = useTexts(reviewTexts);
  const words = useText();
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <div>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        <IconChevronRight
          size={14}
          aria-hidden
          className={classes.chevron}
          data-opened={opened || undefined}
        />
        {t('removed.title', { count: removed.length })}
      </UnstyledButton>
      <Collapse expanded={opened} id={id}>
        <Text size="xs" c="dimmed">
          {t('removed.lead')}
        </Text>
        <ul className={classes.list}>
          {removed.map(({ code, line, what }, index) => (
            <li key={index} className={classes.line}>
              <IconScissors size={16} stroke={1.8} aria-hidden className={classes.icon} />
              <Text size="sm" className={classes.sentence}>
                {words(mailCutText(code))} <Code className={classes.source}>{what}</Code>
              </Text>
              {!hasBlocks && <JumpButton jump={{ tab: 'content', line }} about={what} />}
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
