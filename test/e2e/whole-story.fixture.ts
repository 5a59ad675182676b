import type { mongo } from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { visit, type ApiClient } from '../support';
import { linkIn, messageTo } from '../support/received-mail';
import type { MailServer } from '../support/mail-server';

/** The network of a gateway that opens the links of messages, and an address of it. */
const GATEWAY = '40.92.0.10';
/** People open their mail this long after it was delivered, ms. */
const LATER_MS = 20 * 60_000;

/** Each person is at home, in a network of their own. */
const homeOf = (person: number): string => `84.${208 + (person % 8)}.${Math.floor(person / 8)}.7`;

/** The customers who get the mailing, in the order of their numbers. Every second one lives in Norway. */
export class Customers {
  private constructor(
    readonly emails: readonly string[],
    private readonly server: Pick<MailServer, 'taken'>,
    private readonly db: mongo.Db,
  ) {}

  /** Creates the contacts and a selection that contains them by a criterion. */
  static async create(
    api: ApiClient,
    options: { count: number; selection: string; server: Pick<MailServer, 'taken'>; db: mongo.Db },
  ): Promise<Customers> {
    const { count, selection, server, db } = options;
    const emails = Array.from({ length: count }, (_, n) => `kunde-${n}@example.no`);
    const title = 'Solkunde';
    for (let from = 0; from < count; from += 20)
      await Promise.all(
        emails.slice(from, from + 20).map((email, n) =>
          api.call(ROUTES.contacts.create, {
            body: {
              firstName: `Kunde ${from + n}`,
              lastName: 'Solberg',
              email,
              title,
              country: n % 2 ? 'SE' : 'NO',
            },
          }),
        ),
      );
    const criteria = { fact: 'contact.title', operator: 'equal', value: title };
    await api.call(ROUTES.selections.create, { body: { name: selection, kind: 'dynamic', criteria } });
    return new Customers(emails, server, db);
  }

  /** Customers by their numbers, from `from` up to `to`. */
  static range = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, n) => from + n);

  emailsOf(numbers: readonly number[]): string[] {
    return numbers.map((number) => this.emails[number] ?? '').sort();
  }

  /** Clicks the links with these texts in the newest message of each customer, at home. Returns where the last click led. */
  async click(numbers: readonly number[], ...texts: string[]): Promise<string | null> {
    let location: string | null = null;
    for (const number of numbers) location = await this.open(number, { from: homeOf(number), texts });
    return location;
  }

  /** A gateway asks for the headers of each of these links, and opens it. */
  async scan(numbers: readonly number[], ...texts: string[]): Promise<void> {
    for (const number of numbers) {
      await this.open(number, { from: GATEWAY, texts, method: 'HEAD' });
      await this.open(number, { from: GATEWAY, texts });
    }
  }

  /** Makes the deliveries and the clicks so far older, as if time had passed since. */
  async passTime(): Promise<void> {
    const earlier = (field: string) => [{ $set: { [field]: { $subtract: [`$${field}`, LATER_MS] } } }];
    await this.db
      .collection('recipients')
      .updateMany({ 'delivery.sentAt': { $exists: true } }, earlier('delivery.sentAt'));
    await this.db.collection('clicks').updateMany({}, earlier('at'));
  }

  private async open(
    number: number,
    { from, texts, method = 'GET' }: { from: string; texts: readonly string[]; method?: string },
  ): Promise<string | null> {
    const address = this.emails[number] ?? '';
    const newest = this.server.taken.filter(({ to }) => to === address).slice(-1);
    const mail = await messageTo({ taken: newest }, address);
    let location: string | null = null;
    for (const text of texts) {
      const answer = await visit(linkIn(mail, text), { method, headers: { 'x-forwarded-for': from } });
      if (answer.status !== 302)
        throw new Error(`“${text}” of ${address} was answered with ${answer.status}`);
      location = answer.headers.get('location');
    }
    return location;
  }
}
