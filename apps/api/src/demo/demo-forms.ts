import { Injectable } from '@nestjs/common';
import {
  EMPTY_FORM_WORKFLOW,
  NEXT_PORT,
  THEN_PORT,
  TRIGGER,
  addressIn,
  readAnswers,
  type FormContent,
  type SubmissionStatus,
  type Utm,
  type WorkflowDocument,
  type WorkflowLayout,
} from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import {
  FormDrafts,
  FormsService,
  SubmissionsRepository,
  type FormDoc,
  type SubmissionDoc,
} from '@linkflow/forms';
import { FoldersService, type Author } from '@linkflow/links';
import { SubscriptionTypes } from '@linkflow/mailings';
import { lowestIdAt } from '@linkflow/platform';
import { INTEREST, TASK_TYPE } from './demo-lists';
import { DEMO_CONTACTS, INGRID, KARI, demoId } from './demo-people';

const NAME = 'Påmelding til nyhetsbrevet';
const FOLDER = 'Nettsiden';
/** What people sign up for. */
const TYPE = {
  name: { en: 'News from Fjordlys', nb: 'Nytt fra Fjordlys' },
  description: {
    en: 'News and offers, about once a month',
    nb: 'Nyheter og tilbud, omtrent én gang i måneden',
  },
  footer: '',
  requiresUnsubscribe: true,
  requiresConsent: false,
};
const HOUR_MS = 3_600_000;
const ROW = 136;

/** A submission of the demo. People of the demo are named as in their addresses. */
interface DemoSubmission {
  hoursAgo: number;
  firstName: string;
  lastName: string;
  status: Extract<SubmissionStatus, 'processed' | 'awaiting-confirmation' | 'held' | 'spam'>;
  utm?: Utm;
  site?: string;
  /** Address of somebody who is not in the CRM. */
  email?: string;
}

/** Those that are processed came before the form had a workflow and a subscription type, so they have no runs, and their consents no type. */
const SUBMISSIONS: readonly DemoSubmission[] = [
  { hoursAgo: 170, firstName: 'Vilde', lastName: 'Jacobsen', status: 'processed' },
  {
    hoursAgo: 145,
    firstName: 'Trygve',
    lastName: 'Rød',
    status: 'processed',
    utm: { source: 'messe', campaign: 'varnyheter' },
  },
  {
    hoursAgo: 98,
    firstName: 'Marit',
    lastName: 'Fossum',
    status: 'processed',
    site: 'https://fjordlys.example',
  },
  { hoursAgo: 51, firstName: 'x', lastName: 'x', status: 'spam', email: 'vinn@premie.example' },
  {
    hoursAgo: 26,
    firstName: 'Synne',
    lastName: 'Tveit',
    status: 'awaiting-confirmation',
    email: 'synne.tveit@post.example',
    site: 'https://fjordlys.example',
  },
  {
    hoursAgo: 3,
    firstName: 'Halvor',
    lastName: 'Lie',
    status: 'awaiting-confirmation',
    email: 'halvor.lie@post.example',
    utm: { source: 'nyhetsbrev' },
  },
];

/** Welcomes the reader: an interest, and a to-do for the account manager if the reader is a customer. */
const WORKFLOW: { document: WorkflowDocument; layout: WorkflowLayout } = {
  document: {
    ...EMPTY_FORM_WORKFLOW,
    nodes: [
      ...EMPTY_FORM_WORKFLOW.nodes,
      { id: 'interesse', type: 'set-interest', params: { interestId: INTEREST.newsletter.id } },
      {
        id: 'kunde',
        type: 'condition',
        params: {
          condition: { all: [{ fact: 'contact.hasOurContact', operator: 'equal', value: true }] },
        },
      },
      {
        id: 'hilsen',
        type: 'create-follow-up',
        params: {
          kind: 'to-do',
          taskTypeId: TASK_TYPE.mail.id,
          text: 'Ønsk {{contact.name|den nye leseren}} velkommen som leser',
          projectId: null,
          createdById: INGRID.id,
          assignToOurContact: true,
          defaultRecipientId: KARI.id,
          dueInDays: 2,
        },
      },
    ],
    edges: [
      { id: 'til-interesse', from: { node: TRIGGER, port: THEN_PORT }, to: 'interesse' },
      { id: 'til-kunde', from: { node: 'interesse', port: NEXT_PORT }, to: 'kunde' },
      { id: 'til-hilsen', from: { node: 'kunde', port: 'yes' }, to: 'hilsen' },
    ],
  },
  layout: {
    positions: Object.fromEntries(
      [TRIGGER, 'interesse', 'kunde', 'hilsen'].map((id, index) => [id, { x: 0, y: index * ROW }]),
    ),
    notes: [],
  },
};

