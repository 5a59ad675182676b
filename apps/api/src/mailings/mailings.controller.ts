import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  CreateMailing,
  Id,
  PageQuery,
  SetMailingLink,
  UpdateMailing,
  type MailingDetail,
  type MailingPage,
  type Ref,
} from '@linkflow/contracts';
import { MailingsService, PersonalMessages, type MailingDoc } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { by } from '../links/links.controller';
import { AuditLog, type Deed } from '../ops/audit/audit-log';
import type { AuditAction } from '../ops/audit/stored-audit';
import { CurrentUser, type SignedInUser } from '../session';
import { MailingViews } from './mailing-views';

const Occurrence = z.coerce.number().int().min(0).max(10_000);

/** Mailings: what they say, and which of their links are tracked. */
@ApiTags('mailings')
@Controller('api/mailings')
export class MailingsController {
  constructor(
    private readonly mailings: MailingsService,
    private readonly messages: PersonalMessages,
    private readonly views: MailingViews,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async list(@Query({ schema: PageQuery }) query: PageQuery): Promise<MailingPage> {
    return this.views.page(query);
  }

  @Post()
  async create(
    @Body({ schema: CreateMailing }) body: CreateMailing,
    @CurrentUser() user: SignedInUser,
  ): Promise<MailingDetail> {
    const id = newId();
    return this.written(user, 'mailing.create', { id, name: body.name }, () =>
      this.mailings.create(body, by(user), id),
    );
  }

  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<MailingDetail> {
    return this.views.detail(await this.mailings.get(id));
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateMailing }) body: UpdateMailing,
    @CurrentUser() user: SignedInUser,
  ): Promise<MailingDetail> {
    return this.written(user, 'mailing.save', await this.named(id), () =>
      this.mailings.update(id, body, by(user)),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string, @CurrentUser() user: SignedInUser): Promise<void> {
    const target: Deed['target'] = { kind: 'mailing', ...(await this.named(id)) };
    await this.audit.doing(user, { action: 'mailing.delete', target }, () => this.mailings.remove(id));
  }

  /** Says what one link of the content is: a library link, a new link of this mailing alone, or not tracked. */
  @Put(':id/links/:occurrence')
  async setLink(
    @Param('id', { schema: Id }) id: string,
    @Param('occurrence', { schema: Occurrence }) occurrence: number,
    @Body({ schema: SetMailingLink }) body: SetMailingLink,
    @CurrentUser() user: SignedInUser,
  ): Promise<MailingDetail> {
    const act = () => this.mailings.setLink(id, occurrence, body, by(user));
    return this.written(user, 'mailing.link', await this.named(id), act, { occurrence });
  }

  /** The message as the first recipient would get it, with links that are not tracked. */
  @Get(':id/preview')
  async preview(@Param('id', { schema: Id }) id: string): Promise<{ html: string }> {
    const { html } = await this.messages.preview(await this.mailings.get(id));
    return { html };
  }

  private async named(id: string): Promise<Omit<Ref, 'missing'>> {
    const { name } = await this.mailings.get(id);
    return { id, name };
  }

  private async written(
    user: SignedInUser,
    action: AuditAction,
    of: Omit<Ref, 'missing'>,
    act: () => Promise<MailingDoc>,
    details?: Record<string, unknown>,
  ): Promise<MailingDetail> {
    const deed: Deed = { action, target: { kind: 'mailing', ...of }, details };
    const mailing = await this.audit.doing(user, deed, act, ({ _id: id, name }) => ({
      target: { kind: 'mailing', id, name },
    }));
    return this.views.detail(mailing);
  }
}
