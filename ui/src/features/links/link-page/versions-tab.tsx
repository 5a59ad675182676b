import type { LinkDetail, NodeDescriptor, VersionDetail, VersionSummary } from '@linkflow/contracts';
import { Badge, Button, EmptyState, Group, Skeleton, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconArrowLeft, IconHistory } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../../api/keys';
import { publishVersion, useVersion, useVersions } from '../../../api/links';
import { useReadOnlyCanvas, WorkflowView } from '../../../canvas/editor/workflow-view';
import { sentencesLike } from '../../../canvas/model/sentences-like';
import { useCanvasStore } from '../../../canvas/store/canvas-context';
import { useTexts } from '../../../i18n';
import { LoadFailure } from '../../../shared/load-failure';
import { TimeAgo } from '../../../shared/time-ago';
import { toast, toastError } from '../../../shared/toast';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { route } from './route';
import rows from './rows.module.css';

interface Props {
  link: LinkDetail;
  catalogue: readonly NodeDescriptor[];
}

/** What was ever published; each version to look at, and to publish again. */
export function VersionsTab({ link, catalogue }: Props) {
  const { version } = route.useSearch();
  return version === undefined ? (
    <VersionList link={link} />
  ) : (
    <OneVersion key={version} link={link} number={version} catalogue={catalogue} />
  );
}

function VersionList({ link }: { link: LinkDetail }) {
  const t = useTexts(linkPageTexts);
  const query = useVersions(link.id);
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) {
    return (
      <Stack className={rows.list} aria-busy>
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} height={44} />
        ))}
      </Stack>
    );
  }
  if (query.data.length === 0) {
    return (
      <EmptyState
        p="xl"
        variant="light"
        icon={<IconHistory aria-hidden />}
        title={t('versions.empty')}
        description={t('versions.emptyText')}
      />
    );
  }
  const newestFirst = query.data.toSorted((a, b) => b.number - a.number);
  return (
    <div className={classes.scrolling}>
      <ul className={rows.list}>
        {newestFirst.map((version) => (
          <VersionRow key={version.number} link={link} version={version} />
        ))}
      </ul>
    </div>
  );
}

function VersionRow({ link, version }: { link: LinkDetail; version: VersionSummary }) {
  const t = useTexts(linkPageTexts);
  const navigate = route.useNavigate();
  const look = () =>
    void navigate({ search: (before) => ({ ...before, version: version.number, node: undefined }) });
  return (
    <li className={rows.version} data-testid={`version-${version.number}`}>
      <div className={rows.what}>
        <VersionHead version={version} />
        {version.note && (
          <Text size="sm" className={rows.note}>
            {version.note}
          </Text>
        )}
      </div>
      <Group gap={6} wrap="nowrap">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('versions.open', { number: version.number })}
          onClick={look}
        >
          {t('versions.look')}
        </Button>
        {!version.live && <PublishAgain link={link} number={version.number} />}
      </Group>
    </li>
  );
}

function VersionHead({ version }: { version: VersionSummary }) {
  const t = useTexts(linkPageTexts);
  return (
    <div className={rows.head}>
      <Text size="sm" fw={600}>
        {t('versions.number', { number: version.number })}
      </Text>
      {version.live && (
        <Badge variant="light" color="teal" tt="none">
          {t('versions.live')}
        </Badge>
      )}
      <Text size="xs" c="dimmed">
        <TimeAgo at={version.publishedAt} /> {t('versions.by', { name: version.publishedBy.name })}
        {version.copyOf !== undefined && `, ${t('versions.copyOf', { number: version.copyOf })}`}
      </Text>
    </div>
  );
}

function PublishAgain({ link, number }: { link: LinkDetail; number: number }) {
  const t = useTexts(linkPageTexts);
  const client = useQueryClient();
  const publish = async () => {
    try {
      const made = await publishVersion(link.id, number);
      await client.invalidateQueries({ queryKey: keys.links.all });
      toast(t('versions.againDone', { number: made.number }));
    } catch (error) {
      toastError(error);
    }
  };
  const ask = () =>
    modals.openConfirmModal({
      title: t('versions.againTitle', { number }),
      centered: true,
      children: <Text size="sm">{t('versions.againText')}</Text>,
      labels: { confirm: t('versions.again'), cancel: t('publish.cancel') },
      onConfirm: () => void publish(),
    });
  return (
    <Button size="compact-sm" variant="light" onClick={ask}>
      {t('versions.again')}
    </Button>
  );
}

/** One version on the canvas, to look at only. */
function OneVersion({ link, number, catalogue }: Props & { number: number }) {
  const t = useTexts(linkPageTexts);
  const navigate = route.useNavigate();
  const query = useVersion(link.id, number);
  const back = () => void navigate({ search: (before) => ({ ...before, version: undefined }) });
  return (
    <>
      <div className={rows.bar}>
        <Group gap="sm" wrap="wrap">
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconArrowLeft size={15} />}
            onClick={back}
          >
            {t('versions.back')}
          </Button>
          {query.data && <VersionHead version={query.data} />}
        </Group>
        {query.data && !query.data.live && <PublishAgain link={link} number={number} />}
      </div>
      {query.error && !query.data && <LoadFailure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <VersionCanvas version={query.data} catalogue={catalogue} />}
    </>
  );
}

function VersionCanvas({
  version,
  catalogue,
}: {
  version: VersionDetail;
  catalogue: readonly NodeDescriptor[];
}) {
  const draft = useCanvasStore();
  const { url, document, layout } = version;
  const sentences = version.sentences ?? sentencesLike(document, draft.getState());
  const store = useReadOnlyCanvas({ url, document, layout, sentences }, catalogue);
  return <WorkflowView store={store} />;
}
