import { Injectable } from '@nestjs/common';
import type { CreateLink, SetMailingLinks } from '@linkflow/contracts';
import { mendAddress } from '@linkflow/contracts';
import type { mongo } from 'mongoose';
import {
  LinksService,
  PublishingService,
  linkPlaceholder,
  linksInText,
  type Author,
  type LinkDoc,
  type NewLink,
} from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import type { MailingDoc } from '../mailings.repository';
import { LINK_MISSING, MailContent, type LinkedContent, type StoredContent } from './mail-content';
import type { ScannedLink } from './scanned-mail';

const MAX_NAME = 100;

type Change = SetMailingLinks['changes'][number]['to'];

/** Where a link of a mail shall lead: a tracked link that exists, a plain address, or a local link that is yet to be created. */
type Target = { href: string } | { create: CreateLink };

/** New targets of links in the content of a mailing. */
interface Changes {
  mailing: MailingDoc;
  content: LinkedContent;
  targets: ReadonlyMap<ScannedLink, Target>;
}

type Alongside = (links: readonly LinkDoc[], session: mongo.ClientSession) => Promise<void>;

/** The mark of a link, see `LinksService.markAnalytics`. */
const ANALYTICS = { analytics: true } as const;

type Save = (content: StoredContent, session?: mongo.ClientSession) => Promise<MailingDoc>;

/** Changes where links of a mail lead. */
@Injectable()
export class MailingLinks {
  constructor(
    private readonly content: MailContent,
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
  ) {}

  /** Changes one link to a target that the caller names. @throws AppError not-found if there is no such link */
  async setOne(
    mailing: MailingDoc,
    occurrence: number,
    to: Target,
    by: Author,
    save: Save,
  ): Promise<MailingDoc> {
    const content = await this.content.linked(mailing);
    const targets = new Map([[linkAt(content, occurrence), to]]);
    return this.apply({ mailing, content, targets }, by, save);
  }

  /** Changes several links in one write. @throws AppError not-found; validation.failed if a link cannot be tracked */
  async setSeveral(
    mailing: MailingDoc,
    changes: SetMailingLinks['changes'],
    by: Author,
    save: Save,
  ): Promise<MailingDoc> {
    const content = await this.content.linked(mailing);
    const [known, addresses] = await this.trackedLinks(mailing);
    const targets = new Map<ScannedLink, Target>();
    for (const { occurrences, to } of changes)
      for (const occurrence of occurrences) {
        const link = linkAt(content, occurrence);
        targets.set(link, await this.targetOf(link, to, { mailingId: mailing._id, known, addresses }));
      }
    return this.apply({ mailing, content, targets }, by, save);
  }

  /** @throws AppError not-found if the mailing cannot use the link */
  async libraryLink(linkId: string, mailingId: string): Promise<string> {
    const link = await this.links.get(linkId);
    if (link.mailingId === null || link.mailingId === mailingId) return linkPlaceholder(link._id);
    throw new AppError('target.missing', 'The link belongs to another mailing.', { issues: [LINK_MISSING] });
  }

  /**
   * Tells apps/click about the links to whose addresses the mailing adds parameters. Called before the mailing is saved: if the process ends in
   * between, apps/click reads the mailing in vain. A link that is not marked would get no parameters.
   */
  async mark({ analytics, linkIds }: Pick<MailingDoc, 'analytics' | 'linkIds'>): Promise<void> {
    if (analytics?.on) await this.links.markAnalytics(linkIds);
  }

  /** Creates local links of a mailing in one transaction with what refers to them, and publishes them. */
  async create(
    { links, mailing, by }: { links: readonly NewLink[]; mailing: Pick<MailingDoc, 'analytics'>; by: Author },
    alongside: Alongside,
  ): Promise<void> {
    const marked = links.map((link) => ({ ...link, ...(mailing.analytics?.on && ANALYTICS) }));
    await this.publish(await this.links.createAll(marked, by, alongside), by);
  }

