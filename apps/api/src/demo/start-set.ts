import { Injectable } from '@nestjs/common';
import type { Language, Text } from '@linkflow/contracts';
import { pick } from '@linkflow/contracts';
import { DraftsService, FoldersService, LinksService, PublishingService, type Author } from '@linkflow/links';
import { workflowOf, type Workflow } from './demo-links';

/** A link of the start set. Without `workflow`, a click opens the address, and the link is published. */
interface StartLink {
  name: Text;
  url: string;
  workflow?: (language: Language) => Workflow;
}

const FOLDER: Text = { en: 'Start set', nb: 'Startsett' };
const sameIn = (name: string): Text => ({ en: name, nb: name });

/** Asks first, so that a scanner unsubscribes nobody. Which interest it removes is chosen before it is published. */
const unsubscribing = (language: Language): Workflow =>
  workflowOf({
    respond: [
      [
        'ask',
        'confirm',
        {
          title: pick(
            { en: 'Do you want to stop getting our newsletter?', nb: 'Vil du slutte å få nyhetsbrevet?' },
            language,
          ),
          html: '',
          button: pick({ en: 'Yes, unsubscribe me', nb: 'Ja, meld meg av' }, language),
        },
      ],
      [
        'done',
        'show-text',
        {
          html: pick(
            {
              en: '<h1>You are unsubscribed</h1><p>You will not get the newsletter any more.</p>',
              nb: '<h1>Du er meldt av</h1><p>Du får ikke nyhetsbrevet lenger.</p>',
            },
            language,
          ),
        },
        { after: [['ask', 'confirmed']] },
      ],
    ],
    then: [['interest', 'remove-interest', {}]],
  });

/** Social channels, with the address of the channel until that of the organisation is written, and unsubscribing. */
const START_SET: readonly StartLink[] = [
  { name: sameIn('YouTube'), url: 'https://www.youtube.com/' },
  { name: sameIn('X'), url: 'https://x.com/' },
  { name: sameIn('LinkedIn'), url: 'https://www.linkedin.com/' },
  { name: sameIn('Instagram'), url: 'https://www.instagram.com/' },
  { name: sameIn('Facebook'), url: 'https://www.facebook.com/' },
];
const UNSUBSCRIBE: StartLink = {
  name: { en: 'Unsubscribe from the newsletter', nb: 'Meld meg av nyhetsbrevet' },
  url: 'https://example.com/',
  workflow: unsubscribing,
};

/** Library links that most organisations need, in a folder of their own. What exists already is left as it is. */
@Injectable()
export class StartSet {
  constructor(
    private readonly folders: FoldersService,
    private readonly links: LinksService,
    private readonly drafts: DraftsService,
    private readonly publishing: PublishingService,
  ) {}

  /** `unsubscribe`: also the draft of a link that unsubscribes. The demo has a complete one. */
  async fill({
    by,
    language,
    unsubscribe,
  }: {
    by: Author;
    language: Language;
    unsubscribe: boolean;
  }): Promise<void> {
    const folderId = await this.folder(pick(FOLDER, language));
    for (const link of unsubscribe ? [...START_SET, UNSUBSCRIBE] : START_SET)
      await this.link(link, { folderId, by, language });
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
    if (workflow) {
      if (draft.revision === 0) await this.drafts.save(id, { revision: 0, url, ...workflow(language) }, by);
    } else if (liveVersion === null) await this.publishing.publish(id, { revision: draft.revision }, by);
  }

  private async folder(name: string): Promise<string> {
    const existing = (await this.folders.list('link')).find(
      (folder) => folder.name === name && folder.parentId === null,
    );
    return existing?.id ?? (await this.folders.create('link', { name, parentId: null })).id;
  }
}
