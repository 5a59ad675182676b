import { Injectable } from '@nestjs/common';
import type { Language, UserView } from '@linkflow/contracts';
import { notFound } from '../lists/named.repository';
import type { UserDoc } from './user.schema';
import { UsersRepository } from './users.repository';

@Injectable()
export class UsersService {
  constructor(private readonly users: UsersRepository) {}

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
