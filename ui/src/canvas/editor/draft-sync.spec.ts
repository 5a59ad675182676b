import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiscardDraft, DraftView, SaveDraft } from '@linkflow/contracts';
import type { Draft } from '../model/draft';
import { aCatalogue, aDocument, aDraft, aNode } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { type BackupStorage, createDraftBackup } from './draft-backup';
import { createDraftSync } from './draft-sync';

class Stale extends Error {}
class Refused extends Error {}

function aStorage(): BackupStorage & { size: () => number } {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    size: () => items.size,
  };
}

/** A fake server with one draft. It rejects stale revisions. Tests can take it offline (`away`) or delay its responses (`held`). */
function aServer(draft: Draft) {
  const view = (): DraftView => ({
    ...server.draft,
    revision: server.revision,
    problems: [],
    sentences: {},
    savedAt: new Date().toISOString(),
    savedBy: { id: 'b'.repeat(24), name: 'Kari' },
  });
  const server = {
    draft,
    revision: 7,
    away: false,
    saves: [] as SaveDraft[],
    discarded: [] as DiscardDraft[],
    refusesDiscards: false,
    async discard(body: DiscardDraft): Promise<void> {
      if (server.refusesDiscards) throw new Refused();
      if (server.away) throw new Error('no answer');
      server.discarded.push(body);
    },
    held: null as Promise<void> | null,
    view,
    saveByOther(next: Draft) {
      server.draft = next;
      server.revision += 1;
    },
    async save(body: SaveDraft): Promise<DraftView> {
      server.saves.push(body);
      if (server.held) await server.held;
      if (server.away) throw new Error('no answer');
      if (body.revision !== server.revision) throw new Stale();
      server.saveByOther({ url: body.url, document: body.document, layout: body.layout });
      return view();
    },
  };
  return server;
}

function aSession() {
  const draft = aDraft(aDocument([aNode('a', 'set-interest'), aNode('b', 'set-interest')]));
  const canvas = createCanvasStore({
    draft,
    findings: { problems: [], sentences: {} },
    catalogue: aCatalogue(),
    readOnly: false,
  });
  const server = aServer(draft);
  const storage = aStorage();
  const backup = createDraftBackup(storage, 'link');
  const merged: DraftView[] = [];
  const refused: unknown[] = [];
  const sync = createDraftSync(
    canvas,
    { ...server.view(), base: draft },
    {
      save: (body) => server.save(body),
      discard: (body) => server.discard(body),
      load: async () => server.view(),
      isStale: (error) => error instanceof Stale,
      isRefused: (error) => error instanceof Refused,
      onDiscardRefused: (error) => refused.push(error),
      backup,
      page: 'this-page',
      now: () => new Date(),
      onSaved: () => undefined,
      onMerged: (view) => merged.push(view),
    },
  );
  const write = (text: string, nodeId = 'a') =>
    canvas.getState().edit({ op: 'set-params', nodeId, params: { interestId: text } });
  const written = (of: Draft, nodeId = 'a') =>
    of.document.nodes.find((node) => node.id === nodeId)?.params.interestId;
  /** Another user saves the server's draft with a changed step. */
  const writeByOther = (text: string, nodeId = 'a') => {
    const nodes = server.draft.document.nodes.map((node) =>
      node.id === nodeId ? { ...node, params: { interestId: text } } : node,
    );
    server.saveByOther({ ...server.draft, document: { ...server.draft.document, nodes } });
  };
  return { canvas, server, storage, backup, sync, merged, refused, write, written, writeByOther };
}

