import type { LinkDetail, NodeDescriptor } from '@linkflow/contracts';
import { SegmentedControl } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ConflictDialog } from '../../../canvas/editor/conflict-dialog';
import { CanvasEditor } from '../../../canvas/editor/canvas-editor';
import { KeptDraft } from '../../../canvas/editor/kept-draft';
import { useDraftSession, type DraftSession } from '../../../canvas/editor/use-draft-session';
import { useLocalChecks } from '../../../canvas/editor/use-local-checks';
import { Outline } from '../../../canvas/outline/outline';
import { CanvasProvider } from '../../../canvas/store/canvas-context';
import { savingTexts } from '../../../canvas/texts/saving';
import { useTexts } from '../../../i18n';
import { toast } from '../../../shared/toast';
import { usePageTitle } from '../../../shared/use-page-title';
import { ClicksTab } from './clicks-tab';
import { LinkHeader } from './link-header';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { PublishDialog } from './publish-dialog';
import { route } from './route';
import { RunsTab } from './runs-tab';
import { UsedTab } from './used-tab';
import { useLinkEvents } from './use-link-events';
import { useSelectedInAddress } from './use-selected-in-address';
import { VersionsTab } from './versions-tab';

interface Props {
  link: LinkDetail;
  catalogue: readonly NodeDescriptor[];
}

/** The page of a link that is there. The draft on its canvas lives as long as this page, whichever tab is open. */
export function LoadedLink({ link, catalogue }: Props) {
  const session = useDraftSession(link, catalogue);
  return (
    <CanvasProvider store={session.canvas}>
      <Page link={link} catalogue={catalogue} session={session} />
    </CanvasProvider>
  );
}

function Page({ link, catalogue, session }: Props & { session: DraftSession }) {
  const { tab = 'workflow' } = route.useSearch();
  const [publishing, setPublishing] = useState(false);
  usePageTitle(link.name);
  useLocalChecks(session.served);
  useLinkEvents(link, session);
  useWordOfRestoring(session.restored);
  useSelectedInAddress(tab === 'workflow');
  return (
    <div className={classes.page}>
      <LinkHeader link={link} session={session} onPublish={() => setPublishing(true)} />
      <div className={classes.panel} role="tabpanel" id="link-panel" aria-labelledby={`link-tab-${tab}`}>
        {tab === 'workflow' && <WorkflowTab session={session} catalogue={catalogue} />}
        {tab === 'clicks' && <ClicksTab linkId={link.id} />}
        {tab === 'runs' && <RunsTab linkId={link.id} />}
        {tab === 'versions' && <VersionsTab link={link} catalogue={catalogue} />}
        {tab === 'used' && <UsedTab usedIn={link.usedIn} />}
      </div>
      <PublishDialog opened={publishing} onClose={() => setPublishing(false)} link={link} session={session} />
      <ConflictDialog session={session} />
    </div>
  );
}

/** Says once that unsaved changes of an earlier visit are back. */
function useWordOfRestoring(restored: boolean): void {
  const t = useTexts(savingTexts);
  const say = useEffectEvent(() => toast(t('restored')));
  const said = useRef(false);
  useEffect(() => {
    if (!restored || said.current) return;
    said.current = true;
    say();
  }, [restored]);
}

function WorkflowTab({
  session,
  catalogue,
}: {
  session: DraftSession;
  catalogue: readonly NodeDescriptor[];
}) {
  const { view } = route.useSearch();
  const kept = <KeptDraft session={session} catalogue={catalogue} />;
  return view === 'outline' ? (
    <Outline above={kept} switcher={<ViewSwitch />} />
  ) : (
    <CanvasEditor above={kept} switcher={<ViewSwitch />} />
  );
}

/** The same workflow as a picture or as a list. */
function ViewSwitch() {
  const t = useTexts(linkPageTexts);
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t('view.label')}
      data={[
        { value: 'canvas', label: t('view.canvas') },
        { value: 'outline', label: t('view.outline') },
      ]}
      value={view ?? 'canvas'}
      onChange={(next) =>
        void navigate({
          search: (before) => ({ ...before, view: next === 'outline' ? 'outline' : undefined }),
          replace: true,
        })
      }
    />
  );
}
