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
} from '@linkflow/contracts';
import { MailingsService, PersonalMessages, type MailingDoc } from '@linkflow/mailings';
import { by } from '../links/links.controller';
import { AuditLog } from '../ops/audit/audit-log';
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
    return this.written(user, 'mailing.create', await this.mailings.create(body, by(user)));
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
    return this.written(user, 'mailing.save', await this.mailings.update(id, body, by(user)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string, @CurrentUser() user: SignedInUser): Promise<void> {
    const { name } = await this.mailings.get(id);
    await this.mailings.remove(id);
    await this.audit.write(user, 'mailing.delete', { kind: 'mailing', id, name });
  }

  /** Says what one link of the content is: a library link, a new link of this mailing alone, or not tracked. */
  @Put(':id/links/:occurrence')
  async setLink(
    @Param('id', { schema: Id }) id: string,
    @Param('occurrence', { schema: Occurrence }) occurrence: number,
    @Body({ schema: SetMailingLink }) body: SetMailingLink,
    @CurrentUser() user: SignedInUser,
  ): Promise<MailingDetail> {
    const mailing = await this.mailings.setLink(id, occurrence, body, by(user));
    return this.written(user, 'mailing.link', mailing, { occurrence });
  }

  /** The message as the first recipient would get it, with links that are not tracked. */
  @Get(':id/preview')
  async preview(@Param('id', { schema: Id }) id: string): Promise<{ html: string }> {
    const { html } = await this.messages.preview(await this.mailings.get(id));
    return { html };
  }

  private async written(
    user: SignedInUser,
    action: AuditAction,
    mailing: MailingDoc,
    details?: Record<string, unknown>,
  ): Promise<MailingDetail> {
    const { _id: id, name } = mailing;
    await this.audit.write(user, action, { kind: 'mailing', id, name }, details);
    return this.views.detail(mailing);
  }
}
