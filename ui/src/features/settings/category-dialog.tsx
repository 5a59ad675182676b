import {
  ASSIGNMENT_RULES,
  ROUTES,
  type AssignmentRule,
  type CategoryView,
  type Ref,
} from '@linkflow/contracts';
import {
  Alert,
  CloseButton,
  Group,
  Input,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useCommand } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefName, RefSelect } from '../../shared/refs';
import { treeLines, withDescendants } from '../../shared/tree';
import { settingsTexts } from './settings.texts';

interface Member {
  user: Ref;
  weight: number;
}
interface Values extends Record<string, unknown> {
  name: string;
  parentId: string | null;
  rule: AssignmentRule;
  ourContactFirst: boolean;
  members: Member[];
}

interface CategoryDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The category to edit, or null to create one. */
  category: CategoryView | null;
  categories: readonly CategoryView[];
}

export function CategoryDialog({ opened, onClose, category, categories }: CategoryDialogProps) {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const create = useCommand(ROUTES.categories.create);
  const update = useCommand(ROUTES.categories.update);
  const notParents = category ? withDescendants(categories, category.id) : new Set<string>();
  return (
    <FormDialog<Values>
      opened={opened}
      onClose={onClose}
      title={category ? t('categories.edit') : t('categories.new')}
      submit={category ? t('save') : t('categories.create')}
      initial={{
        name: category?.name ?? '',
        parentId: category?.parentId ?? null,
        rule: category?.rule ?? 'none',
        ourContactFirst: category?.ourContactFirst ?? false,
        members: category?.members ?? [],
      }}
      validate={({ name }) => (name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={({ name, parentId, rule, ourContactFirst, members }) => {
        const body = {
          name: name.trim(),
          parentId,
          rule,
          ourContactFirst,
          members: members.map(({ user, weight }) => ({ userId: user.id, weight })),
        };
        return category
          ? update.mutateAsync({
              params: { id: category.id },
              body: { ...body, unchangedSince: category.updatedAt },
            })
          : create.mutateAsync({ body });
      }}
    >
      {(form) => (
        <>
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <Select
            label={t('categories.parent')}
            placeholder={t('categories.top')}
            clearable
            searchable
            data={treeLines(
              categories.filter(({ id, deleted }) => !deleted && !notParents.has(id)),
              language,
            ).map(({ item, depth }) => ({
              value: item.id,
              label: '\u2003'.repeat(depth) + item.name,
            }))}
            {...form.getInputProps('parentId')}
          />
          <Select
            label={t('categories.rule')}
            allowDeselect={false}
            data={ASSIGNMENT_RULES.map((value) => ({ value, label: t(`categories.rules.${value}`) }))}
            {...form.getInputProps('rule')}
          />
          <Switch
            label={t('categories.ourContactFirst')}
            description={t('categories.ourContactFirstHint')}
            {...form.getInputProps('ourContactFirst', { type: 'checkbox' })}
          />
          <MembersField
            members={form.values.members}
            weighted={form.values.rule === 'weighted'}
            error={form.errors.members}
            onChange={(members) => form.setFieldValue('members', members)}
          />
          {form.values.rule !== 'none' && form.values.members.length === 0 && (
            <Alert color="yellow" variant="light" p="xs">
              {t('categories.noMembersWarning')}
            </Alert>
          )}
        </>
      )}
    </FormDialog>
  );
}

interface MembersFieldProps {
  members: readonly Member[];
  /** Shows the weights of the members. True only for the assignment rule that uses weights. */
  weighted: boolean;
  error: React.ReactNode;
  onChange: (members: Member[]) => void;
}

function MembersField({ members, weighted, error, onChange }: MembersFieldProps) {
  const t = useTexts(settingsTexts);
  return (
    <Input.Wrapper label={t('categories.members')} error={error} labelElement="div">
      <Stack gap={6}>
        {members.map((member) => (
          <Group key={member.user.id} gap="xs" wrap="nowrap">
            <Text size="sm" flex={1} truncate>
              <RefName person of={member.user} />
            </Text>
            {weighted && (
              <NumberInput
                size="xs"
                w={84}
                min={0}
                max={1000}
                allowDecimal={false}
                aria-label={t('categories.weightOf', { name: member.user.name })}
                value={member.weight}
                onChange={(weight) =>
                  onChange(
                    members.map((each) =>
                      each === member ? { ...each, weight: typeof weight === 'number' ? weight : 0 } : each,
                    ),
                  )
                }
              />
            )}
            <CloseButton
              size="sm"
              aria-label={t('removeName', { name: member.user.name })}
              onClick={() => onChange(members.filter((each) => each !== member))}
            />
          </Group>
        ))}
        <RefSelect
          kind="user"
          size="xs"
          aria-label={t('categories.addMember')}
          placeholder={t('categories.addMember')}
          value={null}
          except={members.map(({ user }) => user.id)}
          onChange={(id, item) => {
            if (id !== null && item) onChange([...members, { user: { id, name: item.label }, weight: 1 }]);
          }}
        />
      </Stack>
    </Input.Wrapper>
  );
}
