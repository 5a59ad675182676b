import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useTexts } from '../../i18n';
import { FieldValueInput } from '../field-value-input';
import { periodTexts } from './period.texts';

/** A period between two ISO instants: `from` is inclusive, `to` is exclusive. An absent end means no limit. */
export interface Period {
  from?: string;
  to?: string;
}

const HOUR_MS = 3_600_000;
const PRESETS = [
  ['hour', HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['week', 7 * 24 * HOUR_MS],
  ['month', 30 * 24 * HOUR_MS],
] as const;

interface PeriodChoiceProps {
  period: Period;
  onChange: (period: Period) => void;
  onDone: () => void;
}

/** Selects a period: by a preset (last hour, day, 7 days, 30 days) or by start and end time. */
export function PeriodChoice({ period, onChange, onDone }: PeriodChoiceProps) {
  const t = useTexts(periodTexts);
  const instant = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing={6} verticalSpacing={6}>
        {PRESETS.map(([name, length]) => (
          <Button
            key={name}
            size="compact-sm"
            variant="default"
            fw={400}
            onClick={() => {
              onChange({ from: new Date(Date.now() - length).toISOString() });
              onDone();
            }}
          >
            {t(name)}
          </Button>
        ))}
      </SimpleGrid>
      <FieldValueInput
        inPlace
        field={{ type: 'date-time' }}
        label={t('from')}
        value={period.from ?? null}
        onChange={(from) => onChange({ ...period, from: instant(from) })}
      />
      <FieldValueInput
        inPlace
        field={{ type: 'date-time' }}
        label={t('to')}
        value={period.to ?? null}
        onChange={(to) => onChange({ ...period, to: instant(to) })}
      />
      <Group justify="space-between">
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => {
            onChange({});
            onDone();
          }}
        >
          {t('any')}
        </Button>
        <Button size="compact-sm" variant="light" onClick={onDone}>
          {t('close')}
        </Button>
      </Group>
    </Stack>
  );
}
