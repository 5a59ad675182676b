import { ROUTES, type FormDetail, type NodeDescriptor } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { call } from '../../api/client';
import { useLiveEvents } from '../../api/live';
import { useCan, useSession } from '../../api/session';
import { routeKey, useRoute } from '../../api/use-route';
import { type DraftSession, useDraftSession } from '../../canvas/editor/draft-session';
import { ConflictDialog } from '../../canvas/editor/draft-status';
import { EditorParts } from '../../canvas/editor/lazy-editor-parts';
import { CanvasProvider } from '../../canvas/store/use-canvas';
import { useTexts } from '../../i18n';
import { TextLink } from '../../shared/anchors';
import { lazyDialog, lazyPart, usePrefetched } from '../../shared/lazy-parts';
import { ListLink, PageFailure, RecordPage, WorkflowPageSkeleton } from '../../shared/page-header';
import { useSaveKey } from '../../shared/use-save-key';
import { FormDraftProvider, useFormDraft } from './builder/use-form-draft';
import { FormHeader } from './form-header';
import classes from './form-page.module.css';
import { formTexts } from './forms.texts';

const FormBuilder = lazyPart(async () => (await import('./builder/form-builder')).FormBuilder);
/** The canvas is as large as the rest of the page. */
const WorkflowTab = lazyPart(async () => (await import('./workflow-tab')).WorkflowTab);
const FunnelTab = lazyPart(async () => (await import('../funnel/funnel-tab')).FunnelTab);
const SubmissionsTab = lazyPart(async () => (await import('./submissions/submissions-tab')).SubmissionsTab);
const FormRunsTab = lazyPart(async () => (await import('./form-runs-tab')).FormRunsTab);
const PublishFormDialog = lazyDialog(async () => (await import('./publish-form-dialog')).PublishFormDialog);
const ShareDialog = lazyDialog(async () => (await import('./share-dialog')).ShareDialog);
/** What must open without a connection too. */
const PREFETCHED = [FormBuilder.load, WorkflowTab.load];

const route = getRouteApi('/shell/forms/$formId');

/** The page of a form: its builder, its workflow, its submissions and their runs. */
export function FormPage() {
  const t = useTexts(formTexts);
  const { formId } = route.useParams();
  const form = useRoute(ROUTES.forms.get, { params: { id: formId } });
  const catalogue = useRoute(ROUTES.catalogue.actions);
  const readOnly = !useCan()(ROUTES.formWorkflows.saveDraft);
  const failed = form.data ? (catalogue.data ? null : catalogue) : form;
  if (form.data && catalogue.data)
    return (
      <LoadedForm
        key={`${formId} ${readOnly}`}
        form={form.data}
        catalogue={catalogue.data}
        readOnly={readOnly}
      />
    );
  if (failed?.error)
    return (
      <PageFailure
        crumbs={<ListLink to="/forms">{t('crumb')}</ListLink>}
        title={t('crumb')}
        query={failed}
        gone={t('deleted')}
        inTrash={{
          title: t('inTrash.title'),
          text: t('inTrash.text'),
          action: (
            <TextLink to="/forms" search={{ view: 'trash' }}>
              {t('inTrash.open')}
            </TextLink>
          ),
        }}
      />
    );
  return <WorkflowPageSkeleton />;
}

interface LoadedProps {
  form: FormDetail;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
}

function LoadedForm({ form, catalogue, readOnly }: LoadedProps) {
  // Nobody waits for an answer when the workflow of a form runs.
  const offered = useMemo(() => catalogue.filter(({ lane }) => lane !== 'respond'), [catalogue]);
  const session = useDraftSession({ kind: 'form', owner: form }, offered, readOnly);
  return (
    <CanvasProvider store={session.canvas}>
      <Page form={form} catalogue={offered} session={session} readOnly={readOnly} />
    </CanvasProvider>
  );
}

function Page({ form, catalogue, session, readOnly }: LoadedProps & { session: DraftSession }) {
  const { tab = 'build' } = route.useSearch();
  const navigate = route.useNavigate();
  const [publishing, setPublishing] = useState(false);
  const [sharing, setSharing] = useState(false);
  const draft = useFormDraft(form);
  usePrefetched(PREFETCHED);
  useFormEvents(form, session);
  useSaveKey(() => {
    void draft.flush();
    void session.sync.flush();
  });
  return (
    <FormDraftProvider draft={draft}>
      <RecordPage>
        <FormHeader
          form={form}
          draft={draft}
          session={session}
          onPublish={() => {
            session.canvas.getState().endAdding();
            setPublishing(true);
          }}
          onShare={() => setSharing(true)}
        />
        <div className={classes.panel} role="tabpanel" id="form-panel" aria-labelledby={`form-tab-${tab}`}>
          {tab === 'build' && (
            <FormBuilder
              form={form}
              readOnly={readOnly}
              onOpenWorkflow={() => void navigate({ search: { tab: 'workflow' } })}
            />
          )}
          {tab === 'workflow' && <WorkflowTab session={session} />}
          {tab === 'funnel' && <FormFunnel form={form} catalogue={catalogue} />}
          {tab === 'submissions' && <SubmissionsTab form={form} />}
          {tab === 'runs' && <FormRunsTab formId={form.id} />}
        </div>
        <PublishFormDialog
          opened={publishing}
          onClose={() => setPublishing(false)}
          form={form}
          draft={draft}
          session={session}
        />
        <ShareDialog opened={sharing} onClose={() => setSharing(false)} form={form} />
        <ConflictDialog session={session} />
        <EditorParts serverDraft={session.serverDraft} />
      </RecordPage>
    </FormDraftProvider>
  );
}

function FormFunnel({ form: { id }, catalogue }: Pick<LoadedProps, 'form' | 'catalogue'>) {
  const { version, compare, table } = route.useSearch();
  const navigate = route.useNavigate();
  const owner = useMemo(() => ({ kind: 'form' as const, id }), [id]);
  return (
    <FunnelTab
      owner={owner}
      catalogue={catalogue}
      address={{ version, compare, table }}
      onAddress={(next) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true })}
    />
  );
}

/** Follows what colleagues change, and what people send. */
function useFormEvents(form: FormDetail, { sync }: DraftSession): void {
  const client = useQueryClient();
  const me = useSession()?.userId;
  const params = { id: form.id };
  const readForm = () =>
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.forms.get, { params }), exact: true });
  const readLists = () => {
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.submissions.list, { params }) });
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.runs.list, { query: {} }) });
  };
  const followDraft = async () => {
    const view = await call(ROUTES.formWorkflows.draft, { params });
    if (view.revision > sync.state.getState().baseRevision) sync.adoptRemote(view);
  };
  useLiveEvents(
    [`form:${form.id}`],
    (event) => {
      if (event.type === 'run') readLists();
      if (event.type !== 'form') return;
      if (event.change === 'submission') readLists();
      else if (event.change === 'draft' && event.byUserId !== me) void followDraft().catch(() => undefined);
      if (event.change !== 'draft' && !(event.change === 'changed' && event.byUserId === me)) readForm();
    },
    () => {
      readForm();
      readLists();
      void followDraft().catch(() => undefined);
    },
  );
}
