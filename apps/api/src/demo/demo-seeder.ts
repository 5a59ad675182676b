import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { CrmImport, CrmModule, UsersService } from '@linkflow/crm';
import {
  DraftsService,
  FoldersService,
  LinksService,
  PublishingService,
  linkPlaceholder,
  type Author,
} from '@linkflow/links';
import { MailingsService, AudienceService, SubscriptionsModule, withDocument } from '@linkflow/mailings';
import { ConfigError, Leases, Log, OrganisationConfig, collectionOf, readConfig } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';
import { z } from 'zod';
import { formLibrary, linkLibrary, mailingLibrary } from '../lib-modules';
import { hashPassword } from '../session/password-hash';
import { SessionModule } from '../session/session.controller';
import { SessionSettings } from '../session/sessions.service';
import { DemoForms } from './demo-forms';
import { DEMO_LINKS, springNews, type DemoLink } from './demo-links';
import { CATEGORY, FIELD, INTEREST, PRIORITY, PROJECT, SCRIPT, SELECTION, TASK_TYPE } from './demo-lists';
import { StartSet } from './start-set';
import { COMPANY, DEMO_CONTACTS, DEMO_PASSWORD, DEMO_USERS, INGRID, LARS } from './demo-people';

@Injectable()
class CrmSeeder {
  constructor(private readonly crm: CrmImport) {}

  async fill(): Promise<void> {
    await Promise.all([
      ...Object.values(FIELD).map((field) => this.crm.field(field)),
      ...Object.values(INTEREST).map((entry) => this.crm.entry('interest', entry)),
      ...Object.values(SELECTION).map((entry) => this.crm.entry('selection', entry)),
      ...Object.values(PROJECT).map((entry) => this.crm.entry('project', entry)),
      ...Object.values(PRIORITY).map((entry) => this.crm.entry('priority', entry)),
      ...Object.values(TASK_TYPE).map((entry) => this.crm.entry('task-type', entry)),
      ...Object.values(CATEGORY).map((entry) => this.crm.entry('category', entry)),
      ...Object.values(SCRIPT).map((entry) => this.crm.entry('script', entry)),
      ...Object.values(COMPANY).map((company) => this.crm.company(company)),
      ...DEMO_CONTACTS.map((contact) => this.crm.contact(contact)),
      ...this.memberships(),
    ]);
    // All have the same published password. One hash of it is enough: each takes a tenth of a second or two.
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    // Users are inserted last, so that nobody can sign in before the CRM data is complete.
    await Promise.all(DEMO_USERS.map((user) => this.crm.user({ ...user, passwordHash })));
  }

  /** Gives some of the contacts memberships, chosen by their position in the list. */
  private memberships(): Promise<void>[] {
    return DEMO_CONTACTS.flatMap((contact, index) => [
      ...(index % 2 === 0 || contact === LARS
        ? [this.crm.member('interest', INTEREST.newsletter.id, contact.id)]
        : []),
      ...(index % 5 === 3 ? [this.crm.member('interest', INTEREST.events.id, contact.id)] : []),
      ...(index % 7 === 2 ? [this.crm.member('selection', SELECTION.vip.id, contact.id)] : []),
      ...(index % 9 === 4 ? [this.crm.member('project', PROJECT.customerDays.id, contact.id)] : []),
    ]);
  }
}

/** Stands as the author of the start set. */
const SYSTEM: Author = { id: '0'.repeat(24), name: 'Linkflow' };
const AUTHOR: Author = { id: INGRID.id, name: INGRID.name };
const MAILING = 'Vårnyheter 2027';
const SUBJECT = 'Mer sol på taket, mindre på regningen';

/** Seeds published links, a mailing that contains them, and a form. Entries that exist already, found by name, are used and not created again. */
@Injectable()
class MarketingSeeder {
  constructor(
    private readonly folders: FoldersService,
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
    private readonly mailings: MailingsService,
    private readonly audience: AudienceService,
    private readonly startSet: StartSet,
    private readonly forms: DemoForms,
  ) {}

  async fill(): Promise<void> {
    await this.startSet.fill({ by: AUTHOR, language: 'nb' });
    const ids = new Map<DemoLink, string>();
    // Created one after the other, so that the library lists the links in this order.
    for (const link of DEMO_LINKS) ids.set(link, await this.link(link));
    const mailingId = await this.mailing(springNews((link) => linkPlaceholder(ids.get(link) ?? '')));
    // Adds the recipients that an interrupted seed lacks: the same contacts are one source.
    await this.audience.add(mailingId, { contactIds: DEMO_CONTACTS.map(({ id }) => id) }, AUTHOR);
    await this.forms.fill(AUTHOR);
  }

