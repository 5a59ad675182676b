import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Schema, type Connection, type mongo } from 'mongoose';
import {
  phrase,
  type CreateWebhookSecret,
  type IssuedWebhookSecret,
  type WebhookSecretKind,
  type WebhookSecretView,
} from '@linkflow/contracts';
import {
  AppError,
  Batcher,
  Clock,
  LinkKeysConfig,
  Log,
  isDuplicateKey,
  newId,
  readConfig,
} from '@linkflow/platform';
import { SecretBox, type Sealed } from './secret-box';
import { newSigningSecret } from './signature';

const SECRETS = 'webhook_secrets';

/** How long calls are also signed with the value before a rotation, ms. */
const OVERLAP_MS = 24 * 3_600_000;
const MAX_SECRETS = 200;

interface SecretDoc {
  _id: string;
  name: string;
  /** Unique among secrets that are not deleted. */
  nameKey: string;
  kind: WebhookSecretKind;
  header: string | null;
  value: Sealed;
  /** The value before the last rotation, for `signing`. */
  previous: { value: Sealed; until: Date } | null;
  createdAt: Date;
  rotatedAt: Date | null;
  /** A deleted secret keeps its name, for the workflows that name it, and loses its value. */
  deletedAt: Date | null;
}

/** A deleted secret has an empty text as its value. */
const NOTHING: Sealed = { key: 0, data: '' };

export const SecretSchema = new Schema<SecretDoc>(
  { _id: { type: String, required: true } },
  { collection: SECRETS, strict: false, versionKey: false },
);
SecretSchema.index({ nameKey: 1 }, { unique: true, partialFilterExpression: { deletedAt: null } });

/**
 * Secrets of webhooks: with which calls are signed, or that are the value of a header. They are encrypted where they are stored, and only calls
 * have them in clear. States of a secret: present → rotated (any number of times) → deleted.
 */
@Injectable()
export class WebhookSecrets implements OnModuleInit {
  private readonly box = new SecretBox(readConfig(LinkKeysConfig).LINK_KEYS);

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Encrypts anew what was encrypted with an older key of `LINK_KEYS`, so that the key can be removed. */
  async onModuleInit(): Promise<void> {
    const { current } = this.box;
    const old = await this.secrets
      .find({
        deletedAt: null,
        $or: [{ 'value.key': { $ne: current } }, { 'previous.value.key': { $ne: current } }],
      })
      .toArray();
    for (const secret of old) {
      const { _id, value, previous } = secret;
      try {
        const again = (sealed: Sealed) => this.box.seal(this.box.open(sealed, _id), _id);
        await this.secrets.updateOne(
          { _id, 'value.data': value.data },
          {
            $set: {
              value: again(value),
              previous: previous && { ...previous, value: again(previous.value) },
            },
          },
        );
      } catch (error) {
        this.log.error({ err: error, secretId: _id }, 'a secret of webhooks cannot be decrypted');
      }
    }
  }

  async list(): Promise<WebhookSecretView[]> {
    const secrets = await this.secrets
      .find({ deletedAt: null })
      .sort({ nameKey: 1 })
      .limit(MAX_SECRETS)
      .toArray();
    return secrets.map((secret) => this.viewOf(secret));
  }

  /** The secrets with these ids, also deleted ones. */
  rows(
    ids: readonly string[],
  ): Promise<{ _id: string; name: string; kind: WebhookSecretKind; deletedAt: Date | null }[]> {
    return this.secrets
      .find({ _id: { $in: [...ids] } }, { projection: { name: 1, kind: 1, deletedAt: 1 } })
      .toArray();
  }

  /** @throws AppError `name.taken`, `limit.reached` */
  async create(given: CreateWebhookSecret): Promise<IssuedWebhookSecret> {
    if ((await this.secrets.countDocuments({ deletedAt: null })) >= MAX_SECRETS)
      throw new AppError('limit.reached', `There can be at most ${MAX_SECRETS} secrets.`);
    const _id = newId();
    const value = given.kind === 'signing' ? newSigningSecret() : given.value;
    const secret: SecretDoc = {
      _id,
      name: given.name,
      nameKey: given.name.normalize('NFC').toLowerCase(),
      kind: given.kind,
      header: given.kind === 'header' ? given.header : null,
      value: this.box.seal(value, _id),
      previous: null,
      createdAt: this.clock.now(),
      rotatedAt: null,
      deletedAt: null,
    };
    try {
      await this.secrets.insertOne(secret);
    } catch (error) {
      if (isDuplicateKey(error)) throw nameTaken(given.name);
      throw error;
    }
    return this.issued(secret, value);
  }

