import { ROUTES, type CorrectionEffects, type VerdictView } from '@linkflow/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconRobot, IconUser } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { attempt, toast } from '../toast';
import { verdictTexts } from './verdict.texts';

interface CorrectionsProps {
  clickId: string;
  view: VerdictView;
  /** What the corrections would do, if that is said. */
  effects?: CorrectionEffects;
}

/** Buttons with which a colleague says who clicked, or takes that back. Nothing for users who may not. */
export function Corrections({ clickId, view: { verdict, correction }, effects }: CorrectionsProps) {
  const t = useTexts(verdictTexts);
  const effectOf = useEffectWords();
  const correct = useCommand(ROUTES.clicks.correct);
  if (!useCan()(ROUTES.clicks.correct)) return null;
  const say = (said: 'human' | 'bot' | null) =>
    attempt(correct.mutateAsync({ params: { id: clickId }, body: { verdict: said } }), () =>
      toast(t('corrected')),
    );
  const choices = [
    ...(verdict === 'human'
      ? []
      : [{ said: 'human', Icon: IconUser, variant: 'light', label: t('wasPerson') }]),
    ...(verdict === 'bot'
      ? []
      : [{ said: 'bot', Icon: IconRobot, variant: 'default', label: t('wasMachine') }]),
  ] as const;
  const buttons = choices.map(({ said, Icon, variant, label }) => (
    <Button
      key={said}
      size="xs"
      variant={variant}
      flex="none"
      leftSection={<Icon size={15} aria-hidden />}
      loading={correct.isPending}
      aria-describedby={effects && `${clickId}-${said}`}
      onClick={() => say(said as 'human' | 'bot')}
    >
      {label}
    </Button>
  ));
  const takeBack = correction && (
    <Button size="xs" variant="subtle" loading={correct.isPending} onClick={() => say(null)}>
      {t('takeBack')}
    </Button>
  );
  if (!effects) {
    return (
      <Group gap={8}>
        {buttons}
        {takeBack}
      </Group>
    );
  }
  return (
    <Stack gap={12} align="flex-start">
      {choices.map(({ said }, index) => (
        <div key={said}>
          {buttons[index]}
          <Text size="xs" c="dimmed" mt={4} id={`${clickId}-${said}`}>
            {effectOf(effects, said as 'human' | 'bot')}
          </Text>
        </div>
      ))}
      {takeBack}
    </Stack>
  );
}

/** Returns a function that says what a correction does. */
function useEffectWords(): (effects: CorrectionEffects, said: 'human' | 'bot') => string {
  const t = useTexts(verdictTexts);
  return ({ human, bot }, said) => {
    if (said === 'human') return t(`effects.${human}`);
    const parts = [
      bot.drops && t('effects.drops'),
      bot.undoes > 0 && t('effects.undoes', { count: bot.undoes }),
    ].filter((part) => part !== false);
    return parts.length > 0 ? parts.join(' ') : t('effects.counts');
  };
}
