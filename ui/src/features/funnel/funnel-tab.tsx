import type { Funnel, NodeDescriptor, VersionDetail, VersionSummary } from '@linkflow/contracts';
import { EmptyState, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { WORKFLOW_ROUTES } from '../../canvas/editor/draft-session';
import { useReadOnlyCanvas, WorkflowView } from '../../canvas/editor/workflow-view';
import { reuseSentences } from '../../canvas/model/draft';
import { CanvasProvider, useCanvasStore } from '../../canvas/store/use-canvas';
import { useTexts } from '../../i18n';
import { LoadFailure } from '../../shared/load-failure';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { FUNNEL_FIGURES } from './funnel-figures';
import { indexOf } from './funnel-model';
import { FunnelPanel } from './funnel-panel';
import { FunnelTable } from './funnel-table';
import classes from './funnel.module.css';
import { funnelTexts } from './funnel.texts';
import { FunnelContext, useFunnel, type FunnelOwner } from './use-funnel';

/** What the address says about the funnel. */
export interface FunnelAddress {
  version?: number;
  compare?: number;
  /** As a table instead of on the canvas. */
  table?: true;
}

interface Props {
  owner: FunnelOwner;
  catalogue: readonly NodeDescriptor[];
  address: FunnelAddress;
  onAddress: (address: FunnelAddress) => void;
}

/** How far the runs of a version came, on the canvas or as a table, alone or beside another version. */
export function FunnelTab(props: Props) {
  const t = useTexts(funnelTexts);
  const { owner, address } = props;
  const versions = useRoute(WORKFLOW_ROUTES[owner.kind].versions, { params: { id: owner.id } });
  if (!versions.data)
    return versions.error ? (
      <LoadFailure error={versions.error} onRetry={() => void versions.refetch()} />
    ) : (
      <FunnelSkeleton />
    );
  const numbers = versions.data.map(({ number }) => number);
  const version = numbers.find((number) => number === address.version) ?? Math.max(...numbers);
  if (numbers.length === 0)
    return (
      <EmptyState
        p="xl"
        variant="light"
        icon={<IconFilter aria-hidden />}
        title={t('empty')}
        description={t('emptyText')}
      />
    );
  const compare = numbers.find((number) => number === address.compare && number !== version);
  return (
    <div className={classes.page}>
      <FunnelBar {...props} versions={versions.data} shown={{ version, compare }} />
      <OneFunnel key={version} {...props} version={version} compare={compare} />
    </div>
  );
}

function FunnelSkeleton() {
  return (
    <Stack p="lg" aria-busy>
      <Skeleton height={34} />
      <Skeleton height={320} />
    </Stack>
  );
}

interface BarProps extends Props {
  versions: readonly VersionSummary[];
  shown: { version: number; compare: number | undefined };
}

/** Which versions are shown, of whose clicks, and how. */
function FunnelBar({ owner, versions, shown, address, onAddress }: BarProps) {
  const t = useTexts(funnelTexts);
  const options = versions.map(({ number, live }) => ({
    value: String(number),
    label: t(live ? 'liveVersion' : 'versionName', { version: number }),
  }));
  return (
    <div className={classes.tools}>
      <Select
        size="xs"
        w={190}
        aria-label={t('version')}
        allowDeselect={false}
        data={options}
        value={String(shown.version)}
        onChange={(value) => onAddress({ ...address, version: Number(value), compare: shown.compare })}
      />
      {versions.length > 1 && (
        <Select
          size="xs"
          w={190}
          clearable
          aria-label={t('compare')}
          placeholder={t('compare')}
          data={options.filter(({ value }) => value !== String(shown.version))}
          value={shown.compare === undefined ? null : String(shown.compare)}
          onChange={(value) => onAddress({ ...address, compare: value === null ? undefined : Number(value) })}
        />
      )}
      {owner.kind === 'link' && <ClicksSwitch />}
      <SegmentedControl
        size="xs"
        aria-label={t('view')}
        data={[
          { value: 'canvas', label: t('canvas') },
          { value: 'table', label: t('table') },
        ]}
        value={address.table ? 'table' : 'canvas'}
        onChange={(value) => onAddress({ ...address, table: value === 'table' || undefined })}
      />
    </div>
  );
}

interface OneProps extends Props {
  version: number;
  compare: number | undefined;
}

function OneFunnel({ owner, catalogue, address, version, compare }: OneProps) {
  const clicks = useShownClicks();
  const funnel = useFunnel(owner, { version, compare, clicks: owner.kind === 'link' ? clicks : 'all' });
  const detail = useRoute(WORKFLOW_ROUTES[owner.kind].version, {
    params: { id: owner.id, number: version },
  });
  const failed = funnel.data ? detail : funnel;
  if (funnel.data && detail.data)
    return (
      <LoadedFunnel
        owner={owner}
        catalogue={catalogue}
        funnel={funnel.data}
        version={detail.data}
        isTable={address.table === true}
      />
    );
  if (failed.error) return <LoadFailure error={failed.error} onRetry={() => void failed.refetch()} />;
  return <FunnelSkeleton />;
}

interface LoadedProps extends Pick<Props, 'owner' | 'catalogue'> {
  funnel: Funnel;
  version: VersionDetail;
  isTable: boolean;
}

function LoadedFunnel({ owner, catalogue, funnel, version, isTable }: LoadedProps) {
  const t = useTexts(funnelTexts);
  const draft = useCanvasStore();
  const { url, document, layout } = version;
  const sentences = version.sentences ?? reuseSentences(document, draft.getState());
  const store = useReadOnlyCanvas({ url, document, layout, sentences }, catalogue, FUNNEL_FIGURES);
  const shown = useMemo(
    () => ({
      owner,
      shown: indexOf(funnel.version),
      compared: funnel.compare && indexOf(funnel.compare),
    }),
    [owner, funnel],
  );
  return (
    <FunnelContext value={shown}>
      {!funnel.complete && (
        <Text size="xs" className={classes.behind} role="status">
          {t('behind')}
        </Text>
      )}
      {isTable ? (
        <CanvasProvider store={store}>
          <FunnelTable />
        </CanvasProvider>
      ) : (
        <WorkflowView store={store} beside={<FunnelPanel />} skipLink />
      )}
    </FunnelContext>
  );
}
