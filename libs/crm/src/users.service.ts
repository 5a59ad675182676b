import { Injectable } from '@nestjs/common';
import type { Language, Role, UserView } from '@linkflow/contracts';
import { CrmCollection, CrmStore, notFound } from './shared/collection';

/** A colleague, who can sign in and be assigned work. `active: false` when retired. */
export interface UserDoc {
  _id: string;
  name: string;
  /** Lower case. */
  email: string;
  passwordHash: string;
  role: Role;
  language: Language;
  active: boolean;
  timeZone: string;
  /** Working hours, in minutes since midnight in `timeZone`, Monday to Friday. */
  workday: { from: number; to: number };
  sortName: string;
  search: string[];
  createdAt: Date;
}

@Injectable()
export class UsersService extends CrmCollection<UserDoc> {
  constructor(store: CrmStore) {
    super(store, 'users', [{ key: { email: 1 }, unique: true }]);
  }

  /** Active users first, then by name. */
  async list(): Promise<UserView[]> {
    return (await this.findMany({}, { active: -1, sortName: 1 })).map(toUserView);
  }

  /** A retired user keeps assigned work and gets no new work. @throws AppError `not-found` */
  async setActive(id: string, active: boolean): Promise<UserView> {
    const user = await this.setFields(id, { active });
    if (!user) throw notFound();
    return toUserView(user);
  }

  /** With the password hash: for sign-in only. */
  byEmail(email: string): Promise<UserDoc | null> {
    return this.documents.findOne({ email: email.trim().toLowerCase() });
  }

  find(id: string): Promise<UserDoc | null> {
    return this.findById(id);
  }

  async setLanguage(id: string, language: Language): Promise<void> {
    await this.setFields(id, { language });
  }

  async isEmpty(): Promise<boolean> {
    return (await this.documents.estimatedDocumentCount()) === 0;
  }
}

const toUserView = ({ _id: id, name, email, role, active, timeZone, workday }: UserDoc): UserView => ({
  id,
  name,
  email,
  role,
  active,
  timeZone,
  workday: { from: workday.from, to: workday.to },
});
