import { Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { OnError, resolvePolicy, type NodePolicy } from '@linkflow/contracts';
import { useLanguage, useTexts, type Translate } from '../../i18n';
import { useDescriptor, useNode } from '../flow/use-node';
import { BACKOFFS, PACES, paceOf, spelledSchedule } from '../model/retry-paces';
import { roundedDuration } from '../model/times';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { inspectorTexts } from '../texts/inspector';

type Words = Translate<(typeof inspectorTexts)['texts']>;
const ORDER: readonly OnError[] = ['continue', 'stop', 'branch'];

/** What happens when the step fails: how often it is tried, when, and what comes after. */
export function FailureSection({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const language = useLanguage();
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  if (!node || !descriptor) return null;

  const policy = resolvePolicy(node.policy, descriptor.policy);
  const pace = paceOf(policy.backoff);
  const change = (part: Partial<NodePolicy>) => {
    const next = { ...node.policy, ...part };
    store
      .getState()
      .edit(
        { op: 'set-policy', nodeId: id, policy: next },
        { burst: `policy:${id}:${Object.keys(part).join()}` },
      );
  };
  return (
    <Stack gap={12}>
      <Group grow gap={10} align="flex-start">
        <NumberInput
          label={t('fail.attempts')}
          min={1}
          max={20}
          clampBehavior="strict"
          allowDecimal={false}
          value={policy.attempts}
          disabled={readOnly}
          onChange={(value) => typeof value === 'number' && value >= 1 && change({ attempts: value })}
        />
        <Select
          label={t('fail.then')}
          data={ORDER.map((one) => ({ value: one, label: t(`fail.onError.${one}`) }))}
          value={policy.onError}
          allowDeselect={false}
          disabled={readOnly}
          comboboxProps={{ shadow: 'md' }}
          onChange={(value) => {
            const onError = OnError.safeParse(value).data;
            if (onError) change({ onError });
          }}
        />
      </Group>
      {policy.attempts > 1 && (
        <Select
          label={t('fail.pace')}
          data={[
            ...PACES.map((one) => ({ value: one as string, label: t(`fail.paces.${one}`) })),
            ...(pace === null ? [{ value: 'own', label: t('fail.paces.own') }] : []),
          ]}
          value={pace ?? 'own'}
          allowDeselect={false}
          disabled={readOnly}
          comboboxProps={{ shadow: 'md' }}
          onChange={(value) => {
            const next = PACES.find((one) => one === value);
            if (next) change({ backoff: BACKOFFS[next] });
          }}
        />
      )}
      <Text size="xs" c="dimmed">
        {scheduleWords(t, (ms) => roundedDuration(language, ms), policy)}
        {policy.onError === 'branch' && ` ${t('fail.branchHint')}`}
      </Text>
    </Stack>
  );
}

function scheduleWords(
  t: Words,
  words: (ms: number) => string,
  policy: Parameters<typeof spelledSchedule>[0],
): string {
  const { waits, more, totalMs } = spelledSchedule(policy);
  if (waits.length === 0) return t('fail.once');
  const spelled = waits.map(words).join(', ');
  const rest = more > 0 ? ` ${t('fail.more', { count: more })}` : '';
  return t('fail.schedule', { waits: spelled + rest, total: words(totalMs) });
}
