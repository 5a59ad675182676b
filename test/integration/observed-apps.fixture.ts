import type { INestApplicationContext } from '@nestjs/common';
import { NEXT_PORT, type WorkflowEdit } from '@linkflow/contracts';
import { DraftsService, LinkTokens, LinksRepository, LinksService, PublishingService } from '@linkflow/links';
import { RecipientsRepository } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { startApps, type RunningApps, type TestEnvironment } from '../support';
import { INGRID, TEST_LINK_KEYS, linkLibrary, placed } from './links.fixture';

const ALL_TO_A = {
  shares: [
    { id: 'a', label: 'A', weight: 1 },
    { id: 'b', label: 'B', weight: 0 },
  ],
};

/** For tests of metrics and traces: processes of apps/click and apps/worker, and a link library in the test on the same database. */
export class ObservedApps {
  private constructor(
    readonly apps: RunningApps,
    private readonly library: INestApplicationContext,
  ) {}

  static async start(environment: TestEnvironment, env: Record<string, string> = {}): Promise<ObservedApps> {
    const library = await linkLibrary(environment);
    const apps = await startApps({
      environment,
      only: ['click', 'worker'],
      // Waits do not become delayed jobs: the reconciler enqueues every run within 0.1 s after it is due.
      env: { LINK_KEYS: TEST_LINK_KEYS, RECONCILE_MS: '100', TIMER_HORIZON_MS: '0', ...env },
    });
    return new ObservedApps(apps, library);
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.library.close();
  }

  /** Publishes a link with two steps, and if `waits`, a wait of one minute between them. Returns its id. */
  async aLink({ waits = false } = {}): Promise<string> {
    const link = await this.library
      .get(LinksService)
      .create({ name: 'A link', url: 'https://example.com' }, INGRID);
    const edits: WorkflowEdit[] = [
      ...placed('first', 'split', ALL_TO_A, { node: 'click', port: 'then' }),
      ...(waits ? placed('pause', 'wait', { kind: 'for', amount: 1, unit: 'minutes' }, AFTER_FIRST) : []),
      ...placed('last', 'split', ALL_TO_A, waits ? { node: 'pause', port: NEXT_PORT } : AFTER_FIRST),
    ];
    const { draft } = await this.library
      .get(DraftsService)
      .edit(link._id, { revision: link.draft.revision, edits }, INGRID);
    await this.library.get(PublishingService).publish(link._id, { revision: draft.revision }, INGRID);
    return link._id;
  }

  async aRecipient(): Promise<string> {
    const _id = newId();
    await this.library.get(RecipientsRepository).documents.insertOne({
      _id,
      mailingId: newId(),
      contactId: null,
      email: 'kari@example.com',
      name: 'Kari',
      addedAt: new Date(),
      removedAt: null,
    });
    return _id;
  }

  click(linkId: string, recipientId: string): Promise<Response> {
    const token = this.library.get(LinkTokens).sign('click', linkId, recipientId);
    return fetch(`${this.apps.clickUrl}/c/${token}`, {
      redirect: 'manual',
      headers: { 'user-agent': 'Firefox' },
    });
  }

  get runs(): mongo.Collection<{ _id: string; status: string; recipientId: string; dueAt?: Date }> {
    return this.library.get(LinksRepository).documents.db.collection('runs');
  }
}

const AFTER_FIRST = { node: 'first', port: 'a' };
