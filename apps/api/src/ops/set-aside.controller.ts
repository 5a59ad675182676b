import type { SetAsideClick } from '@linkflow/contracts';
import { RunCommands, RunStore } from '@linkflow/engine';
import { Recipients, SetAsideClicks } from '@linkflow/links';
import { Clock } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { EntityNames } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { AuditLog } from './audit-log';

type StoredSetAside = Awaited<ReturnType<SetAsideClicks['get']>>;

/** The clicks that could not be processed. Ops see why, and send them again when the cause is removed. */
export const SetAsideController = controllerOf(
  'setAside',
  [SetAsideClicks, Recipients, RunStore, RunCommands, JobProducer, EntityNames, AuditLog, Clock],
  (clicks, recipients, runs, commands, jobs, names, audit, clock) => {
    const view = async ({
      _id: id,
      click,
      reason,
      at,
      sentAgainAt,
    }: StoredSetAside): Promise<SetAsideClick> => {
      const [link, recipient, run] = await Promise.all([
        names.nameOf('link', click.link),
        recipients.find(click.recipient),
        runs.get(id),
      ]);
      return {
        id,
        at: new Date(click.at).toISOString(),
        kind: click.kind,
        version: click.version,
        link,
        recipient: { id: click.recipient, name: recipient?.name ?? '' },
        browser: click.ua,
        reason,
        setAsideAt: at.toISOString(),
        sentAgainAt: sentAgainAt?.toISOString(),
        run: run ? { id, status: run.status } : undefined,
      };
    };

    /**
     * Has a click processed: by a retry of its failed run or, if it has no run, by a new delivery of the click. A click that may crash its
     * worker goes to quarantine at once. A click whose run has not failed needs nothing.
     */
    const process = async ({ _id: id, click, reason }: StoredSetAside): Promise<void> => {
      const run = await runs.get(id);
      if (run?.status === 'failed') await commands.change(id, { verb: 'retry' });
      if (run) return;
      if (reason === 'crashed-worker')
        await jobs.add('quarantine', { v: 1, kind: 'clicks', clicks: [click] });
      else await jobs.add('clicks', { v: 1, clicks: [click] });
    };

    return {
      list: async ({ query }) => {
        const { page, pageSize } = query;
        const { rows, total } = await clicks.page(query);
        return { items: await Promise.all(rows.map(view)), total, page, pageSize };
      },
      sendAgain: async ({ params: { id }, user }) => {
        const found = await clicks.get(id);
        const { name } = await names.nameOf('link', found.click.link);
        const recipient = await recipients.find(found.click.recipient);
        const sent = await audit.record(user, {
          action: 'click.send-again',
          target: { kind: 'click', id, name },
          details: { reason: found.reason },
          contactId: recipient?.contactId ?? undefined,
          act: () => clicks.sendAgain(found, clock.now(), () => process(found)),
        });
        return view(sent);
      },
    };
  },
);
