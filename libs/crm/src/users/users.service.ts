import { Injectable } from '@nestjs/common';
import type { Language, UserView } from '@linkflow/contracts';
import { Clock, newId } from '@linkflow/platform';
import { notFound } from '../lists/named.repository';
import { searchWords, sortKey } from '../shared/words';
import type { UserDoc } from './user.schema';
import { UsersRepository } from './users.repository';

export type NewUser = Omit<UserDoc, '_id' | 'sortName' | 'search' | 'createdAt'>;

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly clock: Clock,
  ) {}

  /** A new colleague; the password comes as a hash. */
  async create(user: NewUser): Promise<UserView> {
    const { name } = user;
    const email = user.email.trim().toLowerCase();
    const doc: UserDoc = {
      ...user,
      _id: newId(),
      email,
      sortName: sortKey(name),
      search: searchWords(name, email),
      createdAt: this.clock.now(),
    };
    await this.users.insert(doc);
    return toUserView(doc);
  }

  async list(): Promise<UserView[]> {
    return (await this.users.all()).map(toUserView);
  }

  /** A retired user keeps the work that was given; nothing new is given. @throws AppError `not-found` */
  async setActive(id: string, active: boolean): Promise<UserView> {
    const user = await this.users.setActive(id, active);
    if (!user) throw notFound();
    return toUserView(user);
  }

  /** With the password hash: for sign-in only. */
  byEmail(email: string): Promise<UserDoc | null> {
    return this.users.byEmail(email);
  }

  find(id: string): Promise<UserDoc | null> {
    return this.users.find(id);
  }

  setLanguage(id: string, language: Language): Promise<void> {
    return this.users.setLanguage(id, language);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.users.count()) === 0;
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
