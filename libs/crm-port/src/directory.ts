import type {
  FieldDefinition,
  Language,
  ShownClicks,
  LookupItem,
  LookupQuery,
  Ref,
  RefKind,
  Role,
  ScriptOutput,
  ScriptParam,
  ScriptSignature,
  UserView,
} from '@linkflow/contracts';

/**
 * What the system needs from a CRM besides facts and effects. These are abstract classes instead of interfaces, so that each is also its
 * injection token.
 */

/** The kinds of entities in a CRM. Links, forms, mailings and secrets are not among them, because this system stores them itself. */
export type CrmRefKind = Exclude<RefKind, 'link' | 'form' | 'mailing' | 'webhook-secret'>;

/**
 * A reference with its name. `missing` is true if the entity is deleted, is a deactivated user, or does not exist. If it does not exist,
 * the name is empty.
 */
export interface NamedRef extends Ref {
  /** Definition of the field, for kind `field` only. */
  field?: FieldDefinition;
  /** Declared outputs, for kind `script` only. */
  outputs?: ScriptOutput[];
  /** Declared parameters, for kind `script` only. */
  params?: ScriptParam[];
}

/** Resolves ids to names. */
export abstract class CrmNames {
  /** Implementations batch the calls of one event-loop turn. */
  abstract nameOf(kind: CrmRefKind, id: string): Promise<NamedRef>;

  /** Like `nameOf`; null if the id is null. */
  async refOf(kind: CrmRefKind, id: string | null): Promise<Ref | null> {
    return id === null ? null : this.nameOf(kind, id);
  }
}

/** Finds entries for pickers. */
export abstract class CrmLookups {
  /**
   * Finds entries by the beginnings of words (`q`) or by ids. Deleted entries and deactivated users are returned only for ids, marked
   * `missing`.
   */
  abstract find(kind: CrmRefKind, query: LookupQuery): Promise<LookupItem[]>;
}

/** The definitions of extra fields. */
export abstract class CrmFields {
  abstract list(entity?: FieldDefinition['entity']): Promise<FieldDefinition[]>;
}

/** A script as the step that runs it needs it. */
export interface RunnableScript extends ScriptSignature {
  name: string;
  source: string;
}

/** The scripts that actions run. */
export abstract class CrmScripts {
  /** Null if the script does not exist or is deleted. Implementations batch the calls of one event-loop turn. */
  abstract sourceOf(scriptId: string): Promise<RunnableScript | null>;
}

/** A colleague, who can sign in and own follow-ups and requests. */
export interface CrmUser {
  _id: string;
  name: string;
  email: string;
  /** Empty when the user cannot sign in with a password. */
  passwordHash: string;
  roles: Role[];
  language: Language;
  /** Absent: the clicks of people. */
  shownClicks?: ShownClicks;
  /** False: deactivated. The user cannot sign in and gets no new work. */
  active: boolean;
  /** Increased to end all sessions of the user: a session is valid only for the generation in which it was created. */
  sessionGeneration: number;
}

export abstract class CrmUsers {
  abstract list(): Promise<UserView[]>;
  abstract find(id: string): Promise<CrmUser | null>;
  /** @param email compared without regard to case and surrounding blanks */
  abstract byEmail(email: string): Promise<CrmUser | null>;
  /** Sets the given choices of the user and keeps the others. */
  abstract setChoices(id: string, choices: Partial<Pick<CrmUser, 'language' | 'shownClicks'>>): Promise<void>;
  /** Ends all sessions of the user. */
  abstract endSessions(id: string): Promise<void>;
  /** Sets the password and ends all sessions of the user. Returns false if there is no such user, or the user is deactivated. */
  abstract setPassword(id: string, passwordHash: string): Promise<boolean>;
}
