import { ROUTES, type LinkDetail, type NodeDescriptor } from '@linkflow/contracts';
import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useCan } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { CanvasEditor } from '../../../canvas/editor/canvas-editor';
import { type DraftSession, useDraftSession } from '../../../canvas/editor/draft-session';
import { ConflictDialog } from '../../../canvas/editor/draft-status';
import { EditorParts } from '../../../canvas/editor/lazy-editor-parts';
import { InspectorColumn } from '../../../canvas/editor/side-columns';
import { Inspector } from '../../../canvas/inspector/lazy-inspector';
import { WorkflowView } from '../../../canvas/editor/workflow-view';
import { CanvasProvider, useCanvas } from '../../../canvas/store/use-canvas';
import { savingTexts } from '../../../canvas/texts/saving';
import { useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { lazyDialog, lazyPart, usePrefetched } from '../../../shared/lazy-parts';
import { ListLink, PageFailure, RecordPage, WorkflowPageSkeleton } from '../../../shared/page-header';
import { toast } from '../../../shared/toast';
import { useSaveKey } from '../../../shared/use-save-key';
import { WORKFLOW_VIEWS, type WorkflowViewName } from '../../search-params';
import { LinkHeader } from './link-header';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { useLinkEvents, useSelectedInAddress } from './use-link-live';

// What is not shown with the canvas.
const loadOutline = () => import('../../../canvas/outline/outline');
const Outline = lazyPart(async () => (await loadOutline()).Outline);
const loadTabs = () => import('./tabs-view');
const TabsView = lazyPart(async () => (await loadTabs()).TabsView);
/** What must open without a connection too. */
const PREFETCHED = [loadOutline, loadTabs];
const FunnelTab = lazyPart(async () => (await import('../../funnel/funnel-tab')).FunnelTab);
const ClicksTab = lazyPart(async () => (await import('./clicks-tab')).ClicksTab);
const LinkReportTab = lazyPart(async () => (await import('./link-report-tab')).LinkReportTab);
const RunsTab = lazyPart(async () => (await import('./link-lists')).RunsTab);
const UsedTab = lazyPart(async () => (await import('./link-lists')).UsedTab);
const VersionsTab = lazyPart(async () => (await import('./versions-tab')).VersionsTab);
const PublishDialog = lazyDialog(async () => (await import('./publish-dialog')).PublishDialog);
const RunDialog = lazyDialog(async () => (await import('./run-dialog')).RunDialog);

const route = getRouteApi('/shell/links/$linkId');

/** The page of a tracked link: its workflow, clicks, runs, versions, and the mailings that contain it. */
export function LinkPage() {
  const t = useTexts(linkPageTexts);
  const { linkId } = route.useParams();
  const link = useRoute(ROUTES.links.get, { params: { id: linkId } });
  const catalogue = useRoute(ROUTES.catalogue.actions);
  const readOnly = !useCan()(ROUTES.workflows.saveDraft);
  const failed = link.data ? (catalogue.data ? null : catalogue) : link;

  if (link.data && catalogue.data) {
    // The key remounts the page if another link is opened, so that unsaved changes are not carried over to that link.
    // Likewise if the user's rights change, because the draft session is made for them.
    return (
      <LoadedLink
        key={`${linkId} ${readOnly}`}
        link={link.data}
        catalogue={catalogue.data}
        readOnly={readOnly}
      />
    );
  }
  if (failed?.error) {
    const crumbs = <ListLink to="/links">{t('crumb')}</ListLink>;
    const inTrash = {
      title: t('inTrash.title'),
      text: t('inTrash.text'),
      action: (
        <TextLink to="/links" search={{ view: 'trash' }}>
          {t('inTrash.open')}
        </TextLink>
      ),
    };
    return (
      <PageFailure crumbs={crumbs} title={t('crumb')} query={failed} gone={t('deleted')} inTrash={inTrash} />
    );
  }
  return <WorkflowPageSkeleton />;
}

interface Props {
  link: LinkDetail;
  catalogue: readonly NodeDescriptor[];
}

/** The page of a loaded link. It keeps one draft session for all tabs, so that switching tabs does not end the session. */
function LoadedLink({ link, catalogue, readOnly }: Props & { readOnly: boolean }) {
  const session = useDraftSession({ kind: 'link', owner: link }, catalogue, readOnly);
  return (
    <CanvasProvider store={session.canvas}>
      <Page link={link} catalogue={catalogue} session={session} />
    </CanvasProvider>
  );
}

function Page({ link, catalogue, session }: Props & { session: DraftSession }) {
  const { tab = 'workflow' } = route.useSearch();
  const [publishing, setPublishing] = useState(false);
  const [starting, setStarting] = useState(false);
  usePrefetched(PREFETCHED);
  useSaveKey(() => void session.sync.flush());
  useLinkEvents(link, session);
  useRestoredToast(session.restored);
  useSelectedInAddress(tab === 'workflow');
  return (
    <RecordPage>
      <LinkHeader
        link={link}
        session={session}
        onPublish={() => {
          // Before publishing, also what a new step lacks is an error.
          session.canvas.getState().endAdding();
          setPublishing(true);
        }}
        onRun={() => setStarting(true)}
      />
      <div className={classes.panel} role="tabpanel" id="link-panel" aria-labelledby={`link-tab-${tab}`}>
        {tab === 'workflow' && <WorkflowTab link={link} session={session} />}
        {tab === 'funnel' && <LinkFunnel link={link} catalogue={catalogue} />}
        {tab === 'clicks' && <ClicksTab link={link} />}
        {tab === 'report' && <LinkReportTab link={link} />}
        {tab === 'runs' && <RunsTab linkId={link.id} />}
        {tab === 'versions' && <VersionsTab link={link} catalogue={catalogue} />}
        {tab === 'used' && <UsedTab linkId={link.id} />}
      </div>
      <RunDialog opened={starting} onClose={() => setStarting(false)} link={link} />
      <PublishDialog opened={publishing} onClose={() => setPublishing(false)} link={link} session={session} />
      <ConflictDialog session={session} />
      <EditorParts serverDraft={session.serverDraft} />
    </RecordPage>
  );
}

function LinkFunnel({ link: { id }, catalogue }: Props) {
  const { version, compare, table } = route.useSearch();
  const navigate = route.useNavigate();
  const owner = useMemo(() => ({ kind: 'link' as const, id }), [id]);
  return (
    <FunnelTab
      owner={owner}
      catalogue={catalogue}
      address={{ version, compare, table }}
      onAddress={(next) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })}
    />
  );
}

