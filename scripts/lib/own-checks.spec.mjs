import { describe, expect, it } from 'vitest';
import { lockFileProblems } from './own-checks.mjs';

describe('a lock file', () => {
  it('is complete when every package that is named has an entry, beside its user or further up', () => {
    const problems = lockFileProblems({
      '': { dependencies: { a: '1.0.0' }, devDependencies: { d: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '2' }, optionalDependencies: { c: '1' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { a: '1', c: '1' } },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { version: '1.0.0' },
    });
    expect(problems).toEqual([]);
  });

  it("lacks another platform's binary that its package names", () => {
    const problems = lockFileProblems({
      '': { dependencies: { a: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin': '1', 'a-linux': '1' } },
      'node_modules/a-linux': { version: '1.0.0' },
    });
    expect(problems).toEqual(['node_modules/a needs a-darwin, which has no entry']);
  });

  it('names no host to fetch from', () => {
    const problems = lockFileProblems({
      'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a.tgz' },
      'node_modules/ui': { resolved: 'ui', link: true },
    });
    expect(problems).toEqual(['node_modules/a names a host: https://registry.example/a.tgz']);
  });

  it('knows what the workspaces need, for development too', () => {
    const problems = lockFileProblems({
      ui: { dependencies: { a: '1' }, devDependencies: { b: '1' } },
      'ui/node_modules/a': { version: '1.0.0' },
    });
    expect(problems).toEqual(['ui needs b, which has no entry']);
  });
});
