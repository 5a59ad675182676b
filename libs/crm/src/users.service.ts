import { Injectable } from '@nestjs/common';
import { Role, type Language, type ShownClicks, type UpdateUser, type UserView } from '@linkflow/contracts';
import { AppError, Clock, Leases, isDuplicateKey, newId } from '@linkflow/platform';
import { CrmCollection, CrmStore, notFound } from './shared/collection';
import { searchWords, sortKey } from './shared/search-words';

/** A colleague, who can sign in and be assigned work. A deactivated user (`active: false`) cannot sign in and gets no new work. */
export interface UserDoc {
  _id: string;
  name: string;
  /** Lower case. */
  email: string;
  /** Empty when the user cannot sign in with a password. */
  passwordHash: string;
  /** True if the user has a password or has signed in with the OpenID Connect provider. False for an invited user. */
  joined: boolean;
  /** Increased to end all sessions of the user: a session is valid only for the generation in which it was created. */
  sessionGeneration: number;
  /** At least one. */
  roles: Role[];
  language: Language;
  /** Whose clicks the user wants to see; absent: those of people. */
  shownClicks?: ShownClicks;
  active: boolean;
  timeZone: string;
  /** Working hours, in minutes since midnight in `timeZone`, Monday to Friday. */
  workday: { from: number; to: number };
  sortName: string;
  search: string[];
  /** The user at the OpenID Connect provider. Absent if the user has never signed in there. */
  oidc?: OidcIdentity;
  createdAt: Date;
}

/** A user of an OpenID Connect provider: `sub` is unique at the issuer and never given to somebody else. */
export interface OidcIdentity {
  issuer: string;
  sub: string;
}

/** What is needed to create a user. */
export type NewUser = Pick<UserDoc, 'name' | 'email' | 'roles' | 'language' | 'timeZone'> & {
  /** Absent for an invited user, who chooses a password through a one-time link. */
  passwordHash?: string;
  oidc?: OidcIdentity;
};

const WORKDAY = { from: 8 * 60, to: 16 * 60 };
/** Name of the lease that is held while users are changed, so that two concurrent changes cannot remove the last two administrators. */
const ADMINS_LEASE = 'users-admins';
const ADMINS_LEASE_MS = 5_000;
/** Filter for administrators who can sign in. */
const USABLE_ADMIN = { roles: 'admin', active: true, joined: true } as const;

@Injectable()
export class UsersService extends CrmCollection<UserDoc> {
  private chain: Promise<unknown> = Promise.resolve();

