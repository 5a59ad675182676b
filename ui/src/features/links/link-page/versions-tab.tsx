import {
  ROUTES,
  type LinkDetail,
  type NodeDescriptor,
  type VersionDetail,
  type VersionSummary,
} from '@linkflow/contracts';
import { Badge, Button, EmptyState, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconHistory } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../../../api/client';
import { useCan } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { useReadOnlyCanvas, WorkflowView } from '../../../canvas/editor/workflow-view';
import { reuseSentences } from '../../../canvas/model/draft';
import { useCanvasStore } from '../../../canvas/store/use-canvas';
import { useTexts } from '../../../i18n';
import { confirmRequest } from '../../../shared/confirm';
import { LoadFailure } from '../../../shared/load-failure';
import { TimeAgo } from '../../../shared/time-ago';
import classes from './link-page.module.css';
import { linkListTexts } from './link-lists.texts';

const route = getRouteApi('/shell/links/$linkId');

interface Props {
  link: LinkDetail;
  catalogue: readonly NodeDescriptor[];
}

/** Lists the published versions. Each can be viewed and published again. */
export function VersionsTab({ link, catalogue }: Props) {
  const { version } = route.useSearch();
  return version === undefined ? (
    <VersionList link={link} />
  ) : (
    <OneVersion key={version} link={link} number={version} catalogue={catalogue} />
  );
}

function VersionList({ link }: { link: LinkDetail }) {
  const t = useTexts(linkListTexts);
  const query = useRoute(ROUTES.workflows.versions, { params: { id: link.id } });
  if (query.error && !query.data) {
    return <LoadFailure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) {
    return (
      <Stack className={classes.rowList} aria-busy>
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
      <ul className={classes.rowList}>
        {newestFirst.map((version) => (
          <VersionRow key={version.number} link={link} version={version} />
        ))}
      </ul>
    </div>
  );
}

function VersionRow({ link, version }: { link: LinkDetail; version: VersionSummary }) {
  const t = useTexts(linkListTexts);
  const navigate = route.useNavigate();
  const mayPublish = useCan()(ROUTES.workflows.publishVersion);
  const look = () =>
    void navigate({ search: (before) => ({ ...before, version: version.number, node: undefined }) });
  return (
    <li className={classes.version} data-testid={`version-${version.number}`}>
      <div className={classes.what}>
        <VersionHead version={version} />
        {version.note && (
          <Text size="sm" className={classes.note}>
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
        {!version.live && mayPublish && <PublishAgain link={link} number={version.number} />}
      </Group>
    </li>
  );
}

function VersionHead({ version }: { version: VersionSummary }) {
  const t = useTexts(linkListTexts);
  return (
    <div className={classes.versionHead}>
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
  const t = useTexts(linkListTexts);
  const client = useQueryClient();
  const publish = async () => {
    try {
      return await call(ROUTES.workflows.publishVersion, {
        params: { id: link.id, number },
        query: { live: link.liveVersion },
      });
    } finally {
      await client.invalidateQueries({ queryKey: ['links'] });
    }
  };
  const ask = () =>
    confirmRequest({
      harmless: true,
      title: t('versions.againTitle', { number }),
      text: t('versions.againText'),
      confirm: t('versions.again'),
      request: publish,
      done: (published) => t('versions.againDone', { number: published.number }),
    });
  return (
    <Button size="compact-sm" variant="light" onClick={ask}>
      {t('versions.again')}
    </Button>
  );
}

/** One version on a read-only canvas. */
function OneVersion({ link, number, catalogue }: Props & { number: number }) {
  const t = useTexts(linkListTexts);
  const navigate = route.useNavigate();
  const mayPublish = useCan()(ROUTES.workflows.publishVersion);
  const query = useRoute(ROUTES.workflows.version, { params: { id: link.id, number } });
  const back = () => void navigate({ search: (before) => ({ ...before, version: undefined }) });
  return (
    <>
      <div className={classes.versionBar}>
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
        {query.data && !query.data.live && mayPublish && <PublishAgain link={link} number={number} />}
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
  const sentences = version.sentences ?? reuseSentences(document, draft.getState());
  const store = useReadOnlyCanvas({ url, document, layout, sentences }, catalogue);
  return <WorkflowView store={store} />;
}
