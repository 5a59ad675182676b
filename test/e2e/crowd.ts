import type {
  ContactCard,
  LinkDetail,
  RecipientPage,
  RecipientView,
  WorkflowEdit,
} from '@linkflow/contracts';
import { Demo, type ApiClient } from '../support';

/** Many contacts who got the demo's mailing, and a link that does three things for each of them. */
export class Crowd {
  private urls: { contactId: string; url: string }[] = [];

  private constructor(
    private readonly api: ApiClient,
    private readonly demo: Demo,
    readonly contactIds: readonly string[],
  ) {}

  /** Makes the contacts and sends them the mailing. */
  static async invite(api: ApiClient, count: number): Promise<Crowd> {
    const demo = new Demo(api);
    const contactIds: string[] = [];
    for (let number = 1; number <= count; number++) {
      const card = await api.post<ContactCard>('/api/contacts', {
        firstName: `Nr. ${number}`,
        lastName: 'Klikker',
        email: `klikker-${number}@example.com`,
      });
      contactIds.push(card.id);
    }
    const mailingId = await demo.idOf('mailing', Demo.MAILING);
    await api.post(`/api/mailings/${mailingId}/recipients`, { contactIds });
    const crowd = new Crowd(api, demo, contactIds);
    crowd.urls = await crowd.trackedUrls(mailingId);
    return crowd;
  }

  /** All of them click, one soon after the other. */
  async click(contactIds: readonly string[] = this.contactIds): Promise<void> {
    await Promise.all(
      this.urls
        .filter(({ contactId }) => contactIds.includes(contactId))
        .map(({ url }) => this.demo.click(url)),
    );
  }

  /** What was done on the card of each, sorted: a repeat of an effect would stand there twice. */
  changes(): Promise<string[][]> {
    return Promise.all(
      this.contactIds.map(async (id) =>
        (await this.demo.card(id)).changes.map((change) => change.kind).sort(),
      ),
    );
  }

  private async trackedUrls(mailingId: string): Promise<{ contactId: string; url: string }[]> {
    const page = await this.api.get<RecipientPage>(`/api/mailings/${mailingId}/recipients?pageSize=200`);
    const ours = page.items.filter(({ contact }) => contact && this.contactIds.includes(contact.id));
    const urlOf = async (recipient: RecipientView) => ({
      contactId: recipient.contact?.id ?? '',
      url: await this.demo.trackedUrl(recipient, Demo.LINK),
    });
    return Promise.all(ours.map(urlOf));
  }
}

/** Publishes for the demo's link: an interest, a selection, a follow-up, one after the other. */
export async function publishThreeSteps(api: ApiClient, selectionId: string): Promise<LinkDetail> {
  const demo = new Demo(api);
  const link = await demo.link();
  const userId = await demo.idOf('user', 'Ingrid Dahl');
  const edits: WorkflowEdit[] = [
    node('interest', 'set-interest', { interestId: await demo.idOf('interest', 'Produktnyheter') }),
    node('select', 'add-to-selection', { selectionId }),
    node('call', 'create-follow-up', {
      kind: 'to-do',
      taskTypeId: await demo.idOf('task-type', 'Telefon ut'),
      text: 'Ring {{contact.firstName}}',
      createdById: userId,
      assignToOurContact: true,
      defaultRecipientId: userId,
      projectId: null,
      durationMinutes: 15,
      dueInDays: 0,
    }),
    edge('click', 'then', 'interest'),
    edge('interest', 'next', 'select'),
    edge('select', 'next', 'call'),
  ];
  await api.post(`/api/links/${link.id}/draft/edits`, { revision: link.draft.revision, edits });
  const drawn = await demo.link();
  await api.post(`/api/links/${link.id}/publish`, { revision: drawn.draft.revision });
  return drawn;
}

function node(id: string, type: string, params: Record<string, unknown>): WorkflowEdit {
  return { op: 'add-node', node: { id, type, params } };
}

function edge(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${to}`, from: { node: from, port }, to } };
}