describe('draft sync', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const pause = (ms = 700) => vi.advanceTimersByTimeAsync(ms);

  it('saves once after a pause, based on the last known revision', async () => {
    const { sync, server, write, written } = aSession();
    sync.start();
    for (const text of ['P', 'Pr', 'Pro']) {
      write(text);
      await pause(200);
    }
    expect(server.saves).toHaveLength(0);
    await pause();
    expect(server.saves.map((save) => [save.revision, written(save)])).toEqual([[7, 'Pro']]);
    expect(sync.state.getState()).toMatchObject({ baseRevision: 8, sendingChanges: null, failure: null });
    expect(sync.isDirty()).toBe(false);
  });

  it('runs one save at a time and sends later changes afterwards', async () => {
    const { sync, server, write, written } = aSession();
    sync.start();
    let release = () => {};
    server.held = new Promise((resolve) => (release = resolve));
    write('first');
    await pause();
    write('second');
    await pause(5_000);
    expect(server.saves).toHaveLength(1);
    server.held = null;
    release();
    await pause();
    expect(server.saves.map((save) => [save.revision, written(save)])).toEqual([
      [7, 'first'],
      [8, 'second'],
    ]);
  });

  it('keeps unacknowledged changes in the local backup until they are saved', async () => {
    const { sync, server, storage, backup, write, written } = aSession();
    sync.start();
    server.away = true;
    write('kept');
    const kept = backup.read();
    expect(kept && written(kept)).toBe('kept');
    expect(kept?.base).toBe(7);
    await pause();
    expect(storage.size()).toBe(1);
    server.away = false;
    await pause(3_000);
    expect(storage.size()).toBe(0);
    expect(written(server.draft)).toBe('kept');
  });

  it('reports a failed save and retries with increasing delays', async () => {
    const { sync, server, write } = aSession();
    sync.start();
    server.away = true;
    write('x');
    await pause();
    expect(sync.state.getState().failure).toBeInstanceOf(Error);
    await pause(2_100);
    expect(server.saves).toHaveLength(2);
    await pause(2_100);
    expect(server.saves).toHaveLength(2);
    await pause(3_000);
    expect(server.saves).toHaveLength(3);
    server.away = false;
    await sync.flush();
    expect(sync.state.getState().failure).toBeNull();
  });

  it('merges with what another user saved meanwhile, and keeps the undo of both', async () => {
    const { sync, server, canvas, merged, write, written, writeByOther } = aSession();
    sync.start();
    write('mine');
    writeByOther('theirs', 'b');
    await pause();
    expect([written(server.draft), written(server.draft, 'b')]).toEqual(['mine', 'theirs']);
    expect([written(canvas.getState()), written(canvas.getState(), 'b')]).toEqual(['mine', 'theirs']);
    expect(sync.state.getState()).toMatchObject({ conflict: null, baseRevision: 9 });
    expect([sync.isDirty(), merged.length, server.discarded]).toEqual([false, 1, []]);
    canvas.getState().undo();
    await pause();
    expect([written(server.draft), written(server.draft, 'b')]).toEqual([undefined, 'theirs']);
  });

  it('stops saving on a conflict, and keeps both drafts whichever is chosen', async () => {
    const { sync, server, canvas, write, written, writeByOther } = aSession();
    sync.start();
    writeByOther('theirs');
    write('mine');
    write('also mine', 'b');
    await pause();
    const conflict = sync.state.getState().conflict;
    expect(conflict).toMatchObject({ theirs: { revision: 8 }, conflicts: [{ id: 'node:a' }] });
    write('mine too');
    await pause(60_000);
    expect(server.saves).toHaveLength(1);
    expect(written(server.draft)).toBe('theirs');

    await sync.resolve(new Map([['node:a', 'theirs']]));
    expect([written(canvas.getState()), written(canvas.getState(), 'b')]).toEqual(['theirs', 'also mine']);
    expect([written(server.draft), written(server.draft, 'b')]).toEqual(['theirs', 'also mine']);
    expect(server.discarded.map((draft) => [draft.revision, written(draft)])).toEqual([[7, 'mine too']]);
    expect(server.saves.at(-1)).toMatchObject({ revision: 8, keepReplaced: true });
    expect([sync.isDirty(), sync.state.getState().conflict]).toEqual([false, null]);
  });

  it('saves the own side of a conflict over the other, and asks the server to keep that', async () => {
    const { sync, server, write, written, writeByOther } = aSession();
    sync.start();
    writeByOther('theirs');
    write('mine');
    await pause();
    await sync.resolve(new Map([['node:a', 'mine']]));
    expect(written(server.draft)).toBe('mine');
    expect(server.saves.at(-1)).toMatchObject({ revision: 8, keepReplaced: true });
    write('next');
    await pause();
    expect(server.saves.at(-1)?.keepReplaced).toBeUndefined();
  });

  it('goes on saving when the server refuses to keep the draft that was given up', async () => {
    const { sync, server, write, written, writeByOther, refused } = aSession();
    sync.start();
    writeByOther('theirs');
    write('mine');
    await pause();
    server.refusesDiscards = true;
    await sync.resolve(new Map([['node:a', 'theirs']]));
    write('next', 'b');
    await pause();
    expect(refused).toHaveLength(1);
    expect([written(server.draft), written(server.draft, 'b')]).toEqual(['theirs', 'next']);
    expect(sync.isDirty()).toBe(false);
  });

  it('stores the own side also if nothing else is left to save', async () => {
    const { sync, server, storage, write, written, writeByOther } = aSession();
    sync.start();
    writeByOther('theirs');
    write('mine');
    await pause();
    server.away = true;
    await sync.resolve(new Map([['node:a', 'theirs']]));
    expect(sync.isDirty()).toBe(true);
    expect(storage.size()).toBe(1);
    server.away = false;
    await pause(3_000);
    expect(server.discarded.map((draft) => written(draft))).toEqual(['mine']);
    expect(server.saves).toHaveLength(1);
    expect([sync.isDirty(), storage.size(), sync.state.getState().failure]).toEqual([false, 0, null]);
  });

  it('asks again if a further save of the other contradicts', async () => {
    const { sync, server, write, written, writeByOther } = aSession();
    sync.start();
    writeByOther('theirs');
    write('mine');
    await pause();
    writeByOther('theirs again');
    await sync.resolve(new Map([['node:a', 'mine']]));
    expect(sync.state.getState().conflict?.theirs.revision).toBe(9);
    expect(written(server.draft)).toBe('theirs again');
  });

  it('goes on merging after a reload while offline', async () => {
    const { sync, server, backup, write, written, writeByOther, canvas } = aSession();
    sync.start();
    server.away = true;
    write('mine');
    await pause();
    writeByOther('theirs', 'b');
    const stored = backup.read();
    const reloaded = createCanvasStore({
      draft: stored?.baseDraft ?? aDraft(),
      findings: { problems: [], sentences: {} },
      catalogue: canvas.getState().catalogue,
      readOnly: false,
    });
    if (!stored?.baseDraft) throw new Error('There is no base in the backup');
    const start = { revision: stored.base, savedAt: '', base: stored.baseDraft, sent: stored.sent };
    const second = createDraftSync(reloaded, start, {
      save: (body) => server.save(body),
      discard: (body) => server.discard(body),
      load: async () => server.view(),
      isStale: (error) => error instanceof Stale,
      isRefused: (error) => error instanceof Refused,
      onDiscardRefused: () => undefined,
      backup,
      page: 'that-page',
      now: () => new Date(),
      onSaved: () => undefined,
      onMerged: () => undefined,
    });
    reloaded.getState().replace(aDraft(stored.document));
    server.away = false;
    second.start();
    await pause();
    expect([written(server.draft), written(server.draft, 'b')]).toEqual(['mine', 'theirs']);
    expect(second.state.getState().conflict).toBeNull();
  });

  it('restores an earlier draft as a change that can be undone, and keeps the present one', async () => {
    const { sync, server, canvas, write, written } = aSession();
    sync.start();
    write('present');
    await sync.restore(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'earlier' })])));
    expect(server.saves.map((save) => [written(save), save.keepReplaced])).toEqual([
      ['present', undefined],
      ['earlier', true],
    ]);
    canvas.getState().undo();
    expect([written(canvas.getState()), canvas.getState().document.nodes.length]).toEqual(['present', 3]);
  });

  it('restores nothing while a conflict waits for an answer, and says so', async () => {
    const { sync, canvas, write, written, writeByOther } = aSession();
    const earlier = aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'earlier' })]));
    sync.start();
    expect(await sync.restore(earlier)).toBe(true);
    writeByOther('theirs');
    write('mine');
    expect(await sync.restore(earlier)).toBe(false);
    expect(written(canvas.getState())).toBe('mine');
  });

  it('recognises its own save when only the response was lost', async () => {
    const { sync, server, canvas, write } = aSession();
    sync.start();
    write('arrived');
    const { url, document, layout } = canvas.getState();
    server.saveByOther({ url, document, layout });
    await pause();
    expect(sync.state.getState()).toMatchObject({ conflict: null, baseRevision: 8 });
    expect(sync.isDirty()).toBe(false);
  });

  it('adopts a remote draft together with unsaved changes, unless both changed the same', async () => {
    const { sync, server, canvas, write, written, writeByOther } = aSession();
    sync.start();
    writeByOther('theirs');
    expect(sync.adoptRemote(server.view())).toBe(true);
    expect(written(canvas.getState())).toBe('theirs');
    expect(sync.isDirty()).toBe(false);
    write('mine', 'b');
    writeByOther('again');
    expect(sync.adoptRemote(server.view())).toBe(true);
    expect([written(canvas.getState()), written(canvas.getState(), 'b')]).toEqual(['again', 'mine']);
    writeByOther('theirs', 'b');
    expect(sync.adoptRemote(server.view())).toBe(false);
    expect(written(canvas.getState(), 'b')).toBe('mine');
    await pause();
    expect(sync.state.getState().conflict?.conflicts).toMatchObject([{ id: 'node:b' }]);
  });

  it('does not ask about the own save whose response was lost, when another user saved after it', async () => {
    const { sync, server, canvas, write, written, writeByOther } = aSession();
    sync.start();
    server.held = Promise.reject(new Error('no answer'));
    server.held.catch(() => undefined);
    write('arrived');
    await pause();
    server.held = null;
    const { url, document, layout } = canvas.getState();
    server.saveByOther({ url, document, layout });
    writeByOther('theirs', 'b');
    write('arrived and more');
    await pause();
    expect(sync.state.getState().conflict).toBeNull();
    expect([written(server.draft), written(server.draft, 'b')]).toEqual(['arrived and more', 'theirs']);
  });

  it('saves changes restored from an earlier visit immediately', async () => {
    const { sync, server, canvas, backup, written } = aSession();
    canvas.getState().replace(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'left' })])));
    sync.start();
    expect(backup.read()?.page).toBe('this-page');
    await pause(10);
    expect(written(server.draft)).toBe('left');
    expect(backup.read()).toBeNull();
  });

  it.each(['lf.kept.link', 'lf.conflict-copy.link'])(
    'takes a conflict copy that an earlier release stored as %s, once',
    (key) => {
      const { storage, canvas, backup } = aSession();
      const { url, document, layout } = canvas.getState();
      const copy = { base: 1, page: 'p0', at: new Date().toISOString(), url, document, layout };
      storage.setItem(key, JSON.stringify(copy));
      expect(backup.takeConflictCopy()).toEqual(copy);
      expect([backup.takeConflictCopy(), storage.size()]).toEqual([null, 0]);
    },
  );

  it('leaves the base out of the backup if the storage has no room for it', () => {
    const { canvas } = aSession();
    const storage = aStorage();
    const setItem = (key: string, value: string) => {
      if (value.includes('baseDraft')) throw new Error('full');
      storage.setItem(key, value);
    };
    const { url, document, layout } = canvas.getState();
    const draft = { url, document, layout };
    const backup = createDraftBackup({ ...storage, setItem }, 'link');
    backup.write({ ...draft, base: 1, page: 'p0', at: new Date().toISOString(), baseDraft: draft });
    expect(backup.read()).toMatchObject({ base: 1, page: 'p0' });
  });

  it('reads and writes nothing when the storage is disabled', () => {
    const refuse = () => {
      throw new Error('disabled');
    };
    const backup = createDraftBackup({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'link');
    expect(backup.read()).toBeNull();
    expect(() => backup.clear('this-page')).not.toThrow();
  });

  it('restores unsaved changes only for the user who made them', () => {
    const { canvas } = aSession();
    const storage = aStorage();
    const { url, document, layout } = canvas.getState();
    const draft = { base: 1, page: 'p0', at: new Date().toISOString(), url, document, layout };
    createDraftBackup(storage, 'link', 'ingrid').write(draft);
    expect(createDraftBackup(storage, 'link', 'ola').read()).toBeNull();
    expect(createDraftBackup(storage, 'link', 'ingrid').read()).toEqual(draft);
  });

  it('takes over the backup of an earlier version, which names no user, once', () => {
    const { canvas } = aSession();
    const storage = aStorage();
    const { url, document, layout } = canvas.getState();
    const draft = { base: 1, page: 'p0', at: new Date().toISOString(), url, document, layout };
    createDraftBackup(storage, 'link').write(draft);
    const backup = createDraftBackup(storage, 'link', 'ingrid');
    expect(backup.read()).toEqual(draft);
    backup.write({ ...draft, page: 'p1' });
    backup.clear('p1');
    expect([backup.read(), storage.size()]).toEqual([null, 0]);
  });

  it('does not delete the backup of another tab', () => {
    const { backup, canvas } = aSession();
    const { url, document, layout } = canvas.getState();
    backup.write({ base: 1, page: 'other-page', at: new Date().toISOString(), url, document, layout });
    backup.clear('this-page');
    expect(backup.read()?.page).toBe('other-page');
  });
});
