import { Group, NumberInput, type NumberInputProps, Stack, Text } from '@mantine/core';
import {
  type NodePolicy,
  type OnError,
  type Repeat,
  type ResolvedPolicy,
  resolvePolicy,
} from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { useLanguage, useTexts } from '../../i18n';

import { formatApproximate } from '../../i18n/moments';
import { BACKOFF_BY_PACE, paceOf, RETRY_PACES, retrySummary } from '../model/times';
import { useCanvas, useCanvasStore, useDescriptor, useNode } from '../store/use-canvas';
import { inspectorTexts } from '../texts/inspector';
import { ChoiceSelect } from './fields/field';

const REPEAT_KINDS: readonly Repeat['kind'][] = [
  'every-click',
  'once-per-recipient',
  'once-per-mailing',
  'once-per-days',
];
const DEFAULT_DAYS = 30;

/**
 * Setting for what happens when a recipient clicks again: whether and when the step is executed again. Hidden for node types
 * without this setting.
 */
export function RepeatSection({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const node = useNode(id);
  const defaultRepeat = useDescriptor(id)?.repeat;
  const readOnly = useCanvas((state) => state.readOnly);
  const isForm = useCanvas((state) => state.formId !== null);
  const store = useCanvasStore();
  if (!node || !defaultRepeat) return null;

  const repeat = node.repeat ?? defaultRepeat;
  const nameOf = (kind: Repeat['kind']): string =>
    t(isForm && kind === 'every-click' ? 'repeat.every-submission' : `repeat.${kind}`);
  const change = (next: Repeat) =>
    store
      .getState()
      .edit(
        { op: 'set-repeat', nodeId: id, repeat: sameJson(next, defaultRepeat) ? null : next },
        { mergeKey: `repeat:${id}` },
      );
  return (
    <Group gap={8} wrap="nowrap" align="flex-end">
      <ChoiceSelect
        flex={1}
        label={t('repeat.label')}
        data={REPEAT_KINDS.map((kind) => ({ value: kind, label: nameOf(kind) }))}
        value={repeat.kind}
        disabled={readOnly}
        onChange={(kind) => change(kind === 'once-per-days' ? { kind, days: DEFAULT_DAYS } : { kind })}
      />
      {repeat.kind === 'once-per-days' && (
        <CountInput
          w={84}
          label={t('repeat.days')}
          max={3650}
          value={repeat.days}
          disabled={readOnly}
          onChange={(days) => change({ kind: 'once-per-days', days })}
        />
      )}
    </Group>
  );
}

const ON_ERROR_ORDER: readonly OnError[] = ['continue', 'stop', 'branch'];

/** Settings for failures of a step: the number of attempts, the delays between them, and what happens after the last attempt. */
export function FailureSection({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const node = useNode(id);
  const descriptor = useDescriptor(id);
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  if (!node || !descriptor) return null;

  const policy = resolvePolicy(node.policy, descriptor.policy);
  const pace = paceOf(policy.backoff) ?? ('own' as const);
  const paces: readonly (typeof pace)[] = pace === 'own' ? [...RETRY_PACES, pace] : RETRY_PACES;
  const change = (part: Partial<NodePolicy>) => {
    const mergeKey = `policy:${id}:${Object.keys(part).join()}`;
    store
      .getState()
      .edit({ op: 'set-policy', nodeId: id, policy: { ...node.policy, ...part } }, { mergeKey });
  };
  return (
    <Stack gap={12}>
      <Group grow gap={10} align="flex-start">
        <CountInput
          label={t('fail.attempts')}
          max={20}
          value={policy.attempts}
          disabled={readOnly}
          onChange={(attempts) => change({ attempts })}
        />
        <ChoiceSelect
          label={t('fail.then')}
          data={ON_ERROR_ORDER.map((one) => ({ value: one, label: t(`fail.onError.${one}`) }))}
          value={policy.onError}
          disabled={readOnly}
          onChange={(onError) => change({ onError })}
        />
      </Group>
      {policy.attempts > 1 && (
        <ChoiceSelect
          label={t('fail.pace')}
          data={paces.map((one) => ({ value: one, label: t(`fail.paces.${one}`) }))}
          value={pace}
          disabled={readOnly}
          onChange={(next) => next !== 'own' && change({ backoff: BACKOFF_BY_PACE[next] })}
        />
      )}
      <Text size="xs" c="dimmed">
        <RetrySchedule policy={policy} />
        {policy.onError === 'branch' && ` ${t('fail.branchHint')}`}
      </Text>
    </Stack>
  );
}

/** Lists the expected delays between the attempts in words, and their sum. */
function RetrySchedule({ policy }: { policy: ResolvedPolicy }) {
  const t = useTexts(inspectorTexts);
  const language = useLanguage();
  const words = (ms: number) => formatApproximate(language, ms);
  const { waits, more, totalMs } = retrySummary(policy);
  if (waits.length === 0) return t('fail.once');
  const spelled = waits.map(words).join(', ');
  const rest = more > 0 ? ` ${t('fail.more', { count: more })}` : '';
  return t('fail.schedule', { waits: spelled + rest, total: words(totalMs) });
}

interface CountInputProps extends Omit<NumberInputProps, 'onChange'> {
  onChange: (count: number) => void;
}

/** An input for an integer from 1 to `max`. `onChange` is not called while the input is empty or incomplete. */
function CountInput({ onChange, ...props }: CountInputProps) {
  return (
    <NumberInput
      {...props}
      min={1}
      clampBehavior="strict"
      allowDecimal={false}
      onChange={(value) => typeof value === 'number' && value >= 1 && onChange(value)}
    />
  );
}
