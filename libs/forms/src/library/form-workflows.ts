import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { FORM_SUBMITTED, type LiveEvent } from '@linkflow/contracts';
import {
  DraftHistory,
  DraftRules,
  PublishingParts,
  WorkflowDrafts,
  WorkflowOwners,
  WorkflowPublishing,
  type Author,
  type DraftDoc,
  type LiveVersion,
  type WorkflowChange,
} from '@linkflow/links';
import { Clock, LiveEvents } from '@linkflow/platform';
import { FormsRepository, type FormDoc } from './forms.repository';

type FormEvent = Extract<LiveEvent, { type: 'form' }>;

/** Announces changes of forms to the open pages of colleagues. */
@Injectable()
export class FormEvents {
  constructor(
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  announce(
    formId: string,
    { by, ...what }: Pick<FormEvent, 'change' | 'revision' | 'version'> & { by?: Author },
  ): void {
    this.live.announce(() => ({
      type: 'form',
      formId,
      ...what,
      ...(by && { byUserId: by.id }),
      at: this.clock.now().toISOString(),
    }));
  }
}

/** Forms as owners of workflows. The worker reads what is live when it starts a run, so publishing needs no announcement to it. */
@Injectable()
export class FormOwners extends WorkflowOwners<FormDoc> {
  readonly trigger = FORM_SUBMITTED;

  constructor(
    private readonly forms: FormsRepository,
    private readonly events: FormEvents,
  ) {
    super();
  }

  get(id: string, session?: mongo.ClientSession): Promise<FormDoc> {
    return this.forms.get(id, session);
  }

  replaceDraft(id: string, draft: DraftDoc): Promise<FormDoc | null> {
    return this.forms.replaceDraft(id, draft);
  }

  setLive(id: string, version: LiveVersion, session: mongo.ClientSession): Promise<void> {
    return this.forms.setLive(id, version, session);
  }

  draftSaved(): Promise<void> {
    return Promise.resolve();
  }

  publishing<T>(_id: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  announce(id: string, { at: _at, ...change }: WorkflowChange): void {
    this.events.announce(id, change);
  }
}

/** The drafts of the workflows of forms. */
@Injectable()
export class FormDrafts extends WorkflowDrafts<FormDoc> {
  // The narrower type names what Nest injects.
  // eslint-disable-next-line no-useless-constructor
  constructor(owners: FormOwners, history: DraftHistory, rules: DraftRules, clock: Clock) {
    super(owners, history, rules, clock);
  }
}

/** Publishes the workflows of forms. */
@Injectable()
export class FormPublishing extends WorkflowPublishing<FormDoc> {
  // The narrower type names what Nest injects.
  // eslint-disable-next-line no-useless-constructor
  constructor(owners: FormOwners, parts: PublishingParts) {
    super(owners, parts);
  }
}
