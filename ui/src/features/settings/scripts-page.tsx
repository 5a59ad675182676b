import { ROUTES } from '@linkflow/contracts';
import { EmptyState, Skeleton, Text } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCan } from '../../api/session';
import { useRoute, useWholeList } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { lazyPart } from '../../shared/lazy-parts';
import { SearchBox } from '../../shared/list/filters';
import { NewButton } from '../../shared/list/list-page';
import { useListState } from '../../shared/list/list-state';
import { LoadFailure } from '../../shared/load-failure';
import { SectionHead } from '../../shared/sections';
import classes from './scripts.module.css';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/scripts');
const ScriptEditor = lazyPart(async () => (await import('./script-editor')).ScriptEditor);
const ScriptText = lazyPart(async () => (await import('./script-text')).ScriptText);

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
                  <Text size="xs" className={classes.description} truncate>
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
