import { ActionIcon, Button, Group, Input, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useFormat, useTexts } from '../../../i18n';
import {
  percentOf,
  readItems,
  replaceItem,
  withItem,
  withoutItem,
  writeItems,
  type Item,
} from '../../model/item-list';
import { inspectorTexts } from '../../texts/inspector';
import type { FieldProps } from './field-props';

const LETTERS = 'ABCDEFGHIJ';
const weightOf = (item: Item): number => (typeof item.rest.weight === 'number' ? item.rest.weight : 0);

/** How the recipients are spread over ways of fixed shares; weights of any size, shown as shares of a hundred. */
export function SharesField({ value, onChange, label, help, error, disabled, field }: FieldProps) {
  const t = useTexts(inspectorTexts);
  const format = useFormat();
  const items = readItems(value);
  const weights = items.map(weightOf);
  const change = (next: readonly Item[]) => onChange(writeItems(next));
  const { minItems = 2, maxItems = LETTERS.length } = field.schema;
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Stack gap={6} mt={6} data-field={field.name}>
        {items.map((item, index) => {
          const name = item.label || t('list.share', { number: index + 1 });
          return (
            <Group key={item.id} gap={6} wrap="nowrap">
              <TextInput
                flex={1}
                value={item.label}
                placeholder={name}
                maxLength={60}
                aria-label={t('list.name')}
                disabled={disabled}
                onChange={(event) =>
                  change(replaceItem(items, item.id, { label: event.currentTarget.value }))
                }
              />
              <NumberInput
                w={74}
                min={0}
                max={1_000_000}
                value={weightOf(item)}
                aria-label={t('list.weight', { name })}
                disabled={disabled}
                onChange={(next) =>
                  change(
                    replaceItem(items, item.id, {
                      rest: { ...item.rest, weight: typeof next === 'number' ? next : 0 },
                    }),
                  )
                }
              />
              <Text size="xs" c="dimmed" w={44} ta="right" className="lf-numbers">
                {format.number(percentOf(weightOf(item), weights))} %
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('list.remove', { name })}
                disabled={disabled || items.length <= minItems}
                onClick={() => change(withoutItem(items, item.id))}
              >
                <IconTrash size={16} stroke={1.7} />
              </ActionIcon>
            </Group>
          );
        })}
        <Group gap={6}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            disabled={disabled || items.length >= maxItems}
            onClick={() => change(withItem(items, { weight: 50 }, LETTERS[items.length] ?? ''))}
          >
            {t('list.addShare')}
          </Button>
          {new Set(weights).size > 1 && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              disabled={disabled}
              onClick={() =>
                change(
                  items.map((item) => ({
                    ...item,
                    rest: { ...item.rest, weight: Math.round(100 / items.length) },
                  })),
                )
              }
            >
              {t('list.even')}
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
