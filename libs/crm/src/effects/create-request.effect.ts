import { Injectable } from '@nestjs/common';
import { FORM_TRIGGER, MANUAL_TRIGGER, format, type Language, type Text } from '@linkflow/contracts';
import type { CreatedRequest, CreateRequestInput, EffectContext, EffectSource } from '@linkflow/crm-port';
import { ChangeLog } from '../cards/change-log';
import type { ContactDoc } from '../cards/contacts.repository';
import type { CategoryDoc } from '../lists/categories.service';
import { RequestAssigner, type Assignment } from '../work/request-assigner';
import { RequestsService, type RequestDoc } from '../work/requests.service';
import { CrmTargets } from './crm-targets';

type FirstOwner = Omit<CreatedRequest, 'id'>;

@Injectable()
export class CreateRequestEffect {
  readonly repeatability = 'keyed';

  constructor(
    private readonly requests: RequestsService,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
    private readonly assigner: RequestAssigner,
  ) {}

  async perform(e: EffectContext<EffectSource>, spec: CreateRequestInput): Promise<CreatedRequest> {
    const [done, contactTarget, categoryTarget, priorityTarget] = await Promise.all([
      this.requests.read(e.key),
      this.targets.contact(spec.contactId, e.source),
      this.targets.category(spec.categoryId),
      this.targets.priority(spec.priorityId),
    ]);
    if (done) return this.finish(e, spec.contactId, done);
    const contact = contactTarget();
    const category = categoryTarget();
    priorityTarget();

    const { owner, release } = await this.assign(spec, category, contact, e.key);
    try {
      const request: RequestDoc = {
        _id: e.key,
        title: spec.title,
        body:
          spec.body.trim() || firstMessage(e.source, contact, owner ?? { language: 'en', timeZone: 'UTC' }),
        origin: 'e-marketing-link',
        categoryId: spec.categoryId,
        priorityId: spec.priorityId,
        ownerId: owner?._id ?? null,
        ownerName: owner?.name ?? null,
        contactId: contact._id,
        companyId: contact.companyId,
        status: 'active',
        createdAt: e.now,
        updatedAt: e.now,
        source: e.source,
      };
      const outcome = await this.requests.insertOnce(request);
      const stored = outcome === 'inserted' ? request : ((await this.requests.read(e.key)) ?? request);
      return await this.finish(e, spec.contactId, stored);
    } finally {
      release();
    }
  }

  private async assign(
    { owner }: CreateRequestInput,
    category: CategoryDoc,
    contact: ContactDoc,
    key: string,
  ): Promise<Assignment> {
    const release = () => undefined;
    switch (owner.kind) {
      case 'user':
        return { owner: (await this.targets.user(owner.userId))(), release };
      case 'unassigned':
        return { owner: null, release };
      case 'auto':
        return this.assigner.assign(category, contact, key);
    }
  }

  private async finish(
    e: EffectContext<EffectSource>,
    contactId: string,
    request: RequestDoc,
  ): Promise<CreatedRequest> {
    const { _id: id, ownerId, ownerName } = request;
    const line = await this.log.write({
      _id: e.key,
      contactId,
      kind: 'request-created',
      target: { id, name: request.title },
      value: { ownerId, ownerName } satisfies FirstOwner,
      at: e.now,
      applied: true,
      source: request.source,
    });
    // A repeat must return the first owner, which the history contains. The request itself may have been reassigned since.
    return { id, ...(line.value as FirstOwner) };
  }
}

/**
 * The first message of a request that has no text: who clicked which link in which mailing, who submitted which form, or for whom which
 * colleague started the run or the bulk; and when.
 */
function firstMessage(
  source: EffectSource,
  contact: Pick<ContactDoc, 'name' | 'email'>,
  { language, timeZone }: { language: Language; timeZone: string },
): string {
  const who = contact.email ? `${contact.name} (${contact.email})` : contact.name;
  const { linkName: link = '', mailingName: mailing = '', occurredAt: at } = source;
  if (source.kind === 'bulk') {
    const params = { who, link, mailing, at, user: source.userName };
    return format(link ? FOR_CLICKERS : FOR_RECIPIENTS, language, params, { timeZone });
  }
  const params = { who, link, form: source.formName ?? '', mailing, at };
  return format(MESSAGES.get(source.trigger) ?? CLICKED, language, params, { timeZone });
}

const CLICKED: Text = {
  en: '{who} clicked the link “{link}” in the mailing “{mailing}” on {at, date, medium} at {at, time, short}.',
  nb: '{who} klikket på koblingen «{link}» i utsendelsen «{mailing}» {at, date, medium} kl. {at, time, short}.',
};
const STARTED: Text = {
  en: 'A colleague ran the link “{link}” for {who} on {at, date, medium} at {at, time, short}.',
  nb: 'En kollega kjørte koblingen «{link}» for {who} {at, date, medium} kl. {at, time, short}.',
};
const SUBMITTED: Text = {
  en: '{who} submitted the form “{form}” on {at, date, medium} at {at, time, short}.',
  nb: '{who} sendte inn skjemaet «{form}» {at, date, medium} kl. {at, time, short}.',
};
const FOR_CLICKERS: Text = {
  en: '{user} made this request for {who}, who clicked the link “{link}”, on {at, date, medium}.',
  nb: '{user} opprettet denne saken {at, date, medium} for {who}, som klikket på koblingen «{link}».',
};
const FOR_RECIPIENTS: Text = {
  en: '{user} made this request for {who}, a recipient of the mailing “{mailing}”, on {at, date, medium}.',
  nb: '{user} opprettet denne saken {at, date, medium} for {who}, som er mottaker av utsendelsen «{mailing}».',
};
const MESSAGES: ReadonlyMap<string, Text> = new Map([
  [MANUAL_TRIGGER, STARTED],
  [FORM_TRIGGER, SUBMITTED],
]);
