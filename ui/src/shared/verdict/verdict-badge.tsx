import type { Verdict } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { IconQuestionMark, IconRobot, IconUser } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import classes from './verdict.module.css';
import { verdictTexts } from './verdict.texts';

export const VERDICT_LOOKS = {
  human: { color: 'teal', Icon: IconUser },
  suspect: { color: 'yellow', Icon: IconQuestionMark },
  bot: { color: undefined, Icon: IconRobot },
} as const satisfies Record<Verdict, { color: string | undefined; Icon: typeof IconUser }>;

/** Who clicked, as a word with an icon and a colour. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const t = useTexts(verdictTexts);
  const { color, Icon } = VERDICT_LOOKS[verdict];
  return (
    <Badge
      variant={color ? 'light' : 'default'}
      color={color}
      leftSection={<Icon size={12} aria-hidden />}
      data-verdict={verdict}
    >
      {t(`verdicts.${verdict}`)}
    </Badge>
  );
}

/** An icon for what was not, or not surely, done by a person. Nothing for a person, and where nobody clicked. */
export function VerdictMark({ verdict }: { verdict: Verdict | undefined }) {
  const t = useTexts(verdictTexts);
  if (verdict === undefined || verdict === 'human') return null;
  const { Icon } = VERDICT_LOOKS[verdict];
  const words = t(`marks.${verdict}`);
  return (
    <span className={classes.mark} data-verdict={verdict} role="img" aria-label={words} title={words}>
      <Icon size={15} aria-hidden />
    </span>
  );
}
