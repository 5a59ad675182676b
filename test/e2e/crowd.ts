import { ROUTES, type LinkDetail, type RecipientView, type WorkflowEdit } from '@linkflow/contracts';
import { Demo, type ApiClient } from '../support';

/** Many additional recipients of the demo's mailing, who click on the demo's link. */
export class Crowd {
  private urls: { contactId: string; url: string }[] = [];

  private constructor(
    private readonly api: ApiClient,
    private readonly demo: Demo,
    readonly contactIds: readonly string[],
  ) {}

  /** Creates `count` contacts and adds them to the demo's mailing. */
  static async invite(api: ApiClient, count: number): Promise<Crowd> {
    const demo = new Demo(api);
    const contactIds: string[] = [];
    for (let number = 1; number <= count; number++) {
      const card = await api.call(ROUTES.contacts.create, {
        body: {
          firstName: `Nr. ${number}`,
          lastName: 'Klikker',
          email: `klikker-${number}@example.com`,
        },
      });
      contactIds.push(card.id);
    }
    const mailingId = await demo.idOf('mailing', Demo.MAILING);
    await api.call(ROUTES.recipients.add, { params: { id: mailingId }, body: { contactIds } });
    const crowd = new Crowd(api, demo, contactIds);
    crowd.urls = await crowd.trackedUrls(mailingId);
    return crowd;
  }

  /** Clicks once on the link as each of these contacts, all at the same time. */
  async click(contactIds: readonly string[] = this.contactIds): Promise<void> {
    await Promise.all(
      this.urls
        .filter(({ contactId }) => contactIds.includes(contactId))
        .map(({ url }) => this.demo.click(url)),
    );
  }

  /** The tracked URL of the link in the message to a contact. */
  urlOf(contactId: string): string {
    const found = this.urls.find((one) => one.contactId === contactId);
    if (!found) throw new Error(`${contactId} is not in the crowd`);
    return found.url;
  }

  /** Returns the kinds of changes on each contact's card, sorted. An effect that was repeated is in the list twice. */
  changes(): Promise<string[][]> {
    return Promise.all(
      this.contactIds.map(async (id) =>
        (await this.demo.card(id)).changes.map((change) => change.kind).sort(),
      ),
    );
  }

  private async trackedUrls(mailingId: string): Promise<{ contactId: string; url: string }[]> {
    const page = await this.api.call(ROUTES.recipients.list, {
      params: { id: mailingId },
      query: { pageSize: 200 },
    });
    const ours = page.items.filter(({ contact }) => contact && this.contactIds.includes(contact.id));
    const urlOf = async (recipient: RecipientView) => ({
      contactId: recipient.contact?.id ?? '',
      url: await this.demo.trackedUrl(recipient, Demo.LINK),
    });
    return Promise.all(ours.map(urlOf));
  }
}

/** Publishes a workflow of three actions for the demo's link: set an interest, add to a selection, create a follow-up. */
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
  await api.call(ROUTES.workflows.editDraft, {
    params: { id: link.id },
    body: { revision: link.draft.revision, edits },
  });
  const drawn = await demo.link();
  await api.call(ROUTES.workflows.publish, {
    params: { id: link.id },
    body: { revision: drawn.draft.revision },
  });
  return drawn;
}

function node(id: string, type: string, params: Record<string, unknown>): WorkflowEdit {
  return { op: 'add-node', node: { id, type, params } };
}

function edge(from: string, port: string, to: string): WorkflowEdit {
  return { op: 'connect', edge: { id: `${from}-${to}`, from: { node: from, port }, to } };
}
