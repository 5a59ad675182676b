import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  RIGHTS,
  hasRight,
  keyScopeOf,
  phrase,
  type ApiKeyView,
  type ApiRoute,
  type CreateApiKey,
  type KeyScope,
  type NewApiKey,
} from '@linkflow/contracts';
import { CrmUsers } from '@linkflow/crm-port';
import { AppError, Clock, Log, newId } from '@linkflow/platform';
import { Schema, type Model } from 'mongoose';
import { AuditLog } from '../ops/audit-log';
import { toSignedIn, type SignedInUser } from './signed-in-user';
import { SignInThrottle } from './sign-in-throttle';

const DAY_MS = 24 * 3_600_000;
/** Expired keys stay in the list for this time. */
const EXPIRED_DAYS = 30;
const MAX_KEYS = 50;
const LAST_USED_INTERVAL_MS = 60_000;

export const API_KEY_MODEL = 'ApiKey';

export interface ApiKeyDoc {
  _id: string;
  /** SHA-256 of the secret. A slow hash is not needed: the secret has 256 random bits, so it cannot be guessed from the hash. */
  hash: string;
  name: string;
  scopes: KeyScope[];
  ownerId: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

export const apiKeySchema = new Schema<ApiKeyDoc>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    ownerId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
  },
  { collection: 'api_keys', versionKey: false },
);
apiKeySchema.index({ ownerId: 1 });
apiKeySchema.index({ expiresAt: 1 }, { expireAfterSeconds: EXPIRED_DAYS * 24 * 3_600 });

/** `lf_<id>_<secret>` */
const TOKEN = /^lf_([0-9a-f]{24})_([\w-]{43})$/;

/**
 * Keys with which programs use the API. A key acts in the name of its owner: it may do what its scopes and the owner's present roles
 * allow. States of a key: usable → expired, or revoked (deleted). Deactivating the owner revokes the owner's keys.
 */
@Injectable()
export class ApiKeys {
  constructor(
    @InjectModel(API_KEY_MODEL) private readonly keys: Model<ApiKeyDoc>,
    private readonly users: CrmUsers,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Authenticates a request by its key, and checks that the key and its owner may use the route.
   * @param address of the client. Wrong keys from one address are slowed down; right keys are not, even if others use the same address.
   * @throws AppError `key.refused`, identical for an unknown, expired and revoked key; `rate.limited`; `access.denied`
   */
  async authorize(
    { token, address }: { token: string; address: string },
    route: ApiRoute,
  ): Promise<SignedInUser> {
    const key = await this.find(token);
    const owner = key && (await this.users.find(key.ownerId));
    if (!key || !owner?.active) {
      await this.throttle.attempt([['key', address]]);
      throw keyRefused();
    }
    const scope = keyScopeOf(route);
    if (scope === null) throw sessionOnly();
    if (!key.scopes.includes(scope)) throw outOfScope(scope);
    if (!hasRight(owner.roles, scope)) throw outOfRole(scope);
    await this.touch(key);
    return { ...toSignedIn(owner), key: { id: key._id, name: key.name } };
  }

  private async find(token: string): Promise<ApiKeyDoc | null> {
    const [, id, secret] = TOKEN.exec(token) ?? [];
    if (id === undefined || secret === undefined) return null;
    const key = await this.keys.findOne({ _id: id, expiresAt: { $gt: this.clock.now() } }).lean<ApiKeyDoc>();
    if (!key || !timingSafeEqual(Buffer.from(key.hash, 'hex'), hashOf(secret))) return null;
    return key;
  }

  private async touch({ _id, lastUsedAt }: ApiKeyDoc): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - LAST_USED_INTERVAL_MS);
    if (lastUsedAt && lastUsedAt > before) return;
    try {
      const isStale = { $or: [{ lastUsedAt: null }, { lastUsedAt: { $lte: before } }] };
      await this.keys.updateOne({ _id, ...isStale }, { $set: { lastUsedAt: now } });
    } catch (error) {
      this.log.warn({ err: error, keyId: _id }, 'could not write when an API key was used last');
    }
  }

  /** The user's keys; with the right to change users, those of all users. Newest first. */
  async list(user: SignedInUser): Promise<ApiKeyView[]> {
    const keys = await this.keys.find(keysOf(user)).sort({ _id: -1 }).lean<ApiKeyDoc[]>();
    const users = await this.users.list();
    const names = new Map(users.map(({ id, name }) => [id, name]));
    return keys.map((key) => toView(key, names.get(key.ownerId) ?? ''));
  }

  /** @throws AppError `validation.failed` if a scope needs another role than the user has, or the user has too many keys */
  async create(user: SignedInUser, { name, scopes, expiresInDays }: CreateApiKey): Promise<NewApiKey> {
    const missing = scopes.find((scope) => !hasRight(user.roles, scope));
    if (missing) throw invalidScope(missing);
    if ((await this.countOf(user.id)) >= MAX_KEYS) throw tooMany();
    const secret = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const key: ApiKeyDoc = {
      _id: newId(),
      hash: hashOf(secret).toString('hex'),
      name,
      scopes,
      ownerId: user.id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + expiresInDays * DAY_MS),
      lastUsedAt: null,
    };
    await this.audit.record(user, {
      action: 'key.create',
      target: targetOf(key),
      details: { scopes, expiresAt: key.expiresAt.toISOString() },
      act: () => this.insert(key),
    });
    return { key: toView(key, user.name), token: `lf_${key._id}_${secret}` };
  }

  /** Inserts a key. Counts afterwards too, because several keys may be created at the same time. */
  private async insert(key: ApiKeyDoc): Promise<void> {
    await this.keys.create(key);
    if ((await this.countOf(key.ownerId)) <= MAX_KEYS) return;
    await this.keys.deleteOne({ _id: key._id });
    throw tooMany();
  }

  private countOf(ownerId: string): Promise<number> {
    return this.keys.countDocuments({ ownerId });
  }

  /** @throws AppError `not-found` */
  async revoke(id: string, user: SignedInUser): Promise<void> {
    const key = await this.keys.findOne({ _id: id, ...keysOf(user) }).lean<ApiKeyDoc>();
    if (!key) throw new AppError('not-found', 'There is no API key with this id.');
    await this.audit.record(user, {
      action: 'key.revoke',
      target: targetOf(key),
      details: { owner: key.ownerId },
      act: () => this.keys.deleteOne({ _id: id }),
    });
  }

  /** Revokes all keys of a user. Writes no audit event of its own: that of the caller covers it. */
  async revokeAll(ownerId: string): Promise<void> {
    await this.keys.deleteMany({ ownerId });
  }
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const keysOf = ({ id, roles }: SignedInUser) => (hasRight(roles, 'users:write') ? {} : { ownerId: id });

