import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EditDraft, Id, SaveDraft, type DraftView } from '@linkflow/contracts';
import { DraftsService, LinksService } from '@linkflow/links';
import { CurrentUser, type SignedInUser } from '../session';
import { LinkViews } from './link-views';
import { by } from './links.controller';

/** The draft of a link. A save on an old revision is refused with `draft.stale`. */
@ApiTags('links')
@Controller('api/links/:id/draft')
export class DraftsController {
  constructor(
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly views: LinkViews,
  ) {}

  @Get()
  async get(@Param('id', { schema: Id }) id: string): Promise<DraftView> {
    return this.views.draft(await this.links.get(id));
  }

  @Put()
  async save(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SaveDraft }) body: SaveDraft,
    @CurrentUser() user: SignedInUser,
  ): Promise<DraftView> {
    return this.views.draft(await this.drafts.save(id, body, by(user)));
  }

  /** Edits are applied all or none. */
  @Post('edits')
  @HttpCode(200)
  async edit(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EditDraft }) body: EditDraft,
    @CurrentUser() user: SignedInUser,
  ): Promise<DraftView> {
    return this.views.draft(await this.drafts.edit(id, body, by(user)));
  }
}
