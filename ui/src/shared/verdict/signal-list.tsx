import type { VerdictView } from '@linkflow/contracts';
import { List, Text, ThemeIcon } from '@mantine/core';
import { IconRobot, IconUser } from '@tabler/icons-react';
import { useFormat, useText, useTexts } from '../../i18n';
import classes from './verdict.module.css';
import { verdictTexts } from './verdict.texts';

interface SignalListProps extends Pick<VerdictView, 'judgement'> {
  /** At most so many, the strongest first. Without it: all. */
  max?: number;
  /** Whether the weight of each signal is shown. */
  weights?: boolean;
}

/** The signals that led to a verdict, the strongest first: which speak for a machine, and which for a person. */
export function SignalList({ judgement, max, weights = false }: SignalListProps) {
  const t = useTexts(verdictTexts);
  const text = useText();
  if (!judgement || judgement.signals.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t(judgement ? 'noSignals' : 'notJudged')}
      </Text>
    );
  }
  const signals = judgement.signals.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const shown = signals.slice(0, max);
  return (
    <>
      <List size="sm" spacing={4} ps={0} className={classes.signals}>
        {shown.map(({ code, weight, text: sentence }) => {
          const [Icon, color, label] =
            weight > 0
              ? ([IconRobot, 'gray', t('forMachine')] as const)
              : ([IconUser, 'teal', t('forPerson')] as const);
          return (
            <List.Item
              key={code}
              icon={
                <ThemeIcon variant="light" color={color} size={20} role="img" aria-label={label}>
                  <Icon size={13} aria-hidden />
                </ThemeIcon>
              }
            >
              {text(sentence)}
              {weights && <Weight weight={weight} />}
            </List.Item>
          );
        })}
      </List>
      {shown.length < signals.length && (
        <Text size="xs" c="dimmed">
          {t('more', { count: signals.length - shown.length })}
        </Text>
      )}
    </>
  );
}

/** The weight of a signal, with a sign and as a bar: towards a machine, or towards a person. */
function Weight({ weight }: { weight: number }) {
  const t = useTexts(verdictTexts);
  const format = useFormat();
  const size = Math.round(Math.abs(weight) * 10) / 10;
  const words = t(weight > 0 ? 'weight.machine' : 'weight.person', { weight: format.number(size) });
  return (
    <span className={classes.weight} role="img" aria-label={words} title={words}>
      <span
        className={classes.bar}
        data-person={weight < 0 || undefined}
        style={{ width: `${Math.min(100, (size / MAX_SHOWN_WEIGHT) * 100)}%` }}
      />
      <span className={classes.size}>
        {weight > 0 ? '+' : '−'}
        {format.number(size)}
      </span>
    </span>
  );
}

/** The weight that fills the bar. */
const MAX_SHOWN_WEIGHT = 8;
