import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { contractOf } from './testing/contract';
import { fakeNames } from './testing/fakes';
import { descriptorOf, registryOf } from './registry';

/** Extracts the files of docs/extending.md, generates their registry, and checks the action with the contract suite. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = pathToFileURL(`${root}libs/actions/src/`).pathname;

mkdirSync(join(root, '.linkflow'), { recursive: true });
const folder = mkdtempSync(join(root, '.linkflow', 'extending-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync(join(root, 'docs', 'extending.md'), 'utf8');
const blocks = [...page.matchAll(/```ts\n\/\/ libs\/actions\/src\/(\S+)\n(.*?)```/gs)];
const names = blocks.map(([, name = '']) => name);
for (const [, name = '', code = ''] of blocks) {
  // Imports between the files of docs/extending.md stay relative. Other imports get absolute paths, because the path aliases do not
  // apply in this folder.
  const own = names.map((file) => file.replace(/\.ts$/, ''));
  const placed = code
    .replace(/from '\.\/([^']+)'/g, (whole, file: string) =>
      own.includes(file) ? whole : `from '${source}${file}'`,
    )
    .replace(/from '@linkflow\/([\w-]+)\/?([\w-]*)'/g, `from '${root}libs/$1/src/$2'`);
  writeFileSync(join(folder, name), placed);
}
execFileSync(process.execPath, [join(root, 'scripts', 'generate-actions.mjs'), folder]);
const { ACTION_FILES } = (await import(join(folder, 'registry.generated.ts'))) as {
  ACTION_FILES: Record<string, object>;
};
const [action] = registryOf(ACTION_FILES).values();

describe('the action of docs/extending.md', () => {
  it('is found without being listed', () => {
    expect(names).toEqual(['stamp-date.action.ts', 'stamp-date.action.spec.ts']);
    expect(action?.type).toBe('stamp-date');
  });

  it('has a place in the palette, a form and a sentence', () => {
    const descriptor = descriptorOf(action!, new RecordingCrm());
    expect(descriptor).toMatchObject({
      group: 'data',
      title: { nb: 'Stemple dato' },
      icon: 'calendar-event',
    });
    expect(descriptor.params).toMatchObject({
      required: ['fieldId'],
      properties: { fieldId: { ui: { widget: 'ref', of: 'field', label: { nb: 'Datofelt' } } } },
    });
    const names = fakeNames({ [String(action!.example.fieldId)]: 'Sist interessert' });
    expect(action!.describe(action!.example, names).nb).toBe('Stemple datoen i «Sist interessert»');
  });

  it.each(contractOf(action!).map((one) => [one.name, one] as const))('%s', async (_, { check }) => {
    expect(await check()).toBeUndefined();
  });
});

describe('the spec of docs/extending.md', async () => {
  await import(join(folder, 'stamp-date.action.spec.ts'));
});