/** Seeds a published sign-up form with its workflow and some submissions. What exists already, found by name and id, is left as it is. */
@Injectable()
export class DemoForms {
  constructor(
    private readonly folders: FoldersService,
    private readonly forms: FormsService,
    private readonly drafts: FormDrafts,
    private readonly submissions: SubmissionsRepository,
    private readonly types: SubscriptionTypes,
  ) {}

  async fill(by: Author): Promise<void> {
    const { rows } = await this.forms.page({ q: NAME, page: 1, pageSize: 50 });
    const existing = rows.find(({ name }) => name === NAME);
    const form = existing
      ? await this.forms.get(existing._id)
      : await this.forms.create(
          { name: NAME, template: 'newsletter', typeId: await this.type(), folderId: await this.folder() },
          by,
          'nb',
        );
    if (form.liveContent === null) await this.publish(form, by);
    for (const one of SUBMISSIONS) await this.submissions.insert(this.submissionOf(form, one));
  }

  private async publish({ _id: id, form, draft }: FormDoc, by: Author): Promise<void> {
    const drawn = await this.drafts.save(id, { revision: draft.revision, url: '', ...WORKFLOW }, by);
    await this.forms.publish(id, { revision: form.revision, workflowRevision: drawn.draft.revision }, by);
  }

  /** Id of the type of mailings for which people sign up. */
  async type(): Promise<string> {
    const found = (await this.types.all()).find(({ name }) => name.nb === TYPE.name.nb);
    return (found ?? (await this.types.create(TYPE)))._id;
  }

  private async folder(): Promise<string> {
    const found = (await this.folders.list('form')).find(({ name }) => name === FOLDER);
    return found?.id ?? (await this.folders.create('form', { name: FOLDER, parentId: null })).id;
  }

  private submissionOf(
    { _id: formId, form: { content }, createdAt }: FormDoc,
    { hoursAgo, firstName, lastName, status, utm = {}, site, email }: DemoSubmission,
  ): SubmissionDoc {
    // From a time that stays the same when an interrupted seed is continued.
    const at = new Date(createdAt.getTime() - hoursAgo * HOUR_MS);
    const contact = DEMO_CONTACTS.find((one) => one.firstName === firstName && one.lastName === lastName);
    const { values, consents } = readAnswers(
      content,
      answersOf(content, email ?? contact?.email ?? '', firstName),
    );
    const address = addressIn(content, values);
    return {
      _id: idOf(at, `${firstName} ${lastName}`),
      formId,
      version: 1,
      at,
      status,
      values,
      consents: status === 'processed' ? consents.map((one) => ({ ...one, typeId: null })) : consents,
      address,
      addressKey: address === null ? null : addressKey(address),
      contactId: contact?.id ?? null,
      language: content.settings.language,
      utm,
      spam: status === 'spam' ? ['honeypot'] : [],
      attempts: 0,
      ...(site !== undefined && { site }),
      ...(status !== 'spam' && {
        confirmation: { sentAt: at, ...(status === 'processed' && { confirmedAt: at }) },
      }),
    };
  }
}

const answersOf = (
  { blocks }: FormContent,
  email: string,
  firstName: string,
): Record<string, readonly string[]> => ({
  email: [email],
  firstName: [firstName],
  ...Object.fromEntries(blocks.flatMap(({ name, type }) => (type === 'consent' ? [[name, ['1']]] : []))),
});

/** Begins with the time, as all ids do, and follows from the name. */
const idOf = (at: Date, name: string): string =>
  lowestIdAt(at.getTime()).slice(0, 8) + demoId(`submission ${name}`).slice(0, 16);
