import type { VerdictEventView } from '@linkflow/contracts';
import { Text, Timeline } from '@mantine/core';
import { IconArrowBackUp, IconCpu, IconUserCheck } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { TimeAgo } from '../../shared/time-ago';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { clickTexts } from './clicks.texts';

/** The verdicts of a click in the order of their times: the first, later ones, and those of colleagues. */
export function VerdictHistory({ history }: { history: readonly VerdictEventView[] }) {
  const t = useTexts(clickTexts);
  const v = useTexts(verdictTexts);
  const sentence = (event: VerdictEventView, index: number): string => {
    const name = event.by?.name ?? '';
    if (event.verdict === null) return t('takenBack', { name });
    const verdict = v(`verdicts.${event.verdict}`);
    if (event.by) return t('corrected', { name, verdict });
    return t(index === 0 ? 'first' : event.again ? 'again' : 'later', { verdict });
  };
  return (
    <Timeline bulletSize={22} lineWidth={1} active={history.length} color="gray">
      {history.map((event, index) => {
        const Icon = event.verdict === null ? IconArrowBackUp : event.by ? IconUserCheck : IconCpu;
        return (
          <Timeline.Item
            key={`${event.at} ${index}`}
            bullet={<Icon size={13} aria-hidden />}
            title={
              <Text size="sm" span>
                {sentence(event, index)}
              </Text>
            }
          >
            <Text size="xs" c="dimmed">
              <TimeAgo at={event.at} />
              {event.score !== undefined && ` · ${v('score', { score: event.score })}`}
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
