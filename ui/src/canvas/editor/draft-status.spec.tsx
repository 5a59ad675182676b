// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { useEffect } from 'react';
import { describe, expect, it } from 'vitest';
import type { DraftView, LinkDetail, SaveDraft, WorkflowEdit } from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import type { Draft } from '../model/draft';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { CanvasProvider } from '../store/use-canvas';
import { aDraftView, renderCanvas } from '../testing';
import { type DraftSession, useDraftSession } from './draft-session';
import { ConflictCopyBar, ConflictDialog, SaveState } from './draft-status';

const catalogue = aCatalogue();
const draftWith = (interestId: string) =>
  aDraft(aDocument([aNode('a', 'set-interest', { interestId })], [anEdge('click', 'then', 'a')]));
const interestIn = ({ document }: Pick<Draft, 'document'>) => document.nodes[1]?.params.interestId;
const setInterest = (interestId: string): WorkflowEdit => ({
  op: 'set-params',
  nodeId: 'a',
  params: { interestId },
});

const LINK: Omit<LinkDetail, 'draft'> = {
  id: 'link',
  name: 'Spring',
  url: 'https://example.com',
  folder: null,
  mailing: null,
  liveVersion: null,
  changed: false,
  clicks: 0,
  clickers: 0,
  createdAt: '2027-03-14T08:00:00Z',
  updatedAt: '2027-03-14T08:00:00Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
  usedIn: [],
};

/** A server with one draft. It rejects saves that are based on an old revision. */
class Server {
  offline = false;
  view: DraftView = aDraftView(draftWith('first'));

  saveByOther(interestId: string, id = 'u2'): void {
    this.view = aDraftView(draftWith(interestId), {
      revision: this.view.revision + 1,
      savedBy: { id, name: 'Ola Vik' },
      savedAt: new Date().toISOString(),
    });
  }

  save(body: SaveDraft): DraftView | Response {
    if (body.revision !== this.view.revision)
      return Response.json({ code: 'draft.stale', message: 'Stale' }, { status: 409 });
    const { revision, ...draft } = body;
    this.view = aDraftView(draft, { revision: revision + 1 });
    return this.view;
  }
}

async function renderSession(server = new Server()) {
  let session: DraftSession | undefined;
  function Page() {
    const current = useDraftSession({ ...LINK, draft: server.view }, catalogue);
    useEffect(() => {
      session = current;
    });
    return (
      <CanvasProvider store={current.canvas}>
        <SaveState session={current} />
        <ConflictDialog session={current} />
        <ConflictCopyBar session={current} catalogue={catalogue} />
      </CanvasProvider>
    );
  }
  const rendered = renderCanvas(<Page />, {
    api: ({ method, path, body }) => {
      if (path === '/api/session') return { userId: 'u1', name: 'Ingrid', language: 'en' };
      if (path !== '/api/links/link/draft') return undefined;
      if (server.offline) throw new Error('offline');
      return method === 'PUT' ? server.save(body as SaveDraft) : server.view;
    },
  });
  const canvas = session!.canvas;
  return {
    ...rendered,
    server,
    canvas,
    edit: (interestId: string) => act(() => void canvas.getState().edit(setInterest(interestId))),
    /** Saves without waiting for the autosave delay. */
    saveNow: () => act(() => session!.sync.flush()),
    state: () => screen.getByTestId('save-state').textContent,
  };
}

/** Renders a session with a save conflict: user `by` (default: another user) has saved a different draft meanwhile. */
async function renderConflict(by?: string) {
  const session = await renderSession();
  session.server.saveByOther('theirs', by);
  session.edit('mine');
  await session.saveNow();
  return { ...session, dialog: within(await screen.findByRole('dialog')) };
}

