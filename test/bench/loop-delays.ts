import { spawn } from 'node:child_process';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { until, type RunningApps } from '../support';
import { program } from './clicks.bench';

/** What loop-probe.mjs answers: the longest delays of an event loop in a period, ms. */
interface ProbedDelays {
  /** The longest one. It contains times in which the process waited for a processor. */
  longestMs: number;
  /** The processor time of the thread in that one. */
  ownMs: number;
  /** The most processor time of the thread between two turns of the loop. */
  busiestMs: number;
}

export interface LoopDelays extends ProbedDelays {
  /** The longest delay of a process that does nothing else, for comparison: it waits for a processor while the others work. */
  idleMs: number;
}

export interface WatchedLoop {
  /** The longest delays since the last call. */
  delays(): Promise<LoopDelays>;
  /** Restarts the api without the probe. */
  stop(): Promise<void>;
}

const PROBE = program('loop-probe.mjs');

/** Restarts the api with a probe of its event loop, and starts an idle process with another one. */
export async function watchLoop(apps: RunningApps): Promise<WatchedLoop> {
  const { api = 0, idle = 0 } = await choosePorts({ api: undefined, idle: undefined });
  await apps.restart('api', { LOOP_PROBE_PORT: String(api), NODE_OPTIONS: `--import ${PROBE}` });
  const child = spawn(process.execPath, [PROBE], {
    stdio: 'inherit',
    env: { ...process.env, LOOP_PROBE_PORT: String(idle) },
  });
  await until(() => probed(idle), { what: 'the idle process' });
  return {
    async delays() {
      const [ofApi, ofIdle] = [await probed(api), await probed(idle)];
      return { ...ofApi, idleMs: ofIdle.longestMs };
    },
    async stop() {
      child.kill('SIGKILL');
      await apps.restart('api');
    },
  };
}

async function probed(port: number): Promise<ProbedDelays> {
  return (await (await fetch(`http://127.0.0.1:${port}`)).json()) as ProbedDelays;
}
