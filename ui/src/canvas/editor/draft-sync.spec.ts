import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftView, SaveDraft } from '@linkflow/contracts';
import type { Draft } from '../model/draft';
import { aCatalogue, aDocument, aDraft, aNode } from '../model/testing';
import { createCanvasStore } from '../store/canvas-store';
import { type BackupStorage, createDraftBackup, createDraftSync } from './draft-sync';

class Stale extends Error {}

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
  const draft = aDraft(aDocument([aNode('a', 'set-interest')]));
  const canvas = createCanvasStore({
    draft,
    findings: { problems: [], sentences: {} },
    catalogue: aCatalogue(),
    readOnly: false,
  });
  const server = aServer(draft);
  const storage = aStorage();
  const backup = createDraftBackup(storage, 'link');
  const sync = createDraftSync(canvas, server.view(), {
    save: (body) => server.save(body),
    load: async () => server.view(),
    isStale: (error) => error instanceof Stale,
    backup,
    page: 'this-page',
    now: () => new Date(),
    onSaved: () => undefined,
  });
  const write = (text: string) =>
    canvas.getState().edit({ op: 'set-params', nodeId: 'a', params: { interestId: text } });
  const written = (of: Draft) => of.document.nodes.find((node) => node.id === 'a')?.params.interestId;
  return { canvas, server, storage, backup, sync, write, written };
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

  it('stops saving on a conflict and keeps both versions', async () => {
    const { sync, server, canvas, write, written } = aSession();
    sync.start();
    server.saveByOther(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'theirs' })])));
    write('mine');
    await pause();
    expect(sync.state.getState().conflict?.revision).toBe(8);
    write('mine too');
    await pause(60_000);
    expect(server.saves).toHaveLength(1);
    expect(written(server.draft)).toBe('theirs');

    const mine = sync.takeTheirs();
    expect(written(canvas.getState())).toBe('theirs');
    expect(mine && written(mine)).toBe('mine too');
    expect(sync.isDirty()).toBe(false);
    canvas.getState().undo();
    await pause();
    expect(written(server.draft)).toBe('mine too');
  });

  it('overwrites the other version only after saveMine', async () => {
    const { sync, server, write, written } = aSession();
    sync.start();
    server.saveByOther(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'theirs' })])));
    write('mine');
    await pause();
    await sync.saveMine();
    expect(written(server.draft)).toBe('mine');
    expect(sync.state.getState()).toMatchObject({ conflict: null, baseRevision: 9 });
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

  it('adopts a remote draft unless there are unsaved changes', async () => {
    const { sync, server, canvas, write, written } = aSession();
    sync.start();
    server.saveByOther(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'theirs' })])));
    expect(sync.adoptRemote(server.view())).toBe(true);
    expect(written(canvas.getState())).toBe('theirs');
    expect(sync.isDirty()).toBe(false);
    write('mine');
    server.saveByOther(aDraft(aDocument([aNode('a', 'set-interest', { interestId: 'again' })])));
    expect(sync.adoptRemote(server.view())).toBe(false);
    expect(written(canvas.getState())).toBe('mine');
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

  it('reads a conflict copy that an earlier release stored under another key', () => {
    const { storage, canvas } = aSession();
    const { url, document, layout } = canvas.getState();
    const copy = { base: 1, page: 'p0', at: new Date().toISOString(), url, document, layout };
    storage.setItem('lf.kept.link', JSON.stringify(copy));
    const conflictCopy = createDraftBackup(storage, 'link', 'conflict-copy');
    expect(conflictCopy.read()?.page).toBe('p0');
    expect(storage.getItem('lf.kept.link')).toBeNull();
    conflictCopy.clear('p0');
    expect(createDraftBackup(storage, 'link', 'conflict-copy').read()).toBeNull();
  });

  it('reads and writes nothing when the storage is disabled', () => {
    const refuse = () => {
      throw new Error('disabled');
    };
    const backup = createDraftBackup({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'link');
    expect(backup.read()).toBeNull();
    expect(() => backup.clear('this-page')).not.toThrow();
  });

  it('does not delete the backup of another tab', () => {
    const { backup, canvas } = aSession();
    const { url, document, layout } = canvas.getState();
    backup.write({ base: 1, page: 'other-page', at: new Date().toISOString(), url, document, layout });
    backup.clear('this-page');
    expect(backup.read()?.page).toBe('other-page');
  });
});
