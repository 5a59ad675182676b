/** A silent vitest reporter that writes the counts of a run to the file named in LINKFLOW_TEST_COUNT. */
import { writeFileSync } from 'node:fs';
import { root } from './paths.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Count */

export default class CountReporter {
  /**
   * A file that fails to load, a failing hook and an uncaught error count as one failure each.
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest/node').SerializedError[]} uncaught
   */
  onTestRunEnd(modules, uncaught) {
    /** @type {Count} */
    const count = { passed: 0, failed: 0, skipped: 0, failures: [] };
    /** @param {string} what @param {readonly { message?: string }[]} errors */
    const fail = (what, errors) => {
      const reason = errors[0]?.message?.split('\n')[0];
      count.failed += 1;
      count.failures.push(reason ? `${what}: ${reason}` : what);
    };
    for (const module of modules) {
      const file = module.moduleId.replace(root + '/', '');
      if (module.errors().length > 0) fail(file, module.errors());
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) fail(`${file} > ${suite.fullName}`, suite.errors());
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') fail(`${file} > ${test.fullName}`, errors);
        else if (state === 'passed') count.passed += 1;
        else count.skipped += 1;
      }
    }
    for (const error of uncaught) fail('uncaught', [error]);
    if (process.env.LINKFLOW_TEST_COUNT)
      writeFileSync(process.env.LINKFLOW_TEST_COUNT, JSON.stringify(count));
  }
}
