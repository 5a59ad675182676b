import { ROUTES, type VerdictView } from '@linkflow/contracts';
import { Button, Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconRobot, IconUser } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { attempt, toast } from '../toast';
import { TimeAgo } from '../time-ago';
import { VerdictBadge } from './verdict-badge';
import { verdictTexts } from './verdict.texts';

interface VerdictWhyProps {
  clickId: string;
  verdict: VerdictView;
}

/** The verdict on a click with the signals that led to it. Colleagues can correct it. */
export function VerdictWhy({ clickId, verdict: view }: VerdictWhyProps) {
  const t = useTexts(verdictTexts);
  const { verdict, judgement, correction } = view;
  return (
    <Stack gap={8} component="section" aria-label={t('label')}>
      <Group gap={8}>
        <Text size="sm" fw={500}>
          {t('label')}
        </Text>
        <VerdictBadge verdict={verdict} />
      </Group>
      {correction && (
        <Text size="sm" c="dimmed">
          {t('correctedBy', { name: correction.by.name })}, <TimeAgo at={correction.at} />
        </Text>
      )}
      <Text size="sm" fw={500}>
        {t(`why.${judgement?.verdict ?? verdict}`)}
      </Text>
      <Signals judgement={judgement} />
      <Corrections clickId={clickId} view={view} />
    </Stack>
  );
}

function Signals({ judgement }: Pick<VerdictView, 'judgement'>) {
  const t = useTexts(verdictTexts);
  const text = useText();
  if (!judgement || judgement.signals.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t(judgement ? 'noSignals' : 'notJudged')}
      </Text>
    );
  }
  return (
    <List size="sm" spacing={4} ps={0}>
      {judgement.signals.map(({ code, weight, text: sentence }) => {
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
          </List.Item>
        );
      })}
    </List>
  );
}

function Corrections({ clickId, view: { verdict, correction } }: { clickId: string; view: VerdictView }) {
  const t = useTexts(verdictTexts);
  const correct = useCommand(ROUTES.clicks.correct);
  if (!useCan()(ROUTES.clicks.correct)) return null;
  const say = (said: 'human' | 'bot' | null) =>
    attempt(correct.mutateAsync({ params: { id: clickId }, body: { verdict: said } }), () =>
      toast(t('corrected')),
    );
  return (
    <Group gap={8}>
      {verdict !== 'human' && (
        <Button size="xs" variant="light" loading={correct.isPending} onClick={() => say('human')}>
          {t('wasPerson')}
        </Button>
      )}
      {verdict !== 'bot' && (
        <Button size="xs" variant="default" loading={correct.isPending} onClick={() => say('bot')}>
          {t('wasMachine')}
        </Button>
      )}
      {correction && (
        <Button size="xs" variant="subtle" loading={correct.isPending} onClick={() => say(null)}>
          {t('takeBack')}
        </Button>
      )}
    </Group>
  );
}
