import { Group, NumberInput, SegmentedControl, Switch, TextInput, Textarea } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTexts } from '../../i18n';
import { RefSelect, UserSelect } from '../../shared/refs';
import { peopleTexts } from './people.texts';
import type { WorkValues } from './work-values';

interface FieldsProps {
  form: UseFormReturnType<WorkValues>;
}

/** The selection or project: a new one or one that exists. */
export function GroupFields({ form }: FieldsProps) {
  const t = useTexts(peopleTexts);
  const { what, direction, isNew, name, target } = form.values;
  const kind = what === 'project' ? 'project' : 'selection';
  return (
    <>
      <Group gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('direction')}
          data={[
            { value: 'add', label: t('in') },
            { value: 'remove', label: t('out') },
          ]}
          value={direction}
          onChange={(next) => form.setFieldValue('direction', next === 'remove' ? 'remove' : 'add')}
        />
        {direction === 'add' && (
          <SegmentedControl
            size="xs"
            aria-label={t('newOrOld')}
            data={[
              { value: 'new', label: t('new') },
              { value: 'existing', label: t('existing') },
            ]}
            value={isNew ? 'new' : 'existing'}
            onChange={(next) => form.setFieldValue('isNew', next === 'new')}
          />
        )}
      </Group>
      {isNew && direction === 'add' ? (
        <TextInput
          label={t('name')}
          maxLength={200}
          data-autofocus
          value={name}
          error={form.errors.name}
          onChange={(event) => form.setFieldValue('name', event.currentTarget.value)}
        />
      ) : (
        <RefSelect
          key={kind}
          kind={kind}
          label={t(`works.${kind}`)}
          placeholder={t('typeToSearch')}
          value={target?.id ?? null}
          onChange={(_id, item) => form.setFieldValue('target', item)}
          error={form.errors.target}
          data-autofocus
        />
      )}
    </>
  );
}

function Description({ form }: FieldsProps) {
  const t = useTexts(peopleTexts);
  return (
    <Textarea
      label={t('text')}
      autosize
      minRows={2}
      maxRows={6}
      maxLength={2_000}
      {...form.getInputProps('text')}
    />
  );
}

/** A to-do for each person. */
export function FollowUpFields({ form }: FieldsProps) {
  const t = useTexts(peopleTexts);
  const { taskTypeId, ownerId } = form.values;
  return (
    <>
      <Group grow align="flex-start" gap="sm">
        <RefSelect
          kind="task-type"
          type="to-do"
          label={t('type')}
          value={taskTypeId}
          onChange={(id) => form.setFieldValue('taskTypeId', id)}
          error={form.errors.taskTypeId}
        />
        <NumberInput
          label={t('dueInDays')}
          min={0}
          max={365}
          allowDecimal={false}
          clampBehavior="strict"
          {...form.getInputProps('dueInDays')}
        />
      </Group>
      <Description form={form} />
      <Switch label={t('ourContact')} {...form.getInputProps('ourContact', { type: 'checkbox' })} />
      <UserSelect
        label={t('owner')}
        placeholder={t('ownerHint')}
        clearable
        value={ownerId}
        onChange={(id) => form.setFieldValue('ownerId', id)}
      />
    </>
  );
}

/** A request for each person. The rule of its category decides who gets it. */
export function RequestFields({ form }: FieldsProps) {
  const t = useTexts(peopleTexts);
  const { categoryId, priorityId } = form.values;
  return (
    <>
      <TextInput label={t('requestTitle')} maxLength={255} {...form.getInputProps('title')} />
      <Group grow align="flex-start" gap="sm">
        <RefSelect
          kind="category"
          label={t('category')}
          value={categoryId}
          onChange={(id) => form.setFieldValue('categoryId', id)}
          error={form.errors.categoryId}
        />
        <RefSelect
          kind="priority"
          label={t('priority')}
          value={priorityId}
          onChange={(id) => form.setFieldValue('priorityId', id)}
          error={form.errors.priorityId}
        />
      </Group>
      <Description form={form} />
    </>
  );
}
