import { Injectable } from '@nestjs/common';
import {
  DraftsService,
  FoldersService,
  LinksService,
  PublishingService,
  linkPlaceholder,
  type By,
} from '@linkflow/links';
import { MailingsService, RecipientsService } from '@linkflow/mailings';
import { DEMO_CONTACTS } from './demo-contacts';
import { BOOK_DEMO, CALL_ME, DEMO_LINKS, KEEP_ME_INFORMED, UNSUBSCRIBE, type DemoLink } from './demo-links';
import { springNews } from './demo-mail';
import { INGRID } from './demo-users';

const BY: By = { id: INGRID.id, name: INGRID.name };
const MAILING = 'Vårnyheter 2027';

/** Links, drawn and published, and a mailing with them. What is there already, by its name, is gone on with. */
@Injectable()
export class DemoMarketing {
  constructor(
    private readonly folders: FoldersService,
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsService,
  ) {}

  async fill(): Promise<void> {
    const ids = new Map<DemoLink, string>();
    // One after the other, so that they stand in the library in this order.
    for (const link of DEMO_LINKS) ids.set(link, await this.link(link));
    const href = (link: DemoLink): string => linkPlaceholder(ids.get(link) ?? '');
    const mailingId = await this.mailing(
      springNews({
        keepMeInformed: href(KEEP_ME_INFORMED),
        callMe: href(CALL_ME),
        bookDemo: href(BOOK_DEMO),
        unsubscribe: href(UNSUBSCRIBE),
      }),
    );
    await this.recipients.add(mailingId, {
      contactIds: DEMO_CONTACTS.map(({ id }) => id),
      selectionIds: [],
    });
  }

  private async link({ name, folder, url, note, workflow }: DemoLink): Promise<string> {
    const { rows } = await this.links.page({ q: name, page: 1, pageSize: 50 });
    const known = rows.find((row) => row.name === name && row.mailingId === null);
    const id =
      known?._id ?? (await this.links.create({ name, url, folderId: await this.folder(folder) }, BY))._id;
    const { liveVersion, draft } = await this.links.get(id);
    if (liveVersion !== null) return id;
    const { draft: drawn } = await this.drafts.save(id, { revision: draft.revision, url, ...workflow }, BY);
    await this.publishing.publish(id, { revision: drawn.revision, note }, BY);
    return id;
  }

  private async folder(name: string): Promise<string> {
    const known = (await this.folders.list()).find(
      (folder) => folder.name === name && folder.parentId === null,
    );
    return known?.id ?? (await this.folders.create({ name, parentId: null })).id;
  }

  private async mailing(html: string): Promise<string> {
    const { rows } = await this.mailings.page({ q: MAILING, page: 1, pageSize: 50 });
    const known = rows.find((row) => row.name === MAILING);
    if (known) return known._id;
    const made = await this.mailings.create(
      { name: MAILING, subject: 'Mer sol på taket, mindre på regningen', html },
      BY,
    );
    return made._id;
  }
}
