import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Id, PublishLink, type VersionDetail, type VersionSummary } from '@linkflow/contracts';
import { LinksService, PublishingService, type VersionDoc } from '@linkflow/links';
import { Sentences } from '../catalogue/sentences';
import { AuditLog, type Deed } from '../ops/audit/audit-log';
import type { AuditAction } from '../ops/audit/stored-audit';
import { CurrentUser, type SignedInUser } from '../session';
import { toVersionDetail, toVersionSummary } from './link-views';
import { by } from './links.controller';

const VersionNumber = z.coerce.number().int().min(1).max(1_000_000);

/** Versions of a link. They never change; the newest is live. */
@ApiTags('links')
@Controller('api/links/:id')
export class VersionsController {
  constructor(
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
    private readonly sentences: Sentences,
    private readonly audit: AuditLog,
  ) {}

  /** Refused with `workflow.invalid`, `draft.stale` or `version.unchanged`. */
  @Post('publish')
  @HttpCode(200)
  async publish(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PublishLink }) body: PublishLink,
    @CurrentUser() user: SignedInUser,
  ): Promise<VersionSummary> {
    const version = await this.written(user, 'link.publish', id, { note: body.note }, () =>
      this.publishing.publish(id, body, by(user)),
    );
    return toVersionSummary(version, version.number);
  }

  @Get('versions')
  async list(@Param('id', { schema: Id }) id: string): Promise<VersionSummary[]> {
    const [link, versions] = await Promise.all([this.links.get(id), this.publishing.versions(id)]);
    return versions.map((version) => toVersionSummary(version, link.liveVersion));
  }

  @Get('versions/:number')
  async get(
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: VersionNumber }) number: number,
  ): Promise<VersionDetail> {
    const [link, version] = await Promise.all([this.links.get(id), this.publishing.version(id, number)]);
    return {
      ...toVersionDetail(version, link.liveVersion),
      sentences: await this.sentences.of(version.document),
    };
  }

  /** Publishes an old version once more, under a new number. */
  @Post('versions/:number/publish')
  @HttpCode(200)
  async publishAgain(
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: VersionNumber }) number: number,
    @CurrentUser() user: SignedInUser,
  ): Promise<VersionSummary> {
    const version = await this.written(user, 'link.rollback', id, { copyOf: number }, () =>
      this.publishing.publishAgain(id, number, by(user)),
    );
    return toVersionSummary(version, version.number);
  }

  private async written(
    user: SignedInUser,
    action: AuditAction,
    id: string,
    details: Record<string, unknown>,
    act: () => Promise<VersionDoc>,
  ): Promise<VersionDoc> {
    const { name } = await this.links.get(id);
    const deed: Deed = { action, target: { kind: 'link', id, name }, details };
    return this.audit.doing(user, deed, act, ({ number, note, copyOf }) => ({
      details: { version: number, note, copyOf },
    }));
  }
}
