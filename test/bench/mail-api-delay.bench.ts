import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROUTES } from '@linkflow/contracts';
import { until, type ApiClient, type RunningApps } from '../support';
import { program } from './clicks.bench';
import type { WatchedLoop } from './loop-delays';
import type { Figure } from './median';

const PORT = 4_557;
/** How long the sending is watched, ms. */
const WATCHED_MS = 20_000;
/** How often a page that shows the sending asks for it, ms; those who watch are told of changes about once a second. */
const ASKED_EVERY_MS = 1_000;

interface SentMailing {
  apps: RunningApps;
  /** The watched event loop of the api. */
  loop: WatchedLoop;
  api: ApiClient;
  /** A mailing with its recipients. */
  mailingId: string;
}

/**
 * The delay of the event loop of the api while a mailing is sent over SMTP on loopback and a page shows its
 * progress.
 */
export async function benchApiWhileSending({ apps, loop, api, mailingId }: SentMailing): Promise<Figure[]> {
  const sink = spawn(process.execPath, ['--import', 'tsx', program('mail-sink.ts'), String(PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (sink.stdout) await once(sink.stdout, 'data');
  try {
    const [SMTP_URL, MAIL_FROM] = [`smtp://127.0.0.1:${PORT}?connections=5`, 'Måling <post@example.no>'];
    await apps.restart('worker', { SMTP_URL, MAIL_FROM });
    const params = { id: mailingId };
    const { revision } = await api.call(ROUTES.mailings.get, { params });
    await api.call(ROUTES.sending.start, { params, body: { revision } });
    const sent = async () => (await api.call(ROUTES.sending.get, { params })).counts.sent;
    await until(async () => (await sent()) > 0, { deadlineMs: 60_000, what: 'the first message' });
    const [before, start] = [await sent(), performance.now()];
    await loop.delays();
    while (performance.now() - start < WATCHED_MS) {
      await api.call(ROUTES.mailings.get, { params });
      await sent();
      await sleep(ASKED_EVERY_MS);
    }
    const { longestMs, ownMs, busiestMs, idleMs } = await loop.delays();
    const perSecond = ((await sent()) - before) / ((performance.now() - start) / 1_000);
    await api.call(ROUTES.sending.stop, { params });
    const whole = Math.round;
    return [
      {
        name: '(mail) worst delay of the event loop of the api while a mailing is sent',
        value: longestMs,
        unit: 'ms',
        aim: { atMost: 50 },
        detail: `its own work ${whole(ownMs)}; an idle process ${whole(idleMs)}; ${whole(perSecond)} messages a second`,
      },
      {
        name: '(mail) longest work of the api without a pause meanwhile',
        value: busiestMs,
        unit: 'ms',
        aim: { atMost: 50 },
        detail: '',
      },
    ];
  } finally {
    sink.kill('SIGKILL');
    await apps.restart('worker');
  }
}
