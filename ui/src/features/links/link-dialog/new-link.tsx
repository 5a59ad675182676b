import {
  EMPTY_WORKFLOW,
  mendAddress,
  ROUTES,
  TRIGGER,
  type DraftView,
  type LinkDetail,
  type NodeDescriptor,
} from '@linkflow/contracts';
import { Button, Input, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isApiError } from '../../../api/api-error';
import { call } from '../../../api/client';
import { useCommand } from '../../../api/use-route';
import { LocalFindings } from '../../../canvas/editor/local-checks';
import { draftOf } from '../../../canvas/model/draft';
import { createCanvasStore } from '../../../canvas/store/canvas-store';
import { CanvasProvider, useCanvasStore } from '../../../canvas/store/use-canvas';
import { LinkTabs, tabId } from '../../../canvas/tabs/link-tabs';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { type DiscardGuard, useGuarded } from '../../../shared/discard-guard';
import { useErrorSentence } from '../../../shared/errors';
import { toast } from '../../../shared/toast';
import { useWebAddressError } from '../../../shared/web-address';
import { problemsIn } from '../link-page/use-publish';
import { DialogProblems, useErrors } from './dialog-problems';
import classes from './link-dialog.module.css';
import { linkDialogTexts } from './link-dialog.texts';

/** What a new link starts with, and what becomes of it. */
export interface NewLinkStart {
  name: string;
  url: string;
  /** `here`: only for the mailing. */
  scope: 'all' | 'here';
  mailingId: string;
  onCreated: (linkId: string) => void;
}

interface NewLinkProps {
  start: NewLinkStart;
  catalogue: readonly NodeDescriptor[];
  guard: DiscardGuard;
  onClose: () => void;
}

/** A link that does not exist yet. It is created when everything is filled in. */
export function NewLink({ start, catalogue, ...props }: NewLinkProps) {
  const [store] = useState(() => {
    const created = createCanvasStore({
      draft: { url: start.url, document: EMPTY_WORKFLOW, layout: { positions: {}, notes: [] } },
      findings: { problems: [], sentences: {} },
      catalogue,
      readOnly: false,
    });
    created.setState({ newNode: TRIGGER });
    return created;
  });
  return (
    <CanvasProvider store={store}>
      <NewLinkForm start={start} {...props} />
      <LocalFindings serverDraft={NO_DRAFT} />
    </CanvasProvider>
  );
}

/** No server has seen the draft, so none has found that something in it is gone. */
const NO_DRAFT: DraftView = {
  revision: 0,
  url: '',
  document: EMPTY_WORKFLOW,
  layout: { positions: {}, notes: [] },
  savedAt: new Date(0).toISOString(),
  savedBy: { id: '', name: '' },
  problems: [],
  sentences: {},
};

function NewLinkForm({ start, guard, onClose }: Omit<NewLinkProps, 'catalogue'>) {
  const t = useTexts(linkDialogTexts);
  const c = useTexts(common);
  const store = useCanvasStore();
  const changes = useStore(store, (state) => state.changes);
  const [name, setName] = useState(start.name);
  const [scope, setScope] = useState(start.scope);
  const [checked, setChecked] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const errors = useErrors();
  const { create, isCreated, busy, failure } = useCreate(start, onClose);
  useGuarded(guard, changes > 0 || name !== start.name);
  const nameError = name.trim() === '' ? c('nameMissing') : undefined;
  const addressError = useWebAddressError();

  const submit = () => {
    setChecked(true);
    const state = store.getState();
    state.endAdding();
    const [first] = errors;
    if (nameError !== undefined) nameField.current?.focus();
    else if (first?.nodeId !== undefined) state.goToProblem(first);
    else if (first || addressError(state.url) !== undefined)
      // The field of the address is in the tab of the response.
      document.getElementById(tabId('response'))?.click();
    else void create(name.trim(), scope);
  };
  return (
    <>
      <div className={classes.head}>
        <TextInput
          ref={nameField}
          className={classes.name}
          label={t('name')}
          maxLength={200}
          data-autofocus
          value={name}
          error={checked && nameError}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Input.Wrapper label={t('scope')} labelElement="div">
          <SegmentedControl<'all' | 'here'>
            aria-label={t('scope')}
            data={(['all', 'here'] as const).map((value) => ({ value, label: t(`scopes.${value}`) }))}
            disabled={isCreated}
            value={scope}
            onChange={setScope}
          />
        </Input.Wrapper>
      </div>
      <LinkTabs onCanvas={() => undefined} />
      {checked && <DialogProblems />}
      <div className={classes.foot}>
        <Text size="sm" c="red" className={classes.said} role="alert">
          {failure}
        </Text>
        <Button variant="default" onClick={onClose} disabled={busy}>
          {c('cancel')}
        </Button>
        <Button loading={busy} onClick={submit} data-testid="create-and-use">
          {t('create')}
        </Button>
      </div>
    </>
  );
}

/**
 * Creates the link, saves its workflow and publishes it. After a failure, the next try goes on with the link that was created, which may get
 * another name, but not another scope.
 */
function useCreate(start: NewLinkStart, onDone: () => void) {
  const t = useTexts(linkDialogTexts);
  const sentence = useErrorSentence();
  const store = useCanvasStore();
  const createLink = useCommand(ROUTES.links.create);
  const update = useCommand(ROUTES.links.update);
  const publish = useCommand(ROUTES.workflows.publish);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [created, setCreated] = useState<{ link: LinkDetail; revision: number } | null>(null);

  const create = async (name: string, scope: NewLinkStart['scope']) => {
    setBusy(true);
    setFailure(null);
    const { url, ...draft } = draftOf(store.getState());
    const address = mendAddress(url);
    try {
      let link = created?.link;
      if (!link) {
        const body = { name, url: address, ...(scope === 'here' && { mailingId: start.mailingId }) };
        link = await createLink.mutateAsync({ body });
      } else if (link.name !== name) {
        link = await update.mutateAsync({ params: { id: link.id }, body: { name } });
      }
      const revision = created?.revision ?? link.draft.revision;
      setCreated({ link, revision });
      const params = { id: link.id };
      const saved = await call(ROUTES.workflows.saveDraft, {
        params,
        body: { ...draft, url: address, revision },
      });
      setCreated({ link, revision: saved.revision });
      await publish.mutateAsync({ params, body: { revision: saved.revision } });
      start.onCreated(link.id);
      onDone();
      toast(t('created', { name: link.name }));
    } catch (error) {
      if (isApiError(error, 'workflow.invalid')) store.setState({ problems: problemsIn(error) });
      setFailure(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return { create, isCreated: created !== null, busy, failure };
}
