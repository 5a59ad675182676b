import { Button, EmptyState, Skeleton, Text } from '@mantine/core';
import { IconCode, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useNamed, useNamedList } from '../../api/named';
import { useTexts } from '../../i18n';
import { SearchBox, useListState } from '../../shared/listing';
import { LoadFailure } from '../../shared/load-failure';
import { PartHead } from '../../shared/parts';
import { ScriptEditor } from './script-editor';
import classes from './scripts.module.css';
import { settingsTexts } from './settings.texts';

const route = getRouteApi('/shell/settings/scripts');

/** The scripts at the left, the one that is open at the right; which one is in the address. */
export function ScriptsPage() {
  const t = useTexts(settingsTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  const query = useNamedList('scripts', { q: search.q, pageSize: 200 });
  const scripts = query.data?.items;
  const openNew = () => void go({ search: (now) => ({ ...now, script: 'new' }) });
  const newButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={openNew}>
      {t('scripts.new')}
    </Button>
  );
  const none = scripts?.length === 0 && search.q === undefined && search.script === undefined;
  return (
    <section className={classes.page}>
      <PartHead
        className={classes.head}
        title={t('scripts.title')}
        lead={t('scripts.lead')}
        action={newButton}
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
          <nav className={classes.list} aria-label={t('scripts.list')}>
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
  const query = useNamed('scripts', id, id !== 'new');
  if (id === 'new') return <ScriptEditor script={null} />;
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton flex={1} mih={320} />;
  return <ScriptEditor script={query.data} />;
}
