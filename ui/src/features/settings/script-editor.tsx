import type { ScriptView } from '@linkflow/contracts';
import { ActionIcon, Alert, Button, Group, Menu, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy, IconDots } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useNamedActions } from '../../api/named';
import { useLanguage, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { CodeArea } from '../../shared/code-area';
import { fieldErrors } from '../../shared/errors';
import { LeaveGuard } from '../../shared/leave-guard';
import { RetireItem } from '../../shared/retire-item';
import { TimeAgo } from '../../shared/time-ago';
import { toast, toastError } from '../../shared/toast';
import classes from './scripts.module.css';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/scripts');
const FIRST_LINES = "const hits = Number(getVariable('linkHits'));\n";

/** One script: its name, what it is for, and its text in one width of letters. */
export function ScriptEditor({ script }: { script: ScriptView | null }) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const language = useLanguage();
  const go = route.useNavigate();
  const { create, update } = useNamedActions('scripts');
  const form = useForm({
    initialValues: {
      name: script?.name ?? '',
      description: script?.description ?? '',
      source: script?.source ?? FIRST_LINES,
    },
    validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null) },
  });
  const saving = create.isPending || update.isPending;
  const save = async (values: typeof form.values) => {
    const body = { ...values, name: values.name.trim(), description: values.description.trim() };
    try {
      const saved = script
        ? await update.mutateAsync({ id: script.id, body })
        : await create.mutateAsync(body);
      form.resetDirty(values);
      toast(t('scripts.saved'));
      if (!script) {
        await go({ search: (now) => ({ ...now, script: saved.id }), replace: true, ignoreBlocker: true });
      }
    } catch (error) {
      const errors = fieldErrors(language, error);
      form.setErrors(errors);
      if (Object.keys(errors).length === 0) toastError(error);
    }
  };
  const submit = form.onSubmit((values) => void save(values));
  useHotkeys([['mod+S', () => submit()]], [], true);
  const dirty = form.isDirty();
  return (
    <form onSubmit={submit} noValidate style={{ display: 'contents' }}>
      {script?.deleted && (
        <Alert color="yellow" variant="light" p="sm">
          {t('scripts.retired')}
        </Alert>
      )}
      <div className={classes.names}>
        <TextInput
          label={c('name')}
          maxLength={200}
          autoFocus={script === null}
          {...form.getInputProps('name')}
        />
        <TextInput label={t('scripts.description')} maxLength={1000} {...form.getInputProps('description')} />
      </div>
      <CodeArea
        label={t('scripts.source')}
        description={t('scripts.sourceHint')}
        maxLength={64_000}
        value={form.values.source}
        error={form.errors.source}
        onChange={(source) => form.setFieldValue('source', source)}
      />
      <div className={classes.state}>
        <Text size="xs" c="dimmed" component="div" role="status">
          {script && !dirty && (
            <>
              {c('updated')} <TimeAgo at={script.updatedAt} />
            </>
          )}
        </Text>
        <Group gap="xs">
          {script && (
            <Menu position="top-end" shadow="md" width={180}>
              <Menu.Target>
                <ActionIcon variant="default" size={36} aria-label={c('rowMenu', { name: script.name })}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <RetireItem resource="scripts" entry={script} />
              </Menu.Dropdown>
            </Menu>
          )}
          <Button
            type="submit"
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            loading={saving}
            disabled={!dirty && script !== null}
          >
            {script ? c('save') : t('scripts.create')}
          </Button>
        </Group>
      </div>
      <LeaveGuard dirty={dirty} leavesWhen={(now, next) => scriptOf(now) !== scriptOf(next)} />
    </form>
  );
}

function scriptOf(search: object): unknown {
  return 'script' in search ? search.script : undefined;
}
