import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AddRecipients,
  Id,
  RecipientQuery,
  type AddedRecipients,
  type PageQuery,
  type RecipientPage,
} from '@linkflow/contracts';
import { RecipientsService } from '@linkflow/mailings';
import { MailingViews } from './mailing-views';

/** Who gets a mailing. */
@ApiTags('mailings')
@Controller('api/mailings/:id/recipients')
export class RecipientsController {
  constructor(
    private readonly recipients: RecipientsService,
    private readonly views: MailingViews,
  ) {}

  @Get()
  async list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: RecipientQuery }) query: PageQuery,
  ): Promise<RecipientPage> {
    return this.views.recipientsOf(id, query);
  }

  /** Adds contacts, one by one or as members of selections. Who is already one stays one. */
  @Post()
  @HttpCode(200)
  async add(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AddRecipients }) body: AddRecipients,
  ): Promise<AddedRecipients> {
    return this.recipients.add(id, body);
  }

  /** The links that they may have got already go on working. */
  @Delete(':recipientId')
  @HttpCode(204)
  async remove(
    @Param('id', { schema: Id }) id: string,
    @Param('recipientId', { schema: Id }) recipientId: string,
  ): Promise<void> {
    await this.recipients.remove(id, recipientId);
  }
}
