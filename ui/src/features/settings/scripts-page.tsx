import { ROUTES, type ScriptView } from '@linkflow/contracts';
import { Alert, Button, EmptyState, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useHotkeys } from '@mantine/hooks';
import { IconCode, IconDeviceFloppy } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute, useWholeList } from '../../api/use-route';
import { useLanguage, useTexts } from '../../i18n';
import { CodeArea } from '../../shared/code-area';
import { LeaveGuard } from '../../shared/confirm';
import { fieldErrors } from '../../shared/errors';
import { SearchBox } from '../../shared/list/filters';
import { NewButton } from '../../shared/list/list-page';
import { useListState } from '../../shared/list/list-state';
import { LoadFailure } from '../../shared/load-failure';
import { PageMenu, RetireAction } from '../../shared/menu';
import { SectionHead } from '../../shared/sections';
import { TimeAgo } from '../../shared/time-ago';
import { toast, toastError } from '../../shared/toast';
import classes from './scripts.module.css';
import { ScriptOutputList, ScriptOutputs } from './script-outputs';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/scripts');

/** Lists the scripts at the left and shows the open script at the right. The URL contains the id of the open script. */
export function ScriptsPage() {
  const t = useTexts(settingsTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useWholeList(ROUTES.scripts.list, { q: search.q });
  const scripts = query.data;
  const can = useCan();
  const openNew = () => void go({ search: (now) => ({ ...now, script: 'new' }) });
  const none = scripts?.length === 0 && search.q === undefined && search.script === undefined;
  return (
    <section className="lf-fill">
      <SectionHead
        className={classes.head}
        title={t('scripts.title')}
        lead={t('scripts.lead')}
        action={can(ROUTES.scripts.create) && <NewButton label={t('scripts.new')} onClick={openNew} />}
      />
      {query.error && !query.data ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : none ? (
        <EmptyState
          p="xl"
          mx="auto"
          mt="6vh"
          maw={440}
          variant="light"
          color="violet"
          icon={<IconCode aria-hidden />}
          title={t('scripts.emptyTitle')}
          description={t('scripts.emptyText')}
        />
      ) : (
        <div className={classes.columns}>
          <nav className={classes.list} aria-label={t('scripts.title')}>
            <SearchBox list={list} label={t('scripts.search')} />
            {!scripts &&
              [70, 50, 62].map((width) => <Skeleton key={width} height={10} width={`${width}%`} m={10} />)}
            {scripts?.map((script) => (
              <Link
                key={script.id}
                to="/settings/scripts"
                search={{ q: search.q, script: script.id }}
                className={classes.item}
                data-active={search.script === script.id || undefined}
                aria-current={search.script === script.id ? 'true' : undefined}
                activeProps={{}}
              >
                <Text size="sm" truncate title={script.name}>
                  {script.name}
                </Text>
                {script.description !== '' && (
                  <Text size="xs" c="dimmed" truncate>
                    {script.description}
                  </Text>
                )}
              </Link>
            ))}
          </nav>
          <div className={classes.editor}>
            {search.script === undefined ? (
              <EmptyState
                size="sm"
                m="auto"
                icon={<IconCode aria-hidden />}
                withIndicatorBackground
                title={t('scripts.choose')}
                description={t('scripts.chooseText')}
              />
            ) : (
              <OpenScript key={search.script} id={search.script} />
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function OpenScript({ id }: { id: string }) {
  const query = useRoute(ROUTES.scripts.get, { params: { id }, enabled: id !== 'new' });
  const mayEdit = useCan()(ROUTES.scripts.update);
  if (id === 'new') return mayEdit && <ScriptEditor script={null} />;
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton flex={1} mih={320} />;
  return mayEdit ? <ScriptEditor script={query.data} /> : <ScriptText script={query.data} />;
}

/** A script for users who may not change it. */
function ScriptText({ script }: { script: ScriptView }) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <Text fw={500}>{script.name}</Text>
      {script.description !== '' && (
        <Text size="sm" c="dimmed">
          {script.description}
        </Text>
      )}
      <CodeArea readOnly label={t('scripts.source')} value={script.source} onChange={() => undefined} />
      <ScriptOutputList outputs={script.outputs} />
    </>
  );
}

const FIRST_LINES = "const hits = Number(getVariable('linkHits'));\n";

/** The editor of one script: name, description and source. */
function ScriptEditor({ script }: { script: ScriptView | null }) {
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
  useHotkeys([['mod+S', () => submit()]], [], true);
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
      <ScriptOutputs
        source={form.values.source}
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
