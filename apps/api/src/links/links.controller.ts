import { Controller } from '@nestjs/common';
import { ROUTES, type ClickerPage, type Folder, type LinkDetail, type LinkPage } from '@linkflow/contracts';
import { FoldersService, LinksService } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { Route, type Input } from '../http/route';
import { AuditLog } from '../ops/audit-log';
import { userRef } from '../session/sessions.service';
import { LinkViews } from './link-views';

const { links, folders } = ROUTES;

/** The link library. */
@Controller()
export class LinksController {
  constructor(
    private readonly links: LinksService,
    private readonly mailings: MailingsService,
    private readonly views: LinkViews,
    private readonly audit: AuditLog,
  ) {}

  @Route(links.list)
  list({ query }: Input<typeof links.list>): Promise<LinkPage> {
    return this.views.page(query);
  }

  @Route(links.create)
  async create({ body, user }: Input<typeof links.create>): Promise<LinkDetail> {
    // Throws not-found when the mailing of a local link does not exist.
    if (body.mailingId) await this.mailings.get(body.mailingId);
    return this.views.detail(await this.links.create(body, userRef(user)));
  }

  @Route(links.get)
  async get({ params }: Input<typeof links.get>): Promise<LinkDetail> {
    return this.views.detail(await this.links.get(params.id));
  }

  @Route(links.update)
  async update({ params, body, user }: Input<typeof links.update>): Promise<LinkDetail> {
    return this.views.detail(await this.links.update(params.id, body, userRef(user)));
  }

  @Route(links.remove)
  async remove({ params: { id }, user }: Input<typeof links.remove>): Promise<void> {
    const { name } = await this.links.get(id);
    await this.audit.record(user, {
      action: 'link.delete',
      target: { kind: 'link', id, name },
      act: () => this.links.remove(id, userRef(user)),
    });
  }

  @Route(links.restore)
  async restore({ params: { id }, user }: Input<typeof links.restore>): Promise<LinkDetail> {
    const link = await this.audit.record(user, {
      action: 'link.restore',
      // A deleted link cannot be read, so its name is known only afterwards.
      target: { kind: 'link', id, name: '' },
      act: () => this.links.restore(id, userRef(user)),
      outcome: ({ name }) => ({ target: { kind: 'link', id, name } }),
    });
    return this.views.detail(link);
  }

  @Route(links.clickers)
  async clickers({ params, query }: Input<typeof links.clickers>): Promise<ClickerPage> {
    const link = await this.links.get(params.id);
    return this.views.clickersOf(link._id, query);
  }
}

/** Folders of the link library. */
@Controller()
export class FoldersController {
  constructor(private readonly folders: FoldersService) {}

  @Route(folders.list)
  list(): Promise<Folder[]> {
    return this.folders.list();
  }

  @Route(folders.create)
  create({ body }: Input<typeof folders.create>): Promise<Folder> {
    return this.folders.create(body);
  }

  @Route(folders.update)
  update({ params, body }: Input<typeof folders.update>): Promise<Folder> {
    return this.folders.update(params.id, body);
  }

  @Route(folders.remove)
  remove({ params }: Input<typeof folders.remove>): Promise<void> {
    return this.folders.remove(params.id);
  }
}
