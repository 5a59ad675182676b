import { Injectable } from '@nestjs/common';
import type { Language, Text } from '@linkflow/contracts';
import { pick } from '@linkflow/contracts';
import { DraftsService, FoldersService, LinksService, PublishingService, type Author } from '@linkflow/links';
import { workflowOf, type Workflow } from './demo-links';

/** A link of the start set. Without `workflow`, a click opens the address. */
interface StartLink {
  name: Text;
  url: string;
  workflow?: Workflow;
}

const FOLDER: Text = { en: 'Start set', nb: 'Startsett' };
const sameIn = (name: string): Text => ({ en: name, nb: name });

/** Social channels, with the address of the channel until that of the organisation is written, and the recipient's own pages. */
const START_SET: readonly StartLink[] = [
  { name: sameIn('YouTube'), url: 'https://www.youtube.com/' },
  { name: sameIn('X'), url: 'https://x.com/' },
  { name: sameIn('LinkedIn'), url: 'https://www.linkedin.com/' },
  { name: sameIn('Instagram'), url: 'https://www.instagram.com/' },
  { name: sameIn('Facebook'), url: 'https://www.facebook.com/' },
  {
    name: { en: 'Unsubscribe from the newsletter', nb: 'Meld meg av nyhetsbrevet' },
    url: 'https://example.com/',
    workflow: workflowOf({ respond: [['page', 'open-subscriptions', { page: 'unsubscribe' }]] }),
  },
  {
    name: { en: 'Choose what you get from us', nb: 'Velg hva du får fra oss' },
    url: 'https://example.com/',
    workflow: workflowOf({ respond: [['page', 'open-subscriptions', { page: 'subscriptions' }]] }),
  },
];

/** Library links that most organisations need, in a folder of their own. What exists already is left as it is. */
@Injectable()
export class StartSet {
  constructor(
    private readonly folders: FoldersService,
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
  ) {}

  async fill({ by, language }: { by: Author; language: Language }): Promise<void> {
    const folderId = await this.folder(pick(FOLDER, language));
    for (const link of START_SET) await this.link(link, { folderId, by, language });
  }

  private async link(
    { name, url, workflow }: StartLink,
    { folderId, by, language }: { folderId: string; by: Author; language: Language },
  ): Promise<void> {
    const words = pick(name, language);
    const { rows } = await this.links.page({ folderId, page: 1, pageSize: 50 });
    const existing = rows.find((row) => row.name === words);
    const id = existing?._id ?? (await this.links.create({ name: words, url, folderId }, by))._id;
    const { liveVersion, draft } = await this.links.get(id);
    if (liveVersion !== null) return;
    const { revision } = workflow
      ? (await this.drafts.save(id, { revision: draft.revision, url, ...workflow }, by)).draft
      : draft;
    await this.publishing.publish(id, { revision }, by);
  }

  private async folder(name: string): Promise<string> {
    const existing = (await this.folders.list('link')).find(
      (folder) => folder.name === name && folder.parentId === null,
    );
    return existing?.id ?? (await this.folders.create('link', { name, parentId: null })).id;
  }
}
