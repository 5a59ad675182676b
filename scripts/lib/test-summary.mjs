import { root } from './paths.mjs';
import { green, red, seconds, yellow } from './progress.mjs';

/** A vitest reporter that counts the results of each group of tests (the projects of vitest.config.ts) and lists the failures and the flaky tests. */
export class TestSummary {
  passed = 0;
  failed = 0;
  /** By group: when its first file started and its last file ended, ms. @type {Map<string, { from: number, to: number }>} */
  #times = new Map();

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleStart({ project }) {
    const now = performance.now();
    if (!this.#times.has(project.name)) this.#times.set(project.name, { from: now, to: now });
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd({ project }) {
    const time = this.#times.get(project.name);
    if (time) time.to = performance.now();
  }

  /**
   * Prints the summary. A file that fails to load, a failing hook and an uncaught error count as one failure each.
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest/node').SerializedError[]} uncaught
   */
  onTestRunEnd(modules, uncaught) {
    /** @type {string[]} */
    const failures = [];
    /** @type {string[]} */
    const flaky = [];
    const fail = (/** @type {string} */ what, /** @type {readonly { message?: string }[]} */ errors) => {
      const reason = errors[0]?.message?.split('\n')[0];
      failures.push(reason ? `${what}: ${reason}` : what);
    };
    for (const [group, files] of Map.groupBy(modules, ({ project }) => project.name)) {
      const failedBefore = failures.length;
      let passed = 0;
      let skipped = 0;
      for (const module of files) {
        const file = module.moduleId.replace(root + '/', '');
        if (module.errors().length > 0) fail(file, module.errors());
        for (const suite of module.children.allSuites())
          if (suite.errors().length > 0) fail(`${file} > ${suite.fullName}`, suite.errors());
        for (const test of module.children.allTests()) {
          const { state, errors } = test.result();
          if (state === 'failed') fail(`${file} > ${test.fullName}`, errors);
          else if (state === 'passed') passed += 1;
          else skipped += 1;
          if (test.diagnostic()?.flaky)
            flaky.push(`${file} > ${test.fullName}: ${errors?.[0]?.message.split('\n')[0]}`);
        }
      }
      this.passed += passed;
      const failed = failures.length - failedBefore;
      const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
      const { from, to } = this.#times.get(group) ?? { from: 0, to: 0 };
      const mark = failed > 0 ? red('✗') : green('✓');
      console.log(`  ${mark} ${group.padEnd(12)} ${counts.padEnd(40)} ${seconds(to - from)}`);
    }
    for (const error of uncaught) fail('uncaught', [error]);
    this.failed = failures.length;
    for (const test of flaky) console.log(`  ${yellow('↻')} passed at the second attempt: ${test}`);
    for (const failure of failures) console.log(`  ${red('✗')} ${failure}`);
  }
}