  private async link({ name, folder, url, note, workflow }: DemoLink): Promise<string> {
    const { rows } = await this.links.page({ q: name, page: 1, pageSize: 50 });
    const existing = rows.find((row) => row.name === name && row.mailingId === null);
    const id =
      existing?._id ??
      (await this.links.create({ name, url, folderId: await this.folder(folder) }, AUTHOR))._id;
    const { liveVersion, draft } = await this.links.get(id);
    if (liveVersion !== null) return id;
    const { draft: drawn } = await this.drafts.save(
      id,
      { revision: draft.revision, url, ...workflow },
      AUTHOR,
    );
    await this.publishing.publish(id, { revision: drawn.revision, note }, AUTHOR);
    return id;
  }

  private async folder(name: string): Promise<string> {
    const existing = (await this.folders.list('link')).find(
      (folder) => folder.name === name && folder.parentId === null,
    );
    return existing?.id ?? (await this.folders.create('link', { name, parentId: null })).id;
  }

  private async mailing(html: string): Promise<string> {
    const { rows } = await this.mailings.page({ q: MAILING, page: 1, pageSize: 50 });
    const existing = rows.find((row) => row.name === MAILING);
    if (existing) return existing._id;
    const created = await this.mailings.create(
      {
        name: MAILING,
        subject: SUBJECT,
        typeId: await this.forms.type(),
        html: withDocument(html, { language: 'nb', title: SUBJECT }),
      },
      AUTHOR,
    );
    return created._id;
  }
}

/** The state of a seed. `done: false`: it is in progress, or its process ended before it was complete. */
interface SeedDoc {
  _id: string;
  done: boolean;
}

type SeedId = 'demo' | 'start-set';
const LEASE = 'demo-seed';
/** Short, so that the first start after a crash does not wait long for the lease to expire. */
const LEASE_MS = 10_000;

/** Lets one of several processes that start together run the seed, while the others wait for it. Owns the collection `seeds`. */
@Injectable()
class SeedsRepository {
  private readonly seeds: mongo.Collection<SeedDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly leases: Leases,
  ) {
    this.seeds = collectionOf(connection, 'seeds');
  }

  /** True when a seed was started and not finished. */
  async isUnfinished(id: SeedId): Promise<boolean> {
    return (await this.seeds.findOne({ _id: id }))?.done === false;
  }

  /** Runs the seed unless it is done. If another process is running it, waits for that process, and takes over if that process dies. */
  async runOnce(id: SeedId, seed: () => Promise<void>): Promise<void> {
    await this.leases.hold(LEASE, LEASE_MS, async () => {
      const state = await this.seeds.findOne({ _id: id });
      if (state?.done) return;
      await this.seeds.updateOne({ _id: id }, { $set: { done: false } }, { upsert: true });
      await seed();
      await this.seeds.updateOne({ _id: id }, { $set: { done: true } });
    });
  }
}

const DemoConfig = z.object({
  /** Seeds an empty database with the demo. */
  SEED_DEMO: z.enum(['true', 'false', '']).default('false'),
});

/** Seeds an empty database before the api reports that it is ready: with the demo organisation, or with the start set of links. */
@Injectable()
export class DemoSeeder implements OnApplicationBootstrap {
  private readonly enabled = readConfig(DemoConfig).SEED_DEMO === 'true';

  constructor(
    private readonly users: UsersService,
    private readonly seeds: SeedsRepository,
    private readonly crm: CrmSeeder,
    private readonly marketing: MarketingSeeder,
    private readonly startSet: StartSet,
    private readonly settings: SessionSettings,
    private readonly log: Log,
  ) {}

  /** @throws ConfigError if PUBLIC_URL is not an address of this machine: others could sign in with the published password of the demo */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.enabled) return this.seedStartSet();
    if (!this.settings.isLocal) {
      throw new ConfigError(
        'SEED_DEMO=true with a PUBLIC_URL that others can reach: the password of the demo is published. Set SEED_DEMO=false.',
      );
    }
    if ((await this.users.isEmpty()) || (await this.seeds.isUnfinished('demo'))) await this.seed();
  }

  /** At the first start, before there are users, and if that start was interrupted. */
  private async seedStartSet(): Promise<void> {
    const isFirst = (await this.users.isEmpty()) || (await this.seeds.isUnfinished('start-set'));
    if (!isFirst) return;
    const { ORGANISATION_LANGUAGE: language } = readConfig(OrganisationConfig);
    await this.seeds.runOnce('start-set', () => this.startSet.fill({ by: SYSTEM, language }));
  }

  private async seed(): Promise<void> {
    await this.seeds.runOnce('demo', async () => {
      await this.crm.fill();
      await this.marketing.fill();
      this.log.info({}, 'seeded the empty database with the demo');
    });
  }
}

/** A demo organisation with people, links, a mailing and a form, for the guided tour and for tests. */
@Module({
  imports: [CrmModule, SessionModule, SubscriptionsModule, linkLibrary, mailingLibrary, formLibrary],
  providers: [SeedsRepository, StartSet, DemoForms, CrmSeeder, MarketingSeeder, DemoSeeder],
})
export class DemoModule {}
