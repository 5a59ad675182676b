import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { z } from 'zod';
import { CompaniesService, ContactsService, UsersService, type UserSource } from '@linkflow/crm';
import { Log, readConfig } from '@linkflow/platform';
import { hashPassword } from '../session/password-hash';
import { DemoLinksSeed } from './demo-links';
import { DemoListsSeed, idOf, inTurn } from './demo-lists';
import { COLLEAGUES, COMPANIES, CONTACTS, DEMO_PASSWORD, type ColleagueKey } from './demo-people';

const DemoConfig = z.object({
  /** Fill a database that has no users with the demo. */
  SEED_DEMO: z.stringbool().default(false),
});

/** Fills an empty house, so that one can try everything at once. Does nothing where there is a user. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  private readonly wanted = readConfig(DemoConfig).SEED_DEMO;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UsersService,
    private readonly companies: CompaniesService,
    private readonly contacts: ContactsService,
    private readonly lists: DemoListsSeed,
    private readonly links: DemoLinksSeed,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.wanted || !(await this.users.isEmpty()) || !(await this.takeTurn())) return;
    const started = performance.now();
    await this.fill();
    this.log.info({ ms: Math.round(performance.now() - started) }, 'filled the empty database with the demo');
  }

  private async fill(): Promise<void> {
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    const users = {} as Record<ColleagueKey, string>;
    for (const { key, ...colleague } of COLLEAGUES) {
      const user = await this.users.create({
        ...colleague,
        passwordHash,
        language: 'nb',
        timeZone: 'Europe/Oslo',
        workday: { from: 8 * 60, to: 16 * 60 },
      });
      users[key] = user.id;
    }
    const by: UserSource = { kind: 'user', userId: users.ingrid, userName: 'Ingrid Dahl' };
    const lists = await this.lists.create(users);
    const companies = await inTurn(
      COMPANIES.map(({ name, country, ourContact }) => async () => {
        const { id } = await this.companies.create({ name, country, ourContactId: users[ourContact] });
        return { name, id, ourContactId: users[ourContact] };
      }),
    );
    const contactIds = await inTurn(
      CONTACTS.map(({ company, ...person }) => async () => {
        const at = companies.find((one) => one.name === company);
        const contact = await this.contacts.create(
          {
            ...person,
            title: null,
            phone: null,
            companyId: at?.id ?? null,
            ourContactId: at?.ourContactId ?? null,
          },
          by,
        );
        return contact.id;
      }),
    );
    await this.history(contactIds, lists.interests, by);
    await this.links.create(lists, { id: by.userId, name: by.userName }, contactIds);
  }

  /** Something that was there before the first click, so that a card shows both. */
  private async history(
    contactIds: string[],
    interests: Record<string, string>,
    by: UserSource,
  ): Promise<void> {
    for (const [index, contactId] of contactIds.entries()) {
      if (index % 2 === 0)
        await this.contacts.setMembership(contactId, 'interest', idOf(interests, 'Nyhetsbrev'), true, by);
      if (index % 3 === 0) {
        await this.contacts.update(
          contactId,
          { fields: { x_customer_since: `${2018 + (index % 8)}-03-01`, x_purchases: index } },
          by,
        );
      }
    }
  }

  /** Of several processes that start at once, one fills the database. */
  private async takeTurn(): Promise<boolean> {
    try {
      await this.connection
        .collection<{ _id: string; at: Date }>('seeds')
        .insertOne({ _id: 'demo', at: new Date() });
      return true;
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === 11_000) return false;
      throw error;
    }
  }
}