/** Shows a toast when unsaved changes of an earlier visit were restored. */
function useRestoredToast(restored: boolean): void {
  const t = useTexts(savingTexts);
  const show = useEffectEvent(() => toast(t('restored')));
  const shown = useRef(false);
  useEffect(() => {
    if (!restored || shown.current) return;
    shown.current = true;
    show();
  }, [restored]);
}

function WorkflowTab({ link, session }: { link: LinkDetail; session: DraftSession }) {
  const { view } = route.useSearch();
  const readOnly = useCanvas((state) => state.readOnly);
  const isSelected = useCanvas((state) => state.selection.nodes.length > 0);
  const narrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  if (view === 'tabs') return <TabsView link={link} switcher={SWITCH} />;
  if (readOnly) {
    // On narrow screens the canvas has the whole page until a step is selected.
    const beside = narrow ? (
      isSelected && (
        <div className={classes.beside}>
          <Inspector />
        </div>
      )
    ) : (
      <InspectorColumn />
    );
    return <WorkflowView store={session.canvas} beside={beside} skipLink />;
  }
  return view === 'outline' ? <Outline switcher={SWITCH} /> : <CanvasEditor switcher={SWITCH} />;
}

/** Buttons that switch between the canvas, the tabs and the outline of the workflow. */
function ViewSwitch() {
  const t = useTexts(linkPageTexts);
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl<WorkflowViewName>
      size="xs"
      fullWidth
      aria-label={t('view.label')}
      data={WORKFLOW_VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
      value={view ?? 'canvas'}
      onChange={(next) =>
        void navigate({
          search: (before) => ({ ...before, view: next === 'canvas' ? undefined : next }),
          replace: true,
        })
      }
    />
  );
}

/** Always the same element, so that the editor is not rendered again with the page, such as after each save. */
const SWITCH = <ViewSwitch />;
