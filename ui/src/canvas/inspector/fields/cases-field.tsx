import { ActionIcon, Button, Group, Input, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { Condition } from '@linkflow/contracts';
import { useText, useTexts } from '../../../i18n';
import { useDescriptor } from '../../flow/use-node';
import {
  moveItem,
  readItems,
  replaceItem,
  withItem,
  withoutItem,
  writeItems,
  type Item,
} from '../../model/item-list';
import { inspectorTexts } from '../../texts/inspector';
import { ConditionEditor } from '../condition/condition-editor';
import type { FieldProps } from './field-props';

/** Ways with a condition each; the first that fits is taken. Every way is an outlet of the step. */
export function CasesField({ value, onChange, label, help, error, disabled, field, nodeId }: FieldProps) {
  const t = useTexts(inspectorTexts);
  const text = useText();
  const otherwise = useDescriptor(nodeId)?.ports.fixed[0]?.label;
  const items = readItems(value);
  const change = (next: readonly Item[]) => onChange(writeItems(next));
  const { maxItems = 20 } = field.schema;
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Stack gap={10} mt={6} data-field={field.name}>
        {items.length === 0 && otherwise && (
          <Text size="xs" c="dimmed">
            {t('list.noCases', { otherwise: text(otherwise) })}
          </Text>
        )}
        {items.map((item, index) => {
          const name = item.label || t('list.case', { number: index + 1 });
          return (
            <Paper key={item.id} withBorder p={8} component="section" aria-label={name}>
              <Group gap={2} wrap="nowrap" mb={8}>
                <TextInput
                  flex={1}
                  size="xs"
                  value={item.label}
                  placeholder={name}
                  maxLength={60}
                  aria-label={t('list.name')}
                  disabled={disabled}
                  onChange={(event) =>
                    change(replaceItem(items, item.id, { label: event.currentTarget.value }))
                  }
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('list.up', { name })}
                  disabled={disabled || index === 0}
                  onClick={() => change(moveItem(items, item.id, -1))}
                >
                  <IconChevronUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('list.down', { name })}
                  disabled={disabled || index === items.length - 1}
                  onClick={() => change(moveItem(items, item.id, 1))}
                >
                  <IconChevronDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('list.remove', { name })}
                  disabled={disabled}
                  onClick={() => change(withoutItem(items, item.id))}
                >
                  <IconTrash size={16} stroke={1.7} />
                </ActionIcon>
              </Group>
              <ConditionEditor
                nodeId={nodeId}
                disabled={disabled}
                value={Condition.safeParse(item.rest.condition).data}
                onChange={(condition) =>
                  change(replaceItem(items, item.id, { rest: { ...item.rest, condition } }))
                }
              />
            </Paper>
          );
        })}
        <Button
          variant="light"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={disabled || items.length >= maxItems}
          onClick={() => change(withItem(items, { condition: { all: [] } }, ''))}
        >
          {t('list.addCase')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