const targetOf = ({ _id: id, name }: ApiKeyDoc) => ({ kind: 'key' as const, id, name });

const toView = (key: ApiKeyDoc, ownerName: string): ApiKeyView => ({
  id: key._id,
  name: key.name,
  scopes: key.scopes,
  owner: { id: key.ownerId, name: ownerName },
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});

const keyRefused = (): AppError => {
  const message = {
    en: 'This API key is wrong, has expired, or was revoked.',
    nb: 'Denne API-nøkkelen er feil, utløpt eller trukket tilbake.',
  };
  return new AppError('key.refused', message.en, { issues: [{ code: 'key.refused', message }] });
};

export const sessionOnly = (): AppError => {
  const message = {
    en: 'API keys cannot be used here. Sign in instead.',
    nb: 'API-nøkler kan ikke brukes her. Logg inn i stedet.',
  };
  return new AppError('access.denied', message.en, { issues: [{ code: 'key.session-only', message }] });
};

const outOfScope = (scope: KeyScope): AppError => {
  const message = phrase(
    {
      en: 'This API key does not have the scope {scope}.',
      nb: 'Denne API-nøkkelen har ikke tilgangen {scope}.',
    },
    { scope },
  );
  return new AppError('access.denied', message.en, {
    issues: [{ code: 'key.scope', message }],
    details: { scope },
  });
};

const outOfRole = (scope: KeyScope): AppError => {
  const message = phrase(
    {
      en: 'The roles of the owner of this API key do not allow {scope}.',
      nb: 'Rollene til eieren av denne API-nøkkelen gir ikke tilgangen {scope}.',
    },
    { scope },
  );
  return new AppError('access.denied', message.en, {
    issues: [{ code: 'key.role', message }],
    details: { scope, roles: RIGHTS[scope] },
  });
};

const invalidScope = (scope: KeyScope): AppError => {
  const message = phrase(
    {
      en: 'Your roles do not allow {scope}, so your API keys cannot have it.',
      nb: 'Rollene dine gir ikke tilgangen {scope}, så API-nøklene dine kan ikke få den.',
    },
    { scope },
  );
  return new AppError('validation.failed', message.en, {
    issues: [{ code: 'key.role', path: 'scopes', message }],
  });
};

const tooMany = (): AppError => {
  const message = phrase(
    {
      en: 'You have {count} API keys. Revoke one that you do not need.',
      nb: 'Du har {count} API-nøkler. Trekk tilbake en du ikke trenger.',
    },
    { count: String(MAX_KEYS) },
  );
  return new AppError('validation.failed', message.en, {
    issues: [{ code: 'key.too-many', path: 'name', message }],
  });
};
