import { Injectable } from '@nestjs/common';
import type { WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import {
  DraftsService,
  FoldersService,
  LinksService,
  PublishingService,
  linkPlaceholder,
  type By,
} from '@linkflow/links';
import { MailingsService, RecipientsService } from '@linkflow/mailings';
import { idOf, type DemoLists } from './demo-lists';

interface DemoLink {
  name: string;
  url: string;
  folderId: string | null;
  nodes: (WorkflowNode & { at: [number, number] })[];
  wires: [from: string, port: string, to: string][];
}

/** Tracked links as a marketer would have drawn them, and the mailing that uses them. */
@Injectable()
export class DemoLinksSeed {
  constructor(
    private readonly folders: FoldersService,
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsService,
  ) {}

  async create(lists: DemoLists, by: By, contactIds: string[]): Promise<void> {
    const newsletter = await this.folders.create({ name: 'Nyhetsbrev' });
    await this.folders.create({ name: 'Kampanjer', parentId: newsletter.id });
    const linkIds: string[] = [];
    for (const link of demoLinks(lists, by, newsletter.id)) linkIds.push(await this.publish(link, by));
    const mailing = await this.mailings.create(
      {
        name: 'Vårnyheter 2027',
        subject: 'Vårens nyheter er her, {{contact.firstName}}',
        html: mailHtml(linkIds),
      },
      by,
    );
    await this.recipients.add(mailing._id, { contactIds, selectionIds: [] });
  }

  private async publish({ name, url, folderId, nodes, wires }: DemoLink, by: By): Promise<string> {
    const link = await this.links.create({ name, url, folderId }, by);
    let { revision } = link.draft;
    if (nodes.length > 0) {
      const edits: WorkflowEdit[] = [
        { op: 'move', positions: { click: { x: 0, y: 0 } } },
        ...nodes.map(({ at: [x, y], ...node }): WorkflowEdit => ({
          op: 'add-node',
          node,
          position: { x, y },
        })),
        ...wires.map(([from, port, to]): WorkflowEdit => ({
          op: 'connect',
          edge: { id: `${from}-${port}`, from: { node: from, port }, to },
        })),
      ];
      ({ revision } = (await this.drafts.edit(link._id, { revision, edits }, by)).draft);
    }
    await this.publishing.publish(link._id, { revision }, by);
    return link._id;
  }
}

function demoLinks(lists: DemoLists, by: By, folderId: string): DemoLink[] {
  const { interests, selections, categories, priorities, taskTypes, fields } = lists;
  return [
    {
      // What this one does in the background is left for whoever tries the demo to draw.
      name: 'Ja, hold meg informert om nye produkter',
      url: 'https://example.com/takk',
      folderId,
      nodes: [
        {
          id: 'takk',
          type: 'show-text',
          params: {
            html: '<h2>Takk, {{contact.firstName|du}}!</h2><p>Vi gir deg beskjed når det kommer nye produkter.</p>',
          },
          at: [-170, 170],
        },
      ],
      wires: [['click', 'respond', 'takk']],
    },
    {
      name: 'Ring meg',
      url: 'https://example.com/kontakt',
      folderId,
      nodes: [
        {
          id: 'bekreft',
          type: 'confirm',
          params: {
            title: 'Skal vi ringe deg?',
            html: '<p>Trykk på knappen, så ringer kontaktpersonen din deg i løpet av dagen.</p>',
            button: 'Ja, ring meg',
          },
          at: [-170, 170],
        },
        { id: 'svar', type: 'show-text', params: { html: '<h2>Da ringer vi deg.</h2>' }, at: [-170, 340] },
        {
          id: 'ring',
          type: 'create-follow-up',
          params: {
            kind: 'to-do',
            taskTypeId: idOf(taskTypes, 'Telefon ut'),
            text: 'Ring {{contact.name}}, som ba om det i {{mailing.name}}',
            projectId: null,
            createdById: by.id,
            assignToOurContact: true,
            defaultRecipientId: by.id,
            durationMinutes: 15,
            dueInDays: 0,
          },
          at: [170, 170],
        },
      ],
      wires: [
        ['click', 'respond', 'bekreft'],
        ['bekreft', 'confirmed', 'svar'],
        ['click', 'then', 'ring'],
      ],
    },
    {
      name: 'Jeg er fornøyd',
      url: 'https://example.com/fornoyd',
      folderId,
      nodes: [
        {
          id: 'felt',
          type: 'set-field',
          params: { fieldId: idOf(fields, 'Fornøyd kunde'), value: true },
          at: [170, 170],
        },
        {
          id: 'vip',
          type: 'add-to-selection',
          params: { selectionId: idOf(selections, 'VIP') },
          at: [170, 320],
        },
      ],
      wires: [
        ['click', 'then', 'felt'],
        ['felt', 'next', 'vip'],
      ],
    },
    {
      name: 'Send meg mer informasjon',
      url: 'https://example.com/informasjon',
      folderId,
      nodes: [
        {
          id: 'land',
          type: 'condition',
          params: { condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] } },
          at: [170, 170],
        },
        {
          id: 'interesse',
          type: 'set-interest',
          params: { interestId: idOf(interests, 'Arrangementer') },
          at: [0, 340],
        },
        {
          id: 'sak',
          type: 'create-request',
          params: {
            title: 'Ønsker mer informasjon',
            categoryId: idOf(categories, 'Kundeservice'),
            priorityId: idOf(priorities, 'Middels'),
            owner: { kind: 'auto' },
          },
          at: [340, 340],
        },
      ],
      wires: [
        ['click', 'then', 'land'],
        ['land', 'yes', 'interesse'],
        ['land', 'no', 'sak'],
      ],
    },
    {
      name: 'Meld meg av nyhetsbrevet',
      url: 'https://example.com/avmeldt',
      folderId,
      nodes: [
        {
          id: 'bekreft',
          type: 'confirm',
          params: {
            title: 'Meld deg av nyhetsbrevet',
            html: '<p>Du får ikke nyhetsbrevet igjen. Du kan melde deg på når du vil.</p>',
            button: 'Meld meg av',
          },
          at: [-170, 170],
        },
        {
          id: 'fjern',
          type: 'remove-interest',
          params: { interestId: idOf(interests, 'Nyhetsbrev') },
          at: [170, 170],
        },
        {
          id: 'avmeldt',
          type: 'add-to-selection',
          params: { selectionId: idOf(selections, 'Nyhetsbrev – avmeldt') },
          at: [170, 320],
        },
      ],
      wires: [
        ['click', 'respond', 'bekreft'],
        ['click', 'then', 'fjern'],
        ['fjern', 'next', 'avmeldt'],
      ],
    },
  ];
}

function mailHtml(linkIds: string[]): string {
  const [informed, call, satisfied, information, off] = linkIds.map(linkPlaceholder);
  return `<h1>Vårens nyheter</h1>
<p>Hei {{contact.firstName|der}},</p>
<p>vi har brukt vinteren godt. I mars kommer den nye serien, og vi vil gjerne vise den til deg først.</p>
<p><a href="${informed}">Ja, hold meg informert om nye produkter</a></p>
<p>Vil du heller snakke med noen? <a href="${call}">Ring meg</a>, eller <a href="${information}">send meg mer informasjon</a>.</p>
<p>Fornøyd med oss så langt? <a href="${satisfied}">Ja, jeg er fornøyd</a></p>
<p>Hilsen oss i Linkflow</p>
<p><small><a href="${off}">Meld meg av nyhetsbrevet</a></small></p>`;
}
