import type { FieldType } from '@linkflow/contracts';
import { Button, Code, Select, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useFields } from '../../api/crm';
import { useFieldCreate } from '../../api/settings';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog } from '../../shared/form-dialog';
import { SectionItems } from '../../shared/sections';
import { ShortTable } from '../../shared/short-table';
import { settingsTexts } from './settings.texts';

const TYPES = [
  'text',
  'long-text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'date-time',
  'time',
  'timespan',
  'list',
] as const satisfies readonly FieldType[];
const ENTITIES = ['contact', 'company'] as const;

export function FieldsPage() {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const query = useFields();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <SectionItems
        title={t('fields.title')}
        lead={t('fields.lead')}
        query={query}
        empty={t('fields.empty')}
        action={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('fields.new')}
          </Button>
        }
      >
        {(fields) => (
          <ShortTable
            records={fields}
            idOf={(field) => field.id}
            columns={[
              { key: 'name', title: c('name'), render: (field) => field.name },
              { key: 'key', title: t('fields.key'), render: (field) => <Code>{field.key}</Code> },
              {
                key: 'type',
                title: t('fields.type'),
                render: (field) => (
                  <>
                    {t(`fields.types.${field.type}`)}
                    {field.options && (
                      <Text size="xs" c="dimmed">
                        {field.options.join(', ')}
                      </Text>
                    )}
                  </>
                ),
              },
              {
                key: 'entity',
                title: t('fields.entity'),
                render: (field) => t(`fields.entities.${field.entity}`),
              },
            ]}
          />
        )}
      </SectionItems>
      <FieldDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}

interface Values extends Record<string, unknown> {
  name: string;
  /** null while the key is derived from the name. */
  key: string | null;
  entity: (typeof ENTITIES)[number];
  type: FieldType;
  options: string[];
}

function FieldDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const create = useFieldCreate();
  const keyOf = ({ key, name }: Values) => key ?? keyFromName(name);
  return (
    <FormDialog<Values>
      opened={opened}
      onClose={onClose}
      title={t('fields.new')}
      submit={t('fields.create')}
      initial={{ name: '', key: null, entity: 'contact', type: 'text', options: [] }}
      validate={(values) => ({
        ...(values.name.trim() === '' ? { name: t('nameMissing') } : {}),
        ...(values.name.trim() !== '' && !isFieldKey(keyOf(values)) ? { key: t('fields.keyWrong') } : {}),
        ...(values.type === 'list' && values.options.length === 0
          ? { options: t('fields.optionsMissing') }
          : {}),
      })}
      onSubmit={(values) =>
        create.mutateAsync({
          name: values.name.trim(),
          key: keyOf(values),
          entity: values.entity,
          type: values.type,
          ...(values.type === 'list' ? { options: values.options } : {}),
        })
      }
    >
      {(form) => (
        <>
          <TextInput label={c('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={t('fields.key')}
            description={t('fields.keyHint')}
            maxLength={62}
            value={keyOf(form.values)}
            error={form.errors.key}
            onChange={(event) => form.setFieldValue('key', event.currentTarget.value)}
          />
          <Select
            label={t('fields.entity')}
            allowDeselect={false}
            data={ENTITIES.map((value) => ({ value, label: t(`fields.entities.${value}`) }))}
            {...form.getInputProps('entity')}
          />
          <Select
            label={t('fields.type')}
            allowDeselect={false}
            data={TYPES.map((value) => ({ value, label: t(`fields.types.${value}`) }))}
            {...form.getInputProps('type')}
          />
          {form.values.type === 'list' && (
            <TagsInput
              label={t('fields.options')}
              description={t('fields.optionsHint')}
              {...form.getInputProps('options')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

const LETTERS: Record<string, string> = { æ: 'ae', ø: 'o', å: 'a', ä: 'a', ö: 'o', ü: 'u', ß: 'ss' };

/** A field key derived from the name: `Kunde siden` gives `x_kunde_siden`. Empty when the name has no letter or digit. */
export function keyFromName(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[æøåäöüß]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return words === '' ? '' : `x_${words}`;
}

export function isFieldKey(key: string): boolean {
  return /^x_[a-z0-9_]{1,60}$/.test(key);
}
