import { ActionIcon, Button, Group, Paper, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { MAX_ANSWER_FIELDS, MAX_WEBHOOK_HEADERS, type FactType } from '@linkflow/contracts';
import { useTexts } from '../../../i18n';
import { MergeFacts } from '../../../shared/merge-text/merge-facts';
import { MergeTextField } from '../../../shared/merge-text/merge-text-field';
import { textLimit } from '../../model/form-model';
import { webhookTexts } from '../../texts/webhook';
import { useFactsAt } from '../condition/facts';
import { ChoiceSelect, FieldFrame, type FieldProps, inputProps } from './field';
import classes from './fields.module.css';

/** JSON with merge fields. */
export function JsonField(props: FieldProps) {
  return (
    <MergeFacts facts={useFactsAt(props.nodeId)}>
      <MergeTextField
        {...inputProps(props)}
        className={classes.code}
        multiline
        value={typeof props.value === 'string' ? props.value : ''}
        maxLength={textLimit(props.field.schema)}
        onChange={props.onChange}
      />
    </MergeFacts>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The items of a list parameter with texts under these names. */
const itemsOf = <K extends string>(value: unknown, names: readonly K[]): Record<K, string>[] =>
  (Array.isArray(value) ? value : []).map((item: unknown) => {
    const record = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
    return Object.fromEntries(names.map((name) => [name, textOf(record[name])])) as Record<K, string>;
  });

/** Edits headers: their names, and their values with merge fields. */
export function HeadersField(props: FieldProps) {
  const { value, onChange, disabled, nodeId } = props;
  const t = useTexts(webhookTexts);
  const facts = useFactsAt(nodeId);
  const headers = itemsOf(value, ['name', 'value']);
  const replace = (index: number, part: object) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...part } : header)));
  return (
    <FieldFrame {...props}>
      <MergeFacts facts={facts}>
        <Stack gap={6}>
          {headers.map((header, index) => {
            const number = { number: index + 1 };
            return (
              // The position is the key, because names change while they are typed.
              // oxlint-disable-next-line react/no-array-index-key
              <Group key={index} gap={6} wrap="nowrap" align="flex-start">
                <TextInput
                  size="xs"
                  flex={2}
                  miw={0}
                  maxLength={80}
                  value={header.name}
                  placeholder="X-Source"
                  aria-label={t('header.name', number)}
                  disabled={disabled}
                  onChange={(event) => replace(index, { name: event.currentTarget.value })}
                />
                <div className={classes.grow}>
                  <MergeTextField
                    size="xs"
                    label={t('header.value', number)}
                    labelHidden
                    maxLength={2_000}
                    value={header.value}
                    disabled={disabled}
                    onChange={(text) => replace(index, { value: text })}
                  />
                </div>
                <RemoveButton
                  label={t('header.remove', number)}
                  disabled={disabled}
                  onClick={() => onChange(headers.toSpliced(index, 1))}
                />
              </Group>
            );
          })}
          <AddButton
            label={t('header.add')}
            disabled={disabled || headers.length >= MAX_WEBHOOK_HEADERS}
            onClick={() => onChange([...headers, { name: '', value: '' }])}
          />
        </Stack>
      </MergeFacts>
    </FieldFrame>
  );
}

const TYPES = ['text', 'number', 'boolean', 'date', 'list'] as const satisfies readonly FactType[];

/** Edits the values that later steps can use of an answer: name, place and type of each. */
export function AnswerFieldsField(props: FieldProps) {
  const { value, onChange, disabled } = props;
  const t = useTexts(webhookTexts);
  const fields = itemsOf(value, ['name', 'path', 'type']);
  const replace = (index: number, part: object) =>
    onChange(fields.map((field, at) => (at === index ? { ...field, ...part } : field)));
  return (
    <FieldFrame {...props}>
      <Stack gap={6}>
        {fields.map((field, index) => {
          const number = { number: index + 1 };
          return (
            // The position is the key, because names change while they are typed.
            // oxlint-disable-next-line react/no-array-index-key
            <Paper key={index} withBorder p={6}>
              <Stack gap={6}>
                <Group gap={6} wrap="nowrap">
                  <TextInput
                    size="xs"
                    flex={1}
                    miw={0}
                    maxLength={60}
                    value={field.name}
                    placeholder={t('answer.nameShort')}
                    aria-label={t('answer.name', number)}
                    disabled={disabled}
                    onChange={(event) => replace(index, { name: event.currentTarget.value.trim() })}
                  />
                  <ChoiceSelect<string>
                    size="xs"
                    w={124}
                    aria-label={t('answer.type', number)}
                    disabled={disabled}
                    data={TYPES.map((type) => ({ value: type, label: t(`answer.types.${type}`) }))}
                    value={field.type}
                    onChange={(type) => replace(index, { type })}
                  />
                  <RemoveButton
                    label={t('answer.remove', number)}
                    disabled={disabled}
                    onClick={() => onChange(fields.toSpliced(index, 1))}
                  />
                </Group>
                <TextInput
                  size="xs"
                  maxLength={200}
                  className={classes.code}
                  value={field.path}
                  placeholder="data.items[0].id"
                  aria-label={t('answer.path', number)}
                  disabled={disabled}
                  onChange={(event) => replace(index, { path: event.currentTarget.value.trim() })}
                />
              </Stack>
            </Paper>
          );
        })}
        <AddButton
          label={t('answer.add')}
          disabled={disabled || fields.length >= MAX_ANSWER_FIELDS}
          onClick={() => onChange([...fields, { name: '', path: '', type: 'text' }])}
        />
      </Stack>
    </FieldFrame>
  );
}

interface ItemButtonProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
}

const RemoveButton = ({ label, ...rest }: ItemButtonProps) => (
  <ActionIcon variant="subtle" color="gray" aria-label={label} {...rest}>
    <IconTrash size={16} stroke={1.7} />
  </ActionIcon>
);

const AddButton = ({ label, ...rest }: ItemButtonProps) => (
  <Button variant="light" size="compact-sm" w="fit-content" leftSection={<IconPlus size={14} />} {...rest}>
    {label}
  </Button>
);
