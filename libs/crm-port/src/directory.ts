import type {
  FieldDefinition,
  Language,
  LookupItem,
  LookupQuery,
  MembershipKind,
  Ref,
  RefKind,
  Role,
  UserView,
} from '@linkflow/contracts';

/** What the system reads from a CRM besides facts. Abstract classes, so that each is its own injection token. */

/** The kinds of things that a CRM knows. Links and mailings belong to the system itself. */
export type CrmRefKind = Exclude<RefKind, 'link' | 'mailing'>;

/** A reference with its name. `missing` when the entity was deleted or retired; the name is empty when its document does not exist. */
export interface NamedRef extends Ref {
  /** For kind `field`. */
  field?: FieldDefinition;
}

/** Names of things by id. */
export abstract class CrmNames {
  /** Implementations batch the calls of one event-loop turn. */
  abstract nameOf(kind: CrmRefKind, id: string): Promise<NamedRef>;

  /** Like `nameOf`; null if the id is null. */
  async refOf(kind: CrmRefKind, id: string | null): Promise<Ref | null> {
    return id === null ? null : this.nameOf(kind, id);
  }
}

/** The entries that pickers show. */
export abstract class CrmLookups {
  /** Finds entries by the beginnings of words (`q`) or by ids. Only a search by ids returns deleted and retired ones, marked `missing`. */
  abstract find(kind: CrmRefKind, query: LookupQuery): Promise<LookupItem[]>;
}

/** The definitions of extra fields. */
export abstract class CrmFields {
  abstract list(entity?: FieldDefinition['entity']): Promise<FieldDefinition[]>;
}

/** The members of interests, selections and projects. */
export abstract class CrmMembers {
  /** @throws CrmError `selection.missing`, `selection.not-static` */
  abstract contactIds(kind: MembershipKind, targetId: string): Promise<string[]>;
}

/** The scripts that actions run. */
export abstract class CrmScripts {
  /** Null when the script does not exist or was deleted. Implementations batch the calls of one event-loop turn. */
  abstract sourceOf(scriptId: string): Promise<{ name: string; source: string } | null>;
}

/** A colleague, who can sign in and own follow-ups and requests. */
export interface CrmUser {
  _id: string;
  name: string;
  email: string;
  /** Empty when the user cannot sign in with a password. */
  passwordHash: string;
  role: Role;
  language: Language;
  /** False: retired. The user can no longer sign in or get work. */
  active: boolean;
  /** Counts up when all sessions of the user end. A session of an earlier generation is over. */
  sessionGeneration: number;
}

export abstract class CrmUsers {
  abstract list(): Promise<UserView[]>;
  abstract find(id: string): Promise<CrmUser | null>;
  /** @param email compared without regard to case and surrounding blanks */
  abstract byEmail(email: string): Promise<CrmUser | null>;
  abstract setLanguage(id: string, language: Language): Promise<void>;
  /** Ends all sessions of the user. */
  abstract endSessions(id: string): Promise<void>;
  /** Sets the password and ends all sessions. False when there is no such user, or it is retired. */
  abstract setPassword(id: string, passwordHash: string): Promise<boolean>;
}
