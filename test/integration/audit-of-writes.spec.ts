import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, ROUTE_DEFINITIONS, type ApiRoute, type AuditEntry } from '@linkflow/contracts';
import { testEnvironment } from '../support';
import { clickWriteCases } from './audit-of-click-writes.cases';
import { crmWriteCases } from './audit-of-crm-writes.cases';
import { folderWriteCases } from './audit-of-folder-writes.cases';
import { formWriteCases } from './audit-of-form-writes.cases';
import { mailWriteCases } from './audit-of-mail-writes.cases';
import { webhookWriteCases } from './audit-of-webhook-writes.cases';
import { writeCases } from './audit-of-writes.cases';
import { WriteScene } from './audit-of-writes.fixture';

/** Every route that changes something leaves an audit event: who, when, what, and what was before and after. */
const environment = testEnvironment('audit_of_writes');
const scene = new WriteScene();
const cases = [
  ...writeCases(scene),
  ...clickWriteCases(scene),
  ...folderWriteCases(scene),
  ...crmWriteCases(scene),
  ...mailWriteCases(scene),
  ...formWriteCases(scene),
  ...webhookWriteCases(scene),
];

beforeAll(() => scene.start(environment), 120_000);
afterAll(async () => {
  await scene.app?.close();
  await environment.dispose();
});

/** Routes that are not GET and leave no event, with the reason. */
const NOT_AUDITED: Partial<Record<ApiRoute, string>> = {
  [ROUTES.session.update]: 'the language of the own pages',
  [ROUTES.passwordLinks.check]: 'reads',
  [ROUTES.workflows.simulate]: 'reads',
  [ROUTES.bulks.count]: 'reads',
  [ROUTES.rejudgements.preview]: 'reads: changes nothing',
  [ROUTES.reconciliations.start]: 'reads: makes a report',
  [ROUTES.subscriptions.events]:
    'reports of a mail provider; what follows from them is kept with the address',
  [ROUTES.mailings.render]: 'reads: content that is not saved',
  [ROUTES.selections.preview]: 'reads: criteria that are tried are not saved',
  [ROUTES.scripts.try]: 'reads: a script that is tried has no effects',
  [ROUTES.workflows.saveDraft]:
    'a draft does nothing until it is published; versions keep who published what',
  [ROUTES.workflows.editDraft]: 'like saveDraft',
  [ROUTES.formWorkflows.saveDraft]: 'like that of a link',
  [ROUTES.formWorkflows.editDraft]: 'like that of a link',
  [ROUTES.formWorkflows.discardDraft]: 'like that of a link',
  [ROUTES.workflows.discardDraft]: 'like saveDraft; the history says whose draft it is',
};

const isWrite = (route: string): boolean => !route.startsWith('GET ');
const audited = [...ROUTE_DEFINITIONS.keys()]
  .filter((route) => isWrite(route) && !Object.hasOwn(NOT_AUDITED, route))
  .sort();

async function newest(): Promise<AuditEntry | undefined> {
  return (await scene.api.call(ROUTES.ops.audit, { query: { pageSize: 1 } })).items[0];
}

/** The changes of an event in short, with names instead of references, and without generated ids. */
const shortOf = ({ changes }: AuditEntry): string[] | undefined =>
  changes?.map(({ property, before, after }) => {
    const [old, now] = [before, after].map((value) => {
      const named = value as { name?: string } | null;
      return String(named?.name ?? value).replace(/[0-9a-f]{24}/, '…');
    });
    return `${property}: ${old} → ${now}`;
  });

describe('each route that changes something', () => {
  it('has a case here, or a reason why it leaves no event', () => {
    const covered = [...new Set(cases.map(([route]) => route))];
    expect(audited.filter((route) => !covered.includes(route as ApiRoute))).toEqual([]);
    expect(covered.filter((route) => !audited.includes(route))).toEqual([]);
  });

  it.each(cases)('leaves an event: %s', async (_route, prepare, { action, details, changes }) => {
    const act = await prepare();
    const before = await newest();
    await act();
    const event = await newest();
    if (!event) throw new Error('There is no event');
    expect(event.id).not.toBe(before?.id);
    expect(event).toMatchObject({ action, by: { name: expect.stringMatching(/./) } });
    expect(event.pending).toBeUndefined();
    expect(event.target.id).not.toBe('');
    // The event of an erasure contains neither the person's name nor the address.
    if (!action.startsWith('contact.erase')) expect(event.target.name).not.toBe('');
    if (details) expect(event.details).toMatchObject(details);
    if (changes) expect(shortOf(event)).toEqual(changes);
  });
});