  constructor(
    store: CrmStore,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {
    super(store, 'users', [
      { key: { email: 1 }, unique: true },
      {
        key: { 'oidc.issuer': 1, 'oidc.sub': 1 },
        unique: true,
        partialFilterExpression: { 'oidc.sub': { $type: 'string' } },
      },
    ]);
  }

  /** Active users first, then by name. */
  async list(): Promise<UserView[]> {
    return (await this.findMany({}, { active: -1, sortName: 1 })).map(toUserView);
  }

  /** @throws AppError `email.taken` */
  async create({ passwordHash = '', ...user }: NewUser): Promise<UserView> {
    const document: UserDoc = {
      _id: newId(),
      ...user,
      email: user.email.trim().toLowerCase(),
      passwordHash,
      joined: passwordHash !== '' || user.oidc !== undefined,
      sessionGeneration: 0,
      active: true,
      workday: WORKDAY,
      ...nameFields(user.name, user.email),
      createdAt: this.clock.now(),
    };
    try {
      await this.documents.insertOne(document);
    } catch (error) {
      if (isDuplicateKey(error)) throw emailTaken();
      throw error;
    }
    return toUserView(document);
  }

  /** Creates the first administrator. @throws AppError `password-link.invalid` if there are users already */
  createFirst(user: NewUser): Promise<UserView> {
    return this.alone(async () => {
      if (!(await this.isEmpty())) {
        throw new AppError('password-link.invalid', 'There are users already.');
      }
      return this.create(user);
    });
  }

  /**
   * Changes the given properties of a user. `active: false` deactivates the user, who keeps assigned work, gets no new work, and is signed
   * out everywhere.
   * @throws AppError `not-found`; `user.last-admin` if no administrator who can sign in would be left; `draft.stale` if the user has other
   * roles than `previousRoles`
   */
  async change(id: string, { active, name, roles, previousRoles }: UpdateUser): Promise<UserView> {
    const user = await this.findById(id);
    if (!user) throw notFound();
    const fields = {
      ...(active !== undefined && { active }),
      ...(roles !== undefined && { roles }),
      ...(name !== undefined && { name, ...nameFields(name, user.email) }),
    };
    const changed = await this.alone(async () => {
      const removesAdmin = active === false || (roles !== undefined && !roles.includes('admin'));
      if (removesAdmin && (await this.isLastAdmin(id))) throw lastAdmin();
      return this.documents.findOneAndUpdate(
        { _id: id, ...(previousRoles && { roles: previousRoles }) },
        { $set: fields, ...(active === false && { $inc: { sessionGeneration: 1 } }) },
        { returnDocument: 'after' },
      );
    });
    if (!changed && previousRoles && (await this.findById(id))) {
      throw new AppError('draft.stale', `The roles of ${user.name} were changed in the meantime.`);
    }
    if (!changed) throw notFound();
    return toUserView(changed);
  }

  /**
   * Sets the password and ends all sessions of the user.
   * @param generation if it is a number, the password is set only if it equals the user's current `sessionGeneration`
   * @returns false if nothing was changed: there is no such user, the user is deactivated, or `generation` differs
   */
  async setPassword(id: string, passwordHash: string, generation?: number | null): Promise<boolean> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, active: true, ...(typeof generation === 'number' && { sessionGeneration: generation }) },
      { $set: { passwordHash, joined: true }, $inc: { sessionGeneration: 1 } },
    );
    return matchedCount > 0;
  }

  async endSessions(id: string): Promise<void> {
    await this.documents.updateOne({ _id: id }, { $inc: { sessionGeneration: 1 } });
  }

  /** Makes the user with this e-mail address an active administrator. Creates the user if there is none. */
  async ensureAdmin(user: NewUser): Promise<UserView> {
    const existing = await this.byEmail(user.email);
    if (!existing) return this.create({ ...user, roles: ['admin'] });
    const roles = Role.options.filter((role) => role === 'admin' || existing.roles.includes(role));
    return this.change(existing._id, { active: true, roles });
  }

  /**
   * Runs `work` while no other such work runs in any process. Calls in this process wait for each other in `chain`, because the lease
   * belongs to the whole process; the lease excludes other processes.
   */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.chain.then(() => this.leases.hold(ADMINS_LEASE, ADMINS_LEASE_MS, work));
    this.chain = result.catch(() => undefined);
    return result;
  }

  private async isLastAdmin(id: string): Promise<boolean> {
    const admin = await this.documents.findOne({ _id: id, ...USABLE_ADMIN });
    if (!admin) return false;
    return (await this.documents.countDocuments({ _id: { $ne: id }, ...USABLE_ADMIN }, { limit: 1 })) === 0;
  }

  /** Finds a user by e-mail address. The result contains the password hash, so it must not be returned by the API. */
  byEmail(email: string): Promise<UserDoc | null> {
    return this.documents.findOne({ email: email.trim().toLowerCase() });
  }

  byIdentity({ issuer, sub }: OidcIdentity): Promise<UserDoc | null> {
    return this.documents.findOne({ 'oidc.issuer': issuer, 'oidc.sub': sub });
  }

  /**
   * Links a user to a user of the provider, once per issuer. An open invitation of the user becomes invalid.
   * @returns null if the user is linked to another identity of this issuer, or is deactivated
   */
  linkIdentity(id: string, oidc: OidcIdentity): Promise<UserDoc | null> {
    const generation = { $add: ['$sessionGeneration', { $cond: ['$joined', 0, 1] }] };
    return this.documents.findOneAndUpdate(
      { _id: id, active: true, 'oidc.issuer': { $ne: oidc.issuer } },
      [{ $set: { oidc, joined: true, sessionGeneration: generation } }],
      { returnDocument: 'after' },
    );
  }

  /** Removes the link to the provider's user. The next sign-in there links the user by the e-mail address again. */
  async unlinkIdentity(id: string): Promise<void> {
    await this.documents.updateOne({ _id: id }, { $unset: { oidc: '' } });
  }

  find(id: string): Promise<UserDoc | null> {
    return this.findById(id);
  }

  async setChoices(id: string, choices: Partial<Pick<UserDoc, 'language' | 'shownClicks'>>): Promise<void> {
    if (Object.keys(choices).length > 0) await this.setFields(id, choices);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.documents.findOne({}, { projection: { _id: 1 } })) === null;
  }
}

const nameFields = (name: string, email: string): Pick<UserDoc, 'sortName' | 'search'> => ({
  sortName: sortKey(name),
  search: searchWords(name, email),
});

const emailTaken = (): AppError => {
  const message = {
    en: 'A user with this e-mail address exists already.',
    nb: 'Det finnes allerede en bruker med denne e-postadressen.',
  };
  return new AppError('email.taken', message.en, {
    issues: [{ code: 'email.taken', path: 'email', message }],
  });
};

const lastAdmin = (): AppError => {
  const message = {
    en: 'This is the last administrator who can sign in. Make somebody else an administrator first.',
    nb: 'Dette er den siste administratoren som kan logge inn. Gjør en annen til administrator først.',
  };
  return new AppError('user.last-admin', message.en, { issues: [{ code: 'user.last-admin', message }] });
};

const toUserView = (user: UserDoc): UserView => {
  const { _id: id, name, email, roles, active, joined, timeZone, workday } = user;
  return {
    id,
    pending: !joined,
    linked: user.oidc !== undefined,
    name,
    email,
    roles,
    active,
    timeZone,
    workday: { from: workday.from, to: workday.to },
  };
};
