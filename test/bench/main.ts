import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { queuePrefix } from '@linkflow/queues';
import { startApps, testEnvironment, until } from '../support';
import { benchClicks } from './clicks.bench';
import { benchConditions } from './conditions.bench';
import { benchGrowth } from './growth.bench';
import { benchClicksInFlight, benchRunsInFlight } from './in-flight.bench';
import { benchLatency } from './latency.bench';
import { benchLibrary } from './library.bench';
import { benchMailRecipients } from './mail-recipients.bench';
import { benchMailRendering } from './mail-rendering.bench';
import { benchMailSending } from './mail-sending.bench';
import { benchMemory } from './memory.bench';
import { line, type Figure } from './median';
import { benchReports } from './reports.bench';
import { benchRuns } from './runs.bench';
import { benchEvidence, benchVerdicts } from './verdicts.bench';
import { prepareScene } from './scene';
import { benchUi } from './ui.bench';

/**
 * The benchmarks of docs/performance.md. Most results are ratios taken in one run on one machine, so that they are comparable between
 * machines. `npm run bench -- a ui` runs only these parts. (g) and (j), which fill a database, run only when they are named; `recipients` is
 * the last part of `mail` alone.
 */
const wanted = process.argv.slice(2).filter((arg) => /^(?:[a-j]|ui|mail|recipients|library)$/.test(arg));
const wants = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

const environment = testEnvironment('bench');
const linkKeys = `k1:${randomBytes(32).toString('hex')}`;
const apps = await startApps({
  environment,
  seedDemo: true,
  withUi: wants('ui'),
  env: { LINK_KEYS: linkKeys, LOG_LEVEL: 'warn', CHECK_RESPONSES: 'false' },
});
const emptyJournal = await mkdtemp(join(tmpdir(), 'bench-journal-'));
const figures: Figure[] = [];
const report = (more: Figure[]): void => {
  for (const figure of more) process.stdout.write(`${line(figure)}\n`);
  figures.push(...more);
};
try {
  if (wants('ui')) report(await benchUi(apps));
  if (wants('library')) report(await benchLibrary(apps, environment));
  if (wants('mail'))
    report([
      ...(await benchMailRendering()),
      ...(await benchMailSending()),
      ...(await benchMailRecipients(apps, environment)),
    ]);
  else if (wants('recipients')) report(await benchMailRecipients(apps, environment));
  if (wanted.length === 0 || wanted.some((part) => part.length === 1)) await benchServers();
} finally {
  await apps.stop();
  await rm(emptyJournal, { recursive: true, force: true });
  await environment.dispose();
}

/** All parts except those of the ui. */
async function benchServers(): Promise<void> {
  // Enough recipients for parts b, f and i and for the verdicts, whose recipients each click once, as most do in a mailing that has just been sent.
  const scene = await prepareScene(apps, environment, linkKeys, 280_000);
  const queue = new Queue('clicks-0', {
    prefix: queuePrefix(environment.queuePrefix, 'clicks-0'),
    connection: { url: environment.redisUrl },
    skipVersionCheck: true,
  });
  /** Waits until all answered clicks are recorded and their runs have ended. */
  const drain = async (): Promise<void> => {
    await until(
      async () => {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
        return Object.values(counts).every((count) => count === 0);
      },
      { deadlineMs: 900_000, everyMs: 200, what: 'an empty click queue' },
    );
  };
  if (wants('d')) report(await benchMemory(apps, scene.paths, drain));
  if (wants('a') || wants('e') || wants('i')) {
    await apps.kill('worker', 'SIGTERM');
    const clear = (): Promise<void> => queue.obliterate({ force: true });
    for (const part of ['a', 'e'] as const) {
      if (wants(part)) report(await benchClicks(apps, scene.paths, part));
      if (part === 'a' && wants(part)) report(await benchEvidence(apps, scene.paths));
      await clear();
    }
    if (wants('i')) report(await benchClicksInFlight(apps, scene.paths, clear));
    // Restarts apps/click with an empty journal. With the old journal it would enqueue the removed clicks again, and the worker would
    // process them during the next parts of the benchmark.
    await apps.restart('click', { JOURNAL_DIR: emptyJournal });
    await clear();
    await apps.restart('worker');
  }
  if (wants('b') || wants('c')) {
    report(await benchRuns(environment, scene, 1, 0));
    report(await benchRuns(environment, scene, 32, 40_000));
    report(await benchVerdicts(apps, environment, scene, 150_000));
  }
  if (wants('i')) report(await benchRunsInFlight(environment, scene, 80_000));
  if (wants('f')) report(await benchLatency(apps, environment, scene));
  if (wants('h')) report(await benchConditions());
  if (wanted.includes('g')) await benchGrowth(apps, environment, scene, report);
  if (wanted.includes('j')) await benchReports(apps, environment, scene, report);
  await queue.close();
}
