import { Group, NumberInput, Select } from '@mantine/core';
import type { Repeat } from '@linkflow/contracts';
import { useTexts } from '../../i18n';
import { useDescriptor, useNode } from '../flow/use-node';
import { sameJson } from '../model/same-json';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { inspectorTexts } from '../texts/inspector';

const KINDS: readonly Repeat['kind'][] = [
  'every-click',
  'once-per-recipient',
  'once-per-mailing',
  'once-per-days',
];
const DAYS = 30;

/** Whether the step is done again for a recipient who clicks again. */
export function RepeatSection({ id }: { id: string }) {
  const t = useTexts(inspectorTexts);
  const node = useNode(id);
  const usual = useDescriptor(id)?.repeat;
  const readOnly = useCanvas((state) => state.readOnly);
  const store = useCanvasStore();
  if (!node || !usual) return null;

  const repeat = node.repeat ?? usual;
  const change = (next: Repeat) =>
    store
      .getState()
      .edit(
        { op: 'set-repeat', nodeId: id, repeat: sameJson(next, usual) ? null : next },
        { burst: `repeat:${id}` },
      );
  return (
    <Group gap={8} wrap="nowrap" align="flex-end">
      <Select
        flex={1}
        label={t('repeat.label')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`repeat.${kind}`) }))}
        value={repeat.kind}
        allowDeselect={false}
        disabled={readOnly}
        comboboxProps={{ shadow: 'md' }}
        onChange={(value) => {
          const kind = KINDS.find((one) => one === value);
          if (kind) change(kind === 'once-per-days' ? { kind, days: DAYS } : { kind });
        }}
      />
      {repeat.kind === 'once-per-days' && (
        <NumberInput
          w={84}
          label={t('repeat.days')}
          min={1}
          max={3650}
          clampBehavior="strict"
          allowDecimal={false}
          value={repeat.days}
          disabled={readOnly}
          onChange={(value) =>
            typeof value === 'number' && value >= 1 && change({ kind: 'once-per-days', days: value })
          }
        />
      )}
    </Group>
  );
}
