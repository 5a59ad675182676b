import { act, screen, waitFor, within } from '@testing-library/react';
import { useEffect } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type {
  DiscardDraft,
  DraftHistoryDetail,
  DraftView,
  LinkDetail,
  SaveDraft,
  WorkflowEdit,
} from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import type { Draft } from '../model/draft';
import { aCatalogue, aDocument, aDraft, anEdge, aNode, paramsOf } from '../model/testing';
import { CanvasProvider } from '../store/use-canvas';
import { aDraftView, renderCanvas } from '../testing';
import { type DraftSession, useDraftSession } from './draft-session';
import { ConflictDialog } from './conflict-dialog';
import { DraftHistoryButton } from './draft-history-button';
import { SaveState } from './draft-status';

const catalogue = aCatalogue().map((descriptor) => {
  const note = z.string().meta({ ui: { label: { en: 'Note', nb: 'Merknad' }, widget: 'text' } });
  return descriptor.type === 'set-interest'
    ? { ...descriptor, params: paramsOf(z.object({ interestId: note })) }
    : descriptor;
});
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
  answer: { kind: 'redirect', url: 'https://example.com' },
  url: 'https://example.com',
  folder: null,
  mailing: null,
  liveVersion: null,
  changed: false,
  clicks: 0,
  humanClicks: 0,
  suspectClicks: 0,
  clickers: 0,
  humanClickers: 0,
  suspectClickers: 0,
  trust: {},
  createdAt: '2027-03-14T08:00:00Z',
  updatedAt: '2027-03-14T08:00:00Z',
  updatedBy: { id: 'u1', name: 'Ingrid' },
  usedIn: [],
};

/** A server with one draft. It rejects saves that are based on an old revision. */
class Server {
  offline = false;
  view: DraftView = aDraftView(draftWith('first'));
  history: DraftHistoryDetail[] = [];

