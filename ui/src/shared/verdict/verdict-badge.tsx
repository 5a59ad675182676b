import type { Verdict } from '@linkflow/contracts';
import { Badge } from '@mantine/core';
import { IconQuestionMark, IconRobot, IconUser } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
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
