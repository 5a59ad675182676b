import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateLink,
  Id,
  LinkQuery,
  PageQuery,
  UpdateLink,
  type ClickerPage,
  type LinkDetail,
  type LinkPage,
} from '@linkflow/contracts';
import { LinksService } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { AuditLog, type Deed } from '../ops/audit/audit-log';
import { CurrentUser, type SignedInUser } from '../session';
import { LinkViews } from './link-views';

/** The link library. */
@ApiTags('links')
@Controller('api/links')
export class LinksController {
  constructor(
    private readonly links: LinksService,
    private readonly mailings: MailingsService,
    private readonly views: LinkViews,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async list(@Query({ schema: LinkQuery }) query: LinkQuery): Promise<LinkPage> {
    return this.views.page(query);
  }

  @Post()
  async create(
    @Body({ schema: CreateLink }) body: CreateLink,
    @CurrentUser() user: SignedInUser,
  ): Promise<LinkDetail> {
    // A local link belongs to a mailing that is there.
    if (body.mailingId) await this.mailings.get(body.mailingId);
    return this.views.detail(await this.links.create(body, by(user)));
  }

  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<LinkDetail> {
    return this.views.detail(await this.links.get(id));
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateLink }) body: UpdateLink,
    @CurrentUser() user: SignedInUser,
  ): Promise<LinkDetail> {
    return this.views.detail(await this.links.update(id, body, by(user)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string, @CurrentUser() user: SignedInUser): Promise<void> {
    const { name } = await this.links.get(id);
    const deed: Deed = { action: 'link.delete', target: { kind: 'link', id, name } };
    await this.audit.doing(user, deed, () => this.links.remove(id, by(user)));
  }

  @Post(':id/restore')
  @HttpCode(200)
  async restore(
    @Param('id', { schema: Id }) id: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<LinkDetail> {
    const deed: Deed = { action: 'link.restore', target: { kind: 'link', id, name: '' } };
    const link = await this.audit.doing(
      user,
      deed,
      () => this.links.restore(id, by(user)),
      ({ name }) => ({ target: { kind: 'link', id, name } }),
    );
    return this.views.detail(link);
  }

  @Get(':id/clickers')
  async clickers(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<ClickerPage> {
    const link = await this.links.get(id);
    return this.views.clickersOf(link._id, query);
  }
}

/** A person as it stands in what they have saved. */
export const by = ({ id, name }: SignedInUser): { id: string; name: string } => ({ id, name });
