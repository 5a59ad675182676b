import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Paper,
  Stack,
  Text,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { type Icon, IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { Condition } from '@linkflow/contracts';
import { useFormat, useText, useTexts } from '../../../i18n';
import {
  addItem,
  type Item,
  moveItem,
  percentOf,
  readItems,
  removeItem,
  replaceItem,
} from '../../model/form-model';
import { useDescriptor } from '../../store/use-canvas';
import { inspectorTexts } from '../../texts/inspector';
import { ConditionEditor } from '../condition/condition-editor';
import { useFactsAt } from '../condition/facts';
import { FieldFrame, type FieldProps } from './field';

export function ConditionField(props: FieldProps) {
  const { value, onChange, disabled, nodeId } = props;
  const facts = useFactsAt(nodeId);
  return (
    <FieldFrame {...props}>
      <ConditionEditor
        facts={facts}
        value={Condition.safeParse(value).data}
        onChange={onChange}
        disabled={disabled}
      />
    </FieldFrame>
  );
}

/**
 * Edits a list of cases, each with a condition and a port of its own. The node is left by the port of the first case whose
 * condition matches.
 */
export function CasesField(props: FieldProps) {
  const { value, onChange, disabled, field, nodeId } = props;
  const t = useTexts(inspectorTexts);
  const text = useText();
  const otherwise = useDescriptor(nodeId)?.ports.fixed[0]?.label;
  const facts = useFactsAt(nodeId);
  const items = readItems(value);
  const { maxItems = 20 } = field.schema;
  return (
    <FieldFrame {...props}>
      <Stack gap={10}>
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
                <ItemName
                  size="xs"
                  value={item.label}
                  placeholder={name}
                  disabled={disabled}
                  onChange={(label) => onChange(replaceItem(items, item.id, { label }))}
                />
                <ItemButton
                  icon={IconChevronUp}
                  label={t('list.up', { name })}
                  disabled={disabled || index === 0}
                  onClick={() => onChange(moveItem(items, item.id, -1))}
                />
                <ItemButton
                  icon={IconChevronDown}
                  label={t('list.down', { name })}
                  disabled={disabled || index === items.length - 1}
                  onClick={() => onChange(moveItem(items, item.id, 1))}
                />
                <ItemButton
                  icon={IconTrash}
                  label={t('list.remove', { name })}
                  disabled={disabled}
                  onClick={() => onChange(removeItem(items, item.id))}
                />
              </Group>
              <ConditionEditor
                facts={facts}
                disabled={disabled}
                value={Condition.safeParse(item.condition).data}
                onChange={(condition) => onChange(replaceItem(items, item.id, { condition }))}
              />
            </Paper>
          );
        })}
        <Button
          variant="light"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={disabled || items.length >= maxItems}
          onClick={() => onChange(addItem(items, { label: '', condition: { all: [] } }))}
        >
          {t('list.addCase')}
        </Button>
      </Stack>
    </FieldFrame>
  );
}

const SHARE_NAMES = 'ABCDEFGHIJ';
const weightOf = (item: Item): number => (typeof item.weight === 'number' ? item.weight : 0);

/**
 * Edits the shares of a node that divides recipients by weight. Each share has a port and a weight; the weights are also shown
 * as percentages of their sum.
 */
export function SharesField(props: FieldProps) {
  const { value, onChange, disabled, field } = props;
  const t = useTexts(inspectorTexts);
  const format = useFormat();
  const items = readItems(value);
  const weights = items.map(weightOf);
  const { minItems = 2, maxItems = SHARE_NAMES.length } = field.schema;
  const makeEven = () => onChange(items.map((item) => ({ ...item, weight: Math.round(100 / items.length) })));
  return (
    <FieldFrame {...props}>
      <Stack gap={6}>
        {items.map((item, index) => {
          const name = item.label || t('list.share', { number: index + 1 });
          return (
            <Group key={item.id} gap={6} wrap="nowrap">
              <ItemName
                value={item.label}
                placeholder={name}
                disabled={disabled}
                onChange={(label) => onChange(replaceItem(items, item.id, { label }))}
              />
              <NumberInput
                w={74}
                min={0}
                max={1_000_000}
                value={weightOf(item)}
                aria-label={t('list.weight', { name })}
                disabled={disabled}
                onChange={(next) => onChange(replaceItem(items, item.id, { weight: Number(next) || 0 }))}
              />
              <Text size="xs" c="dimmed" w={44} ta="right" className="lf-numbers">
                {format.number(percentOf(weightOf(item), weights))} %
              </Text>
              <ItemButton
                icon={IconTrash}
                label={t('list.remove', { name })}
                disabled={disabled || items.length <= minItems}
                onClick={() => onChange(removeItem(items, item.id))}
              />
            </Group>
          );
        })}
        <Group gap={6}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            disabled={disabled || items.length >= maxItems}
            onClick={() => onChange(addItem(items, { label: SHARE_NAMES[items.length] ?? '', weight: 50 }))}
          >
            {t('list.addShare')}
          </Button>
          {new Set(weights).size > 1 && (
            <Button variant="subtle" color="gray" size="compact-sm" disabled={disabled} onClick={makeEven}>
              {t('list.even')}
            </Button>
          )}
        </Group>
      </Stack>
    </FieldFrame>
  );
}

interface ItemNameProps extends Pick<TextInputProps, 'size' | 'placeholder' | 'disabled'> {
  value: string;
  onChange: (label: string) => void;
}

function ItemName({ onChange, ...props }: ItemNameProps) {
  const t = useTexts(inspectorTexts);
  return (
    <TextInput
      {...props}
      flex={1}
      maxLength={60}
      aria-label={t('list.name')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ItemButtonProps {
  icon: Icon;
  label: string;
  disabled: boolean;
  onClick: () => void;
}

function ItemButton({ icon: Icon, label, disabled, onClick }: ItemButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} stroke={1.7} />
    </ActionIcon>
  );
}
