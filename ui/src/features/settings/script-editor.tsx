import { ROUTES, type ScriptView } from '@linkflow/contracts';
import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { useCommand } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { CodeArea } from '../../shared/code-area';
import { LeaveGuard } from '../../shared/confirm';
import { fieldErrors } from '../../shared/errors';
import { PageMenu, RetireAction } from '../../shared/menu';
import { TimeAgo } from '../../shared/time-ago';
import { toast, toastError } from '../../shared/toast';
import { useSaveKey } from '../../shared/use-save-key';
import { ScriptOutputs } from './script-outputs';
import { ScriptParams } from './script-params';
import { ScriptUses } from './script-uses';
import classes from './scripts.module.css';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/scripts');

const FIRST_LINES = "const hits = Number(getVariable('linkHits'));\n";

/** The editor of one script: name, description and source. */
export function ScriptEditor({ script }: { script: ScriptView | null }) {
  const t = useTexts(settingsTexts);
  const language = useLanguage();
  const go = route.useNavigate();
  const create = useCommand(ROUTES.scripts.create);
  const update = useCommand(ROUTES.scripts.update);
  const form = useForm({
    initialValues: {
      name: script?.name ?? '',
      description: script?.description ?? '',
      source: script?.source ?? FIRST_LINES,
      params: script?.params ?? [],
      outputs: script?.outputs ?? [],
    },
    validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null) },
  });
  // The version that the form was opened with, on which its text is based. A later reload must not replace it.
  const base = useRef(script?.updatedAt);
  const saving = create.isPending || update.isPending;
  const save = async (values: typeof form.values) => {
    const body = { ...values, name: values.name.trim(), description: values.description.trim() };
    try {
      const saved = script
        ? await update.mutateAsync({
            params: { id: script.id },
            body: { ...body, unchangedSince: base.current },
          })
        : await create.mutateAsync({ body });
      base.current = saved.updatedAt;
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
  useSaveKey(() => submit());
  const dirty = form.isDirty();
  return (
    <form onSubmit={submit} noValidate style={{ display: 'contents' }}>
      {script?.deleted && <Alert color="yellow">{t('scripts.retired')}</Alert>}
      <div className={classes.names}>
        <TextInput
          label={t('name')}
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
      <ScriptParams
        params={form.values.params}
        onChange={(params) => form.setFieldValue('params', params)}
        errorAt={(path) => form.errors[path]}
      />
      {script && <ScriptUses scriptId={script.id} changed={form.isDirty('params')} />}
      <ScriptOutputs
        source={form.values.source}
        params={form.values.params}
        outputs={form.values.outputs}
        onChange={(outputs) => form.setFieldValue('outputs', outputs)}
        errorAt={(path) => form.errors[path]}
      />
      <div className={classes.state}>
        <Text size="xs" c="dimmed" component="div" role="status">
          {script && !dirty && (
            <>
              {t('updated')} <TimeAgo at={script.updatedAt} />
            </>
          )}
        </Text>
        <Group gap="xs">
          {script && (
            <PageMenu name={script.name} width={180} position="top-end">
              <RetireAction resource="scripts" entry={script} />
            </PageMenu>
          )}
          <Button
            type="submit"
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            loading={saving}
            disabled={!dirty && script !== null}
          >
            {script ? t('save') : t('scripts.create')}
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