describe('the save state', () => {
  it('shows when the draft was saved, that it is not saved yet, and saves it', async () => {
    const { edit, saveNow, state, server } = await renderSession();
    expect(state()).toMatch(/^Saved \d\d:\d\d$/);
    edit('second');
    expect(state()).toBe('Not saved yet');
    await saveNow();
    expect(state()).toMatch(/^Saved/);
    expect(interestIn(server.view)).toBe('second');
  });

  it('says why saving failed and saves on retry', async () => {
    const { user, edit, saveNow, state, server } = await renderSession();
    server.offline = true;
    edit('second');
    await saveNow();
    expect(state()).toMatch(/^Not saved: /);
    server.offline = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(state()).toMatch(/^Saved/));
    expect(interestIn(server.view)).toBe('second');
  });

  it('restores unsaved changes of an earlier visit and saves them', async () => {
    const server = new Server();
    const { url, document, layout } = draftWith('unsaved');
    const stored = { base: 1, page: 'p0', at: '2027-03-14T09:00:00Z', url, document, layout };
    localStorage.setItem('lf.draft.link', JSON.stringify(stored));
    const { canvas } = await renderSession(server);
    expect(interestIn(canvas.getState())).toBe('unsaved');
    await waitFor(() => expect(interestIn(server.view)).toBe('unsaved'));
    await waitFor(() => expect(localStorage.getItem('lf.draft.link')).toBeNull());
  });
});

describe('the conflict dialog', () => {
  it('says who saved, in the language of the page, and cannot be dismissed', async () => {
    const { dialog, user, state } = await renderConflict();
    expect(dialog.getByText(/^Ola Vik saved this workflow/)).toBeTruthy();
    expect(state()).toBe('Not saved: Ola Vik was faster');
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog', { name: 'Two are at work here' })).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(dialog.getByRole('button', { name: 'Ta den andres' })).toBeTruthy();
  });

  it('names the own account when the other version was saved in another window', async () => {
    const { dialog } = await renderConflict('u1');
    expect(await dialog.findByText(/^You saved this workflow .* in another window/)).toBeTruthy();
  });

  it('takes the other version; undo brings the own one back', async () => {
    const { dialog, user, canvas } = await renderConflict();
    await user.click(dialog.getByRole('button', { name: 'Take theirs' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(interestIn(canvas.getState())).toBe('theirs');
    act(() => canvas.getState().undo());
    expect(interestIn(canvas.getState())).toBe('mine');
  });

  it('overwrites the other version', async () => {
    const { dialog, user, server } = await renderConflict();
    await user.click(dialog.getByRole('button', { name: 'Save mine over theirs' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(interestIn(server.view)).toBe('mine'));
  });
});

describe('the copy that was set aside in a conflict', () => {
  async function renderCopy() {
    const session = await renderConflict();
    await session.user.click(
      session.dialog.getByRole('button', { name: 'Take theirs and keep mine to look at' }),
    );
    expect(await screen.findByText(/^Your own version from \d\d:\d\d is laid aside\.$/)).toBeTruthy();
    expect(interestIn(session.canvas.getState())).toBe('theirs');
    return session;
  }
  const isGone = () => waitFor(() => expect(screen.queryByText(/is laid aside/)).toBeNull());

  it('can be used instead of the other version', async () => {
    const { user, canvas } = await renderCopy();
    await user.click(screen.getByRole('button', { name: 'Use it instead' }));
    expect(interestIn(canvas.getState())).toBe('mine');
    await isGone();
  });

  it('can be thrown away', async () => {
    const { user, canvas } = await renderCopy();
    await user.click(screen.getByRole('button', { name: 'Throw it away' }));
    expect(interestIn(canvas.getState())).toBe('theirs');
    await isGone();
    expect(localStorage.getItem('lf.conflict-copy.link')).toBeNull();
  });

  it('can be looked at on a read-only canvas', async () => {
    const { user } = await renderCopy();
    await user.click(screen.getByRole('button', { name: 'Look at it' }));
    const dialog = await screen.findByRole('dialog', { name: /^Your version from/ });
    const nodes = within(dialog).getAllByTestId('node');
    expect(nodes.map((node) => node.dataset.nodeId)).toEqual(['click', 'a']);
    expect(within(dialog).queryByTestId('add-here')).toBeNull();
  });
});
