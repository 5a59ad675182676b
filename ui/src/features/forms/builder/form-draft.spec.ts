import { FormContent, type FormBlock } from '@linkflow/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFormDraft, type FormDraft } from './form-draft';
import { fieldBlock, freeName, moved, newBlock, propertyBlock } from './new-block';

const start = FormContent.parse({
  blocks: [{ type: 'heading', name: 'a', text: 'A' }],
  settings: { title: 'T', language: 'nb' },
});
const titled = (title: string) => (content: FormContent) => ({
  ...content,
  settings: { ...content.settings, title },
});

let saved: { title: string; revision: number }[];
let failing: unknown;
let draft: FormDraft;

beforeEach(() => {
  vi.useFakeTimers();
  saved = [];
  failing = undefined;
  draft = createFormDraft(
    { content: start, revision: 3 },
    {
      save: async (content, revision) => {
        if (failing !== undefined) throw failing;
        saved.push({ title: content.settings.title, revision });
        return { revision: revision + 1 };
      },
      staleOf: (error) => (error === 'stale' ? { name: 'Ola', revision: 9 } : null),
      onFailed: () => undefined,
    },
  );
});
afterEach(() => {
  draft.stop();
  vi.useRealTimers();
});
const state = () => draft.store.getState();

it('changes are saved together a moment later, each from the revision before', async () => {
  draft.edit(titled('B'));
  draft.edit(titled('C'));
  expect(state().state).toBe('unsaved');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual([{ title: 'C', revision: 3 }]);
  draft.edit(titled('D'));
  expect(await draft.flush()).toBe(true);
  expect(saved.at(-1)).toEqual({ title: 'D', revision: 4 });
  expect(state()).toMatchObject({ state: 'saved', revision: 5 });
});

it('typing is undone in one step, and done again', () => {
  draft.edit(titled('B'), 'title');
  draft.edit(titled('Bo'), 'title');
  draft.edit(titled('Bo!'));
  draft.undo();
  expect(state().content.settings.title).toBe('Bo');
  draft.undo();
  expect(state().content).toEqual(start);
  draft.redo();
  draft.redo();
  expect(state().content.settings.title).toBe('Bo!');
});

it('a save over that of somebody else stops, until one of the two is chosen', async () => {
  failing = 'stale';
  draft.edit(titled('Mine'));
  expect(await draft.flush()).toBe(false);
  expect(state()).toMatchObject({ state: 'stale', stale: { name: 'Ola' } });
  failing = undefined;
  draft.keepMine();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual([{ title: 'Mine', revision: 9 }]);
  failing = 'stale';
  draft.edit(titled('Mine again'));
  await draft.flush();
  draft.takeTheirs({ content: titled('Theirs')(start), revision: 12 });
  expect(state()).toMatchObject({ state: 'saved', revision: 12, stale: null });
});

it('after a failed save, the next change saves all of it', async () => {
  failing = new Error('offline');
  draft.edit(titled('B'));
  expect(await draft.flush()).toBe(false);
  failing = undefined;
  draft.edit((content) => ({ ...content, blocks: [] }));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual([{ title: 'B', revision: 3 }]);
  expect(state().selected).toBeNull();
});

it('what is stored by somebody else is taken over while nothing is unsaved', () => {
  draft.adopt({ content: titled('Theirs')(start), revision: 4 });
  expect(state().content.settings.title).toBe('Theirs');
  draft.edit(titled('Mine'));
  draft.adopt({ content: titled('Later')(start), revision: 5 });
  expect(state().content.settings.title).toBe('Mine');
});

it('new blocks have names that are free, and write to what they are made for', () => {
  const blocks: FormBlock[] = [newBlock('text', [], 'nb')];
  expect(freeName('text', blocks)).toBe('text2');
  expect(freeName('Størrelse', [])).toBe('strrelse');
  expect(newBlock('email', blocks, 'nb')).toMatchObject({ bind: 'contact.email', required: true });
  expect(propertyBlock('contact.firstName', blocks, 'nb')).toMatchObject({
    type: 'text',
    name: 'firstName',
    label: 'Fornavn',
    bind: 'contact.firstName',
  });
  const field = { id: '1'.repeat(24), key: 'x_car', name: 'Bil', entity: 'contact' as const };
  expect(fieldBlock({ ...field, type: 'list', options: ['Elbil'] }, blocks, 'nb')).toMatchObject({
    type: 'choice',
    options: ['Elbil'],
    bind: 'contact.fields.x_car',
  });
});

it('a block is moved to a place in the list', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 0, 9)).toEqual(['b', 'a']);
});
