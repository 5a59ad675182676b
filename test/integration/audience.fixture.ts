import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { RecipientState, SaveContact } from '@linkflow/contracts';
import { AudienceQueue, AudienceService, MailingsService, RecipientsService } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { contactIn } from './crm.fixture';
import { INGRID, TestAudienceQueue, mailingLibrary } from './links.fixture';

export const anAddress = (): string => `${newId()}@example.no`;

/** Mailings and their audiences in the test's own process, for the tests of a file. The services exist from `beforeAll` on. */
export function audienceForFile(name: string) {
  const environment = testEnvironment(name);
  let app: INestApplicationContext;
  beforeAll(async () => {
    app = await mailingLibrary(environment);
  });
  afterEach(() => {
    app.get<TestAudienceQueue>(AudienceQueue).isPaused = false;
  });
  afterAll(async () => {
    await app?.close();
    await environment.dispose();
  });
  return {
    get app() {
      return app;
    },
    get queue() {
      return app.get<TestAudienceQueue>(AudienceQueue);
    },
    get audience() {
      return app.get(AudienceService);
    },
    get recipients() {
      return app.get(RecipientsService);
    },
    aMailing: async (): Promise<string> =>
      (await app.get(MailingsService).create({ name: 'Spring', subject: 'Hi', html: '' }, INGRID))._id,
    /** A contact, without an address unless one is given. */
    aContact: (more: Partial<SaveContact>): Promise<string> => contactIn(app, { email: null, ...more }),
    /** The recipients of a mailing, by address or name, with the reasons why they do not get it. */
    async list(mailingId: string, state?: RecipientState): Promise<Record<string, string | null>> {
      const { rows } = await app.get(RecipientsService).page(mailingId, { page: 1, pageSize: 200, state });
      return Object.fromEntries(
        rows.map(({ email, name: called, blocked }) => [email || called, blocked?.code ?? null]),
      );
    },
  };
}
