import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { descriptorOf } from './catalogue';
import { contractOf } from './contract/contract';
import { aSay } from './contract/fakes';
import { registryOf } from './registry';

/**
 * Follows docs/extending.md to the letter: takes its files out of the page, lets the real generator find the action,
 * registers it, and holds it to the contract. A page that no longer works fails here.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = pathToFileURL(`${root}libs/actions/src/`).pathname;

mkdirSync(join(root, '.linkflow'), { recursive: true });
const folder = mkdtempSync(join(root, '.linkflow', 'extending-'));
afterAll(() => rmSync(folder, { recursive: true }));

const page = readFileSync(join(root, 'docs', 'extending.md'), 'utf8');
const blocks = [...page.matchAll(/```ts\n\/\/ libs\/actions\/src\/(\S+)\n(.*?)```/gs)];
const names = blocks.map(([, name = '']) => name);
for (const [, name = '', code = ''] of blocks) {
  // The files of the house that it imports stay where they are; what the page itself brings lies beside it.
  const own = names.map((file) => file.replace(/\.ts$/, ''));
  const placed = code.replace(/from '\.\/([^']+)'/g, (whole, file: string) =>
    own.includes(file) ? whole : `from '${source}${file}'`,
  );
  writeFileSync(join(folder, name), placed);
}
execFileSync(process.execPath, [join(root, 'scripts', 'generate-actions.mjs'), folder]);
const { ACTION_FILES } = (await import(join(folder, 'registry.generated.ts'))) as {
  ACTION_FILES: Record<string, object>;
};
const [action] = registryOf(ACTION_FILES).values();

describe('the action of docs/extending.md', () => {
  it('is found without being listed anywhere', () => {
    expect(names).toEqual(['stamp-date.action.ts', 'stamp-date.action.spec.ts']);
    expect(action?.type).toBe('stamp-date');
  });

  it('has its place in the palette, its form and its sentence', () => {
    const descriptor = descriptorOf(action!);
    expect(descriptor).toMatchObject({
      group: 'data',
      title: { nb: 'Stemple dato' },
      icon: 'calendar-event',
    });
    expect(descriptor.params).toMatchObject({
      required: ['fieldId'],
      properties: { fieldId: { ui: { widget: 'ref', of: 'field', label: { nb: 'Datofelt' } } } },
    });
    const say = aSay({ [String(action!.example.fieldId)]: 'Sist interessert' });
    expect(action!.describe(action!.example, say).nb).toBe('Stemple datoen i «Sist interessert»');
  });

  it.each(contractOf(action!).map((one) => [one.name, one] as const))('%s', async (_, { check }) => {
    expect(await check()).toBeUndefined();
  });
});

describe('the spec of docs/extending.md', async () => {
  await import(join(folder, 'stamp-date.action.spec.ts'));
});