  discard({ revision, url, document, layout }: DiscardDraft): DraftHistoryDetail {
    const { savedAt, savedBy } = aDraftView({ url, document, layout });
    const nodes = document.nodes.length;
    const id = String(this.history.length).padStart(24, '0');
    const entry = { id, reason: 'discarded' as const, revision, nodes, savedAt, savedBy };
    this.history.unshift({ ...entry, url, document, layout, sentences: {} });
    return this.history[0]!;
  }

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
    const current = useDraftSession({ kind: 'link', owner: { ...LINK, draft: server.view } }, catalogue);
    useEffect(() => {
      session = current;
    });
    return (
      <CanvasProvider store={current.canvas}>
        <SaveState session={current} />
        <ConflictDialog session={current} />
        <DraftHistoryButton ownerId="link" session={current} />
      </CanvasProvider>
    );
  }
  const rendered = renderCanvas(<Page />, {
    api: ({ method, path, body }) => {
      if (path === '/api/session') return { userId: 'u1', name: 'Ingrid', language: 'en' };
      if (server.offline) throw new Error('offline');
      if (path === '/api/links/link/draft/history')
        return method === 'POST' ? server.discard(body as DiscardDraft) : server.history;
      const [, entry] = /history\/(\w+)$/.exec(path) ?? [];
      if (entry) return server.history.find(({ id }) => id === entry);
      if (path !== '/api/links/link/draft') return undefined;
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
  const question = (dialog: ReturnType<typeof within>, name: string) =>
    within(dialog.getByRole('radiogroup', { name }));

  it('says who saved and what each side would do, in the language of the page, and cannot be dismissed', async () => {
    const { dialog, user, state } = await renderConflict();
    expect(dialog.getByText(/^Ola Vik saved .* while you were changing the same/)).toBeTruthy();
    expect(state()).toBe('Not saved: Ola Vik saved first');
    const sides = question(dialog, 'set-interest');
    expect(sides.getByRole('radio', { name: 'From you', description: 'Note: mine' })).toBeTruthy();
    expect(sides.getByRole('radio', { name: 'From Ola Vik', description: 'Note: theirs' })).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog', { name: 'Choose which change to keep' })).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(dialog.getByRole('radio', { name: 'Fra deg' })).toBeTruthy();
  });

  it('names the other window when the own account has saved there', async () => {
    const { dialog } = await renderConflict('u1');
    expect(await dialog.findByText(/^You saved .* in another window/)).toBeTruthy();
    expect(dialog.getByRole('radio', { name: 'From the other window' })).toBeTruthy();
  });

  it('is answered by keyboard; what was not chosen goes into the history', async () => {
    const { dialog, user, canvas, server } = await renderConflict();
    expect(dialog.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    expect(document.activeElement).toBe(dialog.getByRole('radio', { name: 'From you' }));
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(interestIn(canvas.getState())).toBe('theirs');
    await waitFor(() => expect(server.history.map(interestIn)).toEqual(['mine']));
  });

  it('saves the own side', async () => {
    const { dialog, user, server } = await renderConflict();
    await user.click(dialog.getByRole('radio', { name: 'From you' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(interestIn(server.view)).toBe('mine'));
  });

  it('asks about each step, and can choose one side for all', async () => {
    const session = await renderSession();
    session.server.saveByOther('theirs');
    session.server.view = { ...session.server.view, url: 'https://example.com/theirs' };
    session.edit('mine');
    act(() => session.canvas.getState().setUrl('https://example.com/mine'));
    await session.saveNow();
    const dialog = within(await screen.findByRole('dialog'));
    const address = question(dialog, 'Address of the link');
    expect(
      address.getByRole('radio', { name: 'From you', description: 'https://example.com/mine' }),
    ).toBeTruthy();
    await session.user.click(dialog.getByRole('button', { name: 'Choose yours everywhere' }));
    await session.user.click(address.getByRole('radio', { name: 'From Ola Vik' }));
    await session.user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(interestIn(session.server.view)).toBe('mine'));
    expect(session.server.view.url).toBe('https://example.com/theirs');
  });
});

describe('the draft history', () => {
  // Loaded before, so that its test waits only for data.
  beforeAll(() => import('./draft-history'));

  it('shows who made an earlier draft and when, shows it, and takes it back as a change that can be undone', async () => {
    const server = new Server();
    const { url, document, layout } = draftWith('earlier');
    server.discard({ revision: 1, url, document, layout });
    const { user, canvas } = await renderSession(server);
    await user.click(screen.getByRole('button', { name: 'Draft history' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Draft history' }));
    await user.click(await dialog.findByRole('button', { name: /^Ingrid.*1 step.*Not chosen/ }));
    const nodes = await dialog.findAllByTestId('node');
    expect(nodes.map((node) => node.dataset.nodeId)).toEqual(['click', 'a']);
    expect(dialog.queryByTestId('add-here')).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Use this draft' }));
    await waitFor(() => expect(interestIn(server.view)).toBe('earlier'));
    act(() => canvas.getState().undo());
    expect(interestIn(canvas.getState())).toBe('first');
  });

  it('says so if there is nothing in it', async () => {
    const { user } = await renderSession();
    await user.click(screen.getByRole('button', { name: 'Draft history' }));
    expect(await screen.findByText('There are no earlier drafts yet.')).toBeTruthy();
  });

  it('receives the conflict copy of an earlier release', async () => {
    const server = new Server();
    const { url, document, layout } = draftWith('copy');
    const copy = { base: 1, page: 'p0', at: '2027-03-14T09:00:00Z', url, document, layout };
    localStorage.setItem('lf.conflict-copy.link', JSON.stringify(copy));
    const { canvas } = await renderSession(server);
    await waitFor(() => expect(server.history.map(interestIn)).toEqual(['copy']));
    expect(interestIn(canvas.getState())).toBe('first');
    expect(localStorage.getItem('lf.conflict-copy.link')).toBeNull();
    await waitFor(() => expect(localStorage.getItem('lf.draft.link')).toBeNull());
  });
});
