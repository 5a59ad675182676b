import { Controller, Module } from '@nestjs/common';
import {
  ROUTES,
  type AddedRecipients,
  type AuditEntry,
  type MailingDetail,
  type MailingPage,
  type RecipientPage,
} from '@linkflow/contracts';
import { MailingsService, PersonalMessages, RecipientsService, type MailingDoc } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { Route, type Input } from '../http/route';
import { mailingLibrary } from '../links/link-library';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/sessions.service';
import { MailingViews } from './mailing-views';
import { ViewOnlineController } from './view-online.controller';

const { mailings, recipients } = ROUTES;

/** Mailings: their content, and which of its links are tracked. */
@Controller()
export class MailingsController {
  constructor(
    private readonly mailings: MailingsService,
    private readonly messages: PersonalMessages,
    private readonly views: MailingViews,
    private readonly audit: AuditLog,
  ) {}

  @Route(mailings.list)
  list({ query }: Input<typeof mailings.list>): Promise<MailingPage> {
    return this.views.page(query);
  }

  @Route(mailings.create)
  async create({ body, user }: Input<typeof mailings.create>): Promise<MailingDetail> {
    const id = newId();
    const mailing = await this.audit.record(user, {
      action: 'mailing.create',
      target: { kind: 'mailing', id, name: body.name },
      act: () => this.mailings.create(body, userRef(user), id),
    });
    return this.views.detail(mailing);
  }

  @Route(mailings.get)
  async get({ params }: Input<typeof mailings.get>): Promise<MailingDetail> {
    return this.views.detail(await this.mailings.get(params.id));
  }

  @Route(mailings.update)
  async update({ params: { id }, body, user }: Input<typeof mailings.update>): Promise<MailingDetail> {
    const mailing = await this.audit.record(user, {
      action: 'mailing.save',
      target: await this.target(id),
      act: () => this.mailings.update(id, body, userRef(user)),
      // It may have been renamed.
      outcome: (saved) => ({ target: targetOf(saved) }),
    });
    return this.views.detail(mailing);
  }

  @Route(mailings.remove)
  async remove({ params: { id }, user }: Input<typeof mailings.remove>): Promise<void> {
    await this.audit.record(user, {
      action: 'mailing.delete',
      target: await this.target(id),
      act: () => this.mailings.remove(id),
    });
  }

  @Route(mailings.setLink)
  async setLink({ params, body, user }: Input<typeof mailings.setLink>): Promise<MailingDetail> {
    const { id, occurrence } = params;
    const mailing = await this.audit.record(user, {
      action: 'mailing.link',
      target: await this.target(id),
      details: { occurrence },
      act: () => this.mailings.setLink(id, occurrence, body, userRef(user)),
    });
    return this.views.detail(mailing);
  }

  @Route(mailings.preview)
  async preview({ params }: Input<typeof mailings.preview>): Promise<{ html: string }> {
    const { html } = await this.messages.preview(await this.mailings.get(params.id));
    return { html };
  }

  private async target(id: string): Promise<AuditEntry['target']> {
    return targetOf(await this.mailings.get(id));
  }
}

const targetOf = ({ _id: id, name }: MailingDoc): AuditEntry['target'] => ({ kind: 'mailing', id, name });

/** The recipients of a mailing. */
@Controller()
export class RecipientsController {
  constructor(
    private readonly recipients: RecipientsService,
    private readonly views: MailingViews,
  ) {}

  @Route(recipients.list)
  list({ params, query }: Input<typeof recipients.list>): Promise<RecipientPage> {
    return this.views.recipientsOf(params.id, query);
  }

  @Route(recipients.add)
  add({ params, body }: Input<typeof recipients.add>): Promise<AddedRecipients> {
    return this.recipients.add(params.id, body);
  }

  @Route(recipients.remove)
  remove({ params }: Input<typeof recipients.remove>): Promise<void> {
    return this.recipients.remove(params.id, params.recipientId);
  }
}

@Module({
  imports: [mailingLibrary, AuditModule],
  providers: [MailingViews],
  controllers: [MailingsController, RecipientsController, ViewOnlineController],
})
export class MailingsApiModule {}
