import { FIELD_TYPES, ROUTES, type FieldType } from '@linkflow/contracts';
import { Code, Select, TagsInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { NewButton } from '../../shared/list/list-page';
import { SectionTable } from '../../shared/short-table';
import { settingsTexts } from './settings.texts';

const ENTITIES = ['contact', 'company'] as const;

export function FieldsPage() {
  const t = useTexts(settingsTexts);
  const query = useRoute(ROUTES.settings.fields);
  const [adding, setAdding] = useState(false);
  const mayAdd = useCan()(ROUTES.settings.createField);
  return (
    <>
      <SectionTable
        title={t('fields.title')}
        lead={t('fields.lead')}
        query={query}
        empty={t('fields.empty')}
        action={mayAdd && <NewButton label={t('fields.new')} onClick={() => setAdding(true)} />}
        idOf={(field) => field.id}
        columns={[
          { title: t('name'), render: (field) => field.name },
          { title: t('fields.key'), render: (field) => <Code>{field.key}</Code> },
          {
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
            title: t('fields.entity'),
            render: (field) => t(`fields.entities.${field.entity}`),
          },
        ]}
      />
      <FieldDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}

interface Values extends Record<string, unknown> {
  name: string;
  /** The key that the user typed. Null while the user has not changed it: the key is then derived from the name. */
  key: string | null;
  entity: (typeof ENTITIES)[number];
  type: FieldType;
  options: string[];
}

function FieldDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(settingsTexts);
  const create = useCommand(ROUTES.settings.createField);
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
          body: {
            name: values.name.trim(),
            key: keyOf(values),
            entity: values.entity,
            type: values.type,
            ...(values.type === 'list' ? { options: values.options } : {}),
          },
        })
      }
    >
      {(form) => (
        <>
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
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
            data={FIELD_TYPES.map((value) => ({ value, label: t(`fields.types.${value}`) }))}
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

/** Derives a field's key from its name: `Kunde siden` gives `x_kunde_siden`. Returns an empty string if no letter or digit is left. */
export function keyFromName(name: string): string {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[æøåäöüß]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return words === '' ? '' : `x_${words}`;
}

export function isFieldKey(key: string): boolean {
  return /^x_[a-z0-9_]{1,60}$/.test(key);
}