  /**
   * Publishes new links at once, because a plain redirect needs no further editing. A copied workflow with problems stays a draft: clicks are
   * redirected and start no runs.
   */
  private async publish(created: readonly LinkDoc[], by: Author): Promise<void> {
    for (const { _id, draft } of created)
      await this.publishing.publish(_id, { revision: draft.revision }, by).catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'workflow.invalid')) throw error;
      });
  }

  private async targetOf(
    link: ScannedLink,
    to: Change,
    mailing: {
      mailingId: string;
      known: ReadonlyMap<string, string>;
      addresses: ReadonlyMap<string, string>;
    },
  ): Promise<Target> {
    switch (to.kind) {
      case 'library':
        return { href: await this.libraryLink(to.linkId, mailing.mailingId) };
      case 'untracked': {
        if (to.url !== undefined) return { href: to.url };
        if (link.kind !== 'tracked') return { href: link.href };
        const [linkId = ''] = linksInText(link.href);
        const address = mailing.addresses.get(linkId);
        if (address === undefined) throw noSuchLink();
        return { href: address };
      }
      case 'track-local': {
        const create = (url: string) => ({
          create: { name: to.name ?? nameOf(link.text, url), url, mailingId: mailing.mailingId },
        });
        if (to.url !== undefined) return create(to.url);
        if (link.kind === 'tracked') return { href: link.href };
        if (link.kind !== 'http') throw notTrackable(link);
        const url = mendAddress(link.href);
        const existing = mailing.known.get(url);
        return existing === undefined ? create(url) : { href: linkPlaceholder(existing) };
      }
    }
  }

  /** Local links of the mailing by their address, and the addresses of all its tracked links by their id. */
  private async trackedLinks(mailing: MailingDoc): Promise<[Map<string, string>, Map<string, string>]> {
    const rows = await this.links.rows(mailing.linkIds);
    const locals = rows.filter(({ mailingId, deletedAt }) => mailingId === mailing._id && deletedAt === null);
    return [new Map(locals.map(({ _id, draft }) => [draft.url, _id])), await this.links.addressesOf(rows)];
  }

  private async apply({ mailing, content, targets }: Changes, by: Author, save: Save): Promise<MailingDoc> {
    const hrefs = [...targets.values()].flatMap((target) => ('href' in target ? target.href : []));
    await this.mark({ analytics: mailing.analytics, linkIds: linksInText(hrefs.join(' ')) });
    // One link for each address, however often it occurs.
    const wanted = new Map<string, CreateLink>();
    for (const target of targets.values())
      if ('create' in target && !wanted.has(target.create.url)) wanted.set(target.create.url, target.create);
    const saveWith = (
      created: ReadonlyMap<string, string>,
      session?: mongo.ClientSession,
    ): Promise<MailingDoc> => {
      const hrefs = [...targets].map(([{ occurrence }, target]): [number, string] => [
        occurrence,
        'href' in target ? target.href : linkPlaceholder(created.get(target.create.url) ?? ''),
      ]);
      return save(this.content.withHrefs(content, new Map(hrefs)), session);
    };
    if (wanted.size === 0) return saveWith(new Map());
    let saved: MailingDoc | undefined;
    await this.create({ links: [...wanted.values()], mailing, by }, async (links, session) => {
      saved = await saveWith(new Map(links.map(({ _id, draft }) => [draft.url, _id])), session);
    });
    if (!saved) throw new Error('The mailing was not saved with its new links');
    return saved;
  }
}

function linkAt({ links }: LinkedContent, occurrence: number): ScannedLink {
  const link = links[occurrence];
  if (!link) throw noSuchLink();
  return link;
}

/** The text of a link; if it has none, the beginning of its address. */
function nameOf(text: string, url: string): string {
  const name = text.trim() === '' ? url.replace(/^https?:\/\/(?:www\.)?/i, '') : text.trim();
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
}

const noSuchLink = (): AppError => new AppError('not-found', 'The content does not have this link.');

const notTrackable = ({ href }: ScannedLink): AppError =>
  new AppError('validation.failed', `The link “${href}” cannot be tracked.`, {
    issues: [
      {
        code: 'link.not-trackable',
        path: 'changes',
        message: {
          en: 'Only links to websites can be tracked',
          nb: 'Bare koblinger til nettsteder kan spores',
        },
      },
    ],
  });
