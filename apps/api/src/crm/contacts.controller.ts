import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ContactQuery,
  Id,
  MembershipKind,
  SaveContact,
  UpdateContact,
  type ContactCard,
  type ContactPage,
} from '@linkflow/contracts';
import { ContactsService } from '@linkflow/crm';
import { CurrentUser, type SignedInUser } from '../session';
import { changedBy } from './user-source';

/** People outside the house. Every change is told in the card's history. */
@ApiTags('crm')
@Controller('api/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Get()
  async list(@Query({ schema: ContactQuery }) query: ContactQuery): Promise<ContactPage> {
    return this.contacts.page(query);
  }

  @Post()
  async create(
    @Body({ schema: SaveContact }) body: SaveContact,
    @CurrentUser() user: SignedInUser,
  ): Promise<ContactCard> {
    return this.contacts.create(body, changedBy(user));
  }

  @Get(':id')
  async card(@Param('id', { schema: Id }) id: string): Promise<ContactCard> {
    return this.contacts.card(id);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateContact }) body: UpdateContact,
    @CurrentUser() user: SignedInUser,
  ): Promise<ContactCard> {
    return this.contacts.update(id, body, changedBy(user));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.contacts.remove(id);
  }

  /** Sets an interest, or adds to a static selection or a project. */
  @Put(':id/memberships/:kind/:targetId')
  async join(
    @Param('id', { schema: Id }) id: string,
    @Param('kind', { schema: MembershipKind }) kind: MembershipKind,
    @Param('targetId', { schema: Id }) targetId: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<ContactCard> {
    return this.contacts.setMembership(id, kind, targetId, true, changedBy(user));
  }

  @Delete(':id/memberships/:kind/:targetId')
  async leave(
    @Param('id', { schema: Id }) id: string,
    @Param('kind', { schema: MembershipKind }) kind: MembershipKind,
    @Param('targetId', { schema: Id }) targetId: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<ContactCard> {
    return this.contacts.setMembership(id, kind, targetId, false, changedBy(user));
  }
}
