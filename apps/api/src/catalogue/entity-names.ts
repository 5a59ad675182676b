import { Injectable, Module } from '@nestjs/common';
import type { LookupItem, LookupQuery, Ref, RefKind } from '@linkflow/contracts';
import { CrmLookups, CrmNames, type NamedRef } from '@linkflow/crm-port';
import { FormsRepository } from '@linkflow/forms';
import { LinkReader, LinkReaderModule, LinksRepository, type LinkRow } from '@linkflow/links';
import { MailingsRepository } from '@linkflow/mailings';
import { BatchLoader } from '@linkflow/platform';
import { WebhookSecrets, WebhooksModule } from '@linkflow/webhooks';

type OwnKind = 'link' | 'form' | 'mailing' | 'webhook-secret';
const isOwn = (kind: RefKind): kind is OwnKind =>
  kind === 'link' || kind === 'form' || kind === 'mailing' || kind === 'webhook-secret';

/** Reads the names of links, forms, mailings, secrets and CRM entries by id. Calls in the same event-loop turn are batched. */
@Injectable()
export class EntityNames {
  private readonly own: Record<OwnKind, BatchLoader<string, NamedRef>> = {
    link: new BatchLoader(async (ids) => {
      const rows = new Map((await this.links.rows(ids)).map((row) => [row._id, row]));
      return ids.map((id) => refOf(id, rows.get(id)));
    }),
    form: new BatchLoader(async (ids) => {
      const rows = new Map((await this.forms.rows(ids)).map((row) => [row._id, row]));
      return ids.map((id) => refOf(id, rows.get(id)));
    }),
    mailing: new BatchLoader(async (ids) => {
      const rows = new Map((await this.mailings.rows(ids)).map((row) => [row._id, row]));
      return ids.map((id) => refOf(id, rows.get(id)));
    }),
    'webhook-secret': new BatchLoader(async (ids) => {
      const rows = new Map((await this.secrets.rows(ids)).map((row) => [row._id, row]));
      return ids.map((id) => refOf(id, rows.get(id)));
    }),
  };

  constructor(
    private readonly crm: CrmNames,
    private readonly links: LinksRepository,
    private readonly forms: FormsRepository,
    private readonly mailings: MailingsRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  nameOf(kind: RefKind, id: string): Promise<NamedRef> {
    return isOwn(kind) ? this.own[kind].load(id) : this.crm.nameOf(kind, id);
  }

  /** Like `nameOf`; null if the id is null. */
  async refOf(kind: RefKind, id: string | null): Promise<Ref | null> {
    return id === null ? null : this.nameOf(kind, id);
  }
}

const MAX_IDS = 200;

/** Finds the entries that pickers show (links, forms, mailings, secrets, CRM entries), by search text or by ids. */
@Injectable()
export class EntityLookups {
  constructor(
    private readonly crm: CrmLookups,
    private readonly links: LinksRepository,
    private readonly forms: FormsRepository,
    private readonly mailings: MailingsRepository,
    private readonly secrets: WebhookSecrets,
    private readonly reader: LinkReader,
  ) {}

  async find(kind: RefKind, query: LookupQuery): Promise<LookupItem[]> {
    if (!isOwn(kind)) return this.crm.find(kind, query);
    if (query.ids === undefined) return this.search(kind, query);
    const ids = [...new Set(query.ids.split(',').map((id) => id.trim()))].filter(Boolean).slice(0, MAX_IDS);
    const items = await this.rows(kind, ids);
    const byId = new Map(items.map((item) => [item.id, item]));
    return ids.map((id) => byId.get(id) ?? { id, label: '', missing: true });
  }

  private async rows(kind: OwnKind, ids: string[]): Promise<LookupItem[]> {
    switch (kind) {
      case 'link':
        return this.linkItems(await this.links.rows(ids));
      case 'form':
        return (await this.forms.rows(ids)).map((form) => itemOf(form, ''));
      case 'mailing':
        return (await this.mailings.rows(ids)).map(mailingItem);
      case 'webhook-secret':
        return (await this.secrets.rows(ids)).map(({ kind: type, ...row }) => ({ ...itemOf(row, ''), type }));
    }
  }

  /** Searches library links or, with the type `any`, all links, and forms, sorted by name; mailings, newest first; or secrets of one type. */
  private async search(kind: OwnKind, { q, limit, type }: LookupQuery): Promise<LookupItem[]> {
    const query = { q, page: 1, pageSize: limit };
    if (kind === 'webhook-secret') {
      const secrets = await this.secrets.list();
      const words = (q ?? '').toLowerCase();
      return secrets
        .filter(
          (secret) =>
            (type === undefined || secret.kind === type) && secret.name.toLowerCase().includes(words),
        )
        .slice(0, limit)
        .map(({ id, name, header, kind: of }) => ({
          id,
          label: name,
          type: of,
          ...(header && { detail: header }),
        }));
    }
    if (kind === 'link') {
      const { rows } = await this.links.page({ ...query, sort: 'name', locals: type === 'any' });
      return this.linkItems(rows);
    }
    if (kind === 'form')
      return (await this.forms.page({ ...query, sort: 'name' })).rows.map((form) => itemOf(form, ''));
    const { rows } = await this.mailings.page({ ...query, sort: '-createdAt', started: type === 'started' });
    return rows.map(mailingItem);
  }

  private async linkItems(rows: readonly LinkRow[]): Promise<LookupItem[]> {
    const answerOf = await this.reader.answersOf(rows);
    return rows.map((row) => {
      const { kind: answer, url } = answerOf(row._id);
      return { ...itemOf(row, url), type: row.mailingId === null ? 'library' : 'local', answer };
    });
  }
}

interface Named {
  _id: string;
  name: string;
  deletedAt: Date | null;
}

function refOf(id: string, row: Named | undefined): NamedRef {
  if (!row) return { id, name: '', missing: true };
  return { id, name: row.name, ...(row.deletedAt ? { missing: true } : {}) };
}

const itemOf = ({ _id: id, name: label, deletedAt }: Named, detail: string): LookupItem => ({
  id,
  label,
  ...(detail ? { detail } : {}),
  ...(deletedAt ? { missing: true } : {}),
});
const mailingItem = (mailing: Named & { subject: string }): LookupItem => itemOf(mailing, mailing.subject);

/**
 * Provides its own repositories of links, forms and mailings, because the modules of these import the catalogue: importing them here
 * would be circular.
 */
@Module({
  imports: [WebhooksModule, LinkReaderModule],
  providers: [EntityNames, EntityLookups, LinksRepository, FormsRepository, MailingsRepository],
  exports: [EntityNames, EntityLookups],
})
export class EntityNamesModule {}