  /**
   * Replaces the value of a secret. Calls are signed with the earlier one too for a day.
   * @param given the new value; only for `header`
   * @throws AppError `not-found`; `validation.failed` if a `header` gets no value
   */
  async rotate(id: string, given?: string): Promise<IssuedWebhookSecret> {
    const before = await this.get(id);
    if (before.kind === 'header' && given === undefined) throw valueMissing();
    const value = before.kind === 'signing' ? newSigningSecret() : (given ?? '');
    const now = this.clock.now();
    const until = new Date(now.getTime() + OVERLAP_MS);
    const rotated = await this.secrets.findOneAndUpdate(
      // If somebody else rotates it at the same moment, one of the two values would be lost: this one is then made anew from the other.
      { _id: id, deletedAt: null, 'value.data': before.value.data },
      {
        $set: {
          value: this.box.seal(value, id),
          previous: before.kind === 'signing' ? { value: before.value, until } : null,
          rotatedAt: now,
        },
      },
      { returnDocument: 'after' },
    );
    return rotated ? this.issued(rotated, value) : this.rotate(id, given);
  }

  /** Deletes a secret and its value. @throws AppError `not-found` */
  async remove(id: string): Promise<void> {
    const { matchedCount } = await this.secrets.updateOne(
      { _id: id, deletedAt: null },
      { $set: { deletedAt: this.clock.now(), value: NOTHING, previous: null } },
    );
    if (matchedCount === 0) throw notFound();
  }

  /** @throws AppError `not-found` */
  async view(id: string): Promise<WebhookSecretView> {
    return this.viewOf(await this.get(id));
  }

  /** The secrets with which to sign, the newest first; null if there is no such secret to sign with. */
  async signingSecrets(id: string): Promise<string[] | null> {
    const secret = await this.find(id);
    if (secret?.kind !== 'signing') return null;
    const { value, previous } = secret;
    const sealed = [value, ...(previous && previous.until > this.clock.now() ? [previous.value] : [])];
    return sealed.map((one) => this.box.open(one, id));
  }

  /** The header, its name in lower case; null if there is no such secret with a header. */
  async header(id: string): Promise<Record<string, string> | null> {
    const secret = await this.find(id);
    if (secret?.kind !== 'header' || secret.header === null) return null;
    return { [secret.header.toLowerCase()]: this.box.open(secret.value, id) };
  }

  /** Name of the header of a secret; null if it is no header. */
  async headerName(id: string): Promise<string | null> {
    return (await this.find(id))?.header ?? null;
  }

  /** Many runs ask in the same moment, so the reads share round trips. */
  private async find(id: string): Promise<SecretDoc | null> {
    const secret = await this.batcher.read<SecretDoc>(SECRETS, id);
    return secret?.deletedAt === null ? secret : null;
  }

  private async get(id: string): Promise<SecretDoc> {
    const secret = await this.secrets.findOne({ _id: id, deletedAt: null });
    if (!secret) throw notFound();
    return secret;
  }

  private issued(secret: SecretDoc, value: string): IssuedWebhookSecret {
    return { secret: this.viewOf(secret), value: secret.kind === 'signing' ? value : null };
  }

  private viewOf({ _id, name, kind, header, createdAt, rotatedAt, previous }: SecretDoc): WebhookSecretView {
    const isOverlapping = previous !== null && previous.until > this.clock.now();
    return {
      id: _id,
      name,
      kind,
      header,
      createdAt: createdAt.toISOString(),
      rotatedAt: rotatedAt?.toISOString() ?? null,
      previousUntil: isOverlapping ? previous.until.toISOString() : null,
    };
  }

  private get secrets(): mongo.Collection<SecretDoc> {
    return this.connection.collection<SecretDoc>(SECRETS);
  }
}

const notFound = (): AppError => new AppError('not-found', 'There is no secret with this id');

const nameTaken = (name: string): AppError =>
  new AppError('name.taken', `There is already a secret with the name “${name}”.`, {
    issues: [
      {
        code: 'name.taken',
        path: 'name',
        message: phrase(
          {
            en: '“{name}” already exists. Choose another name.',
            nb: '«{name}» finnes fra før. Velg et annet navn.',
          },
          { name },
        ),
      },
    ],
  });

const valueMissing = (): AppError =>
  new AppError('validation.failed', 'A secret for a header needs a new value.', {
    issues: [
      {
        code: 'webhook-secret.value-missing',
        path: 'value',
        message: { en: 'Write the new value', nb: 'Skriv den nye verdien' },
      },
    ],
  });
