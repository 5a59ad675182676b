import { Injectable } from '@nestjs/common';
import { UsersService } from '@linkflow/crm';
import { AppError, Log } from '@linkflow/platform';
import { PasswordLinks } from './password-links.service';

/** Ways into the system for the person who runs it: the setup link of an empty system, and `--admin`. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly users: UsersService,
    private readonly links: PasswordLinks,
    private readonly log: Log,
  ) {}

  /**
   * Logs a one-time link that makes the first administrator, when there are no users. `scripts/start.mjs` shows it.
   * @returns the link
   */
  async announce(): Promise<string | undefined> {
    if (!(await this.users.isEmpty())) return undefined;
    const { url, expiresAt } = await this.links.createForSetup();
    this.log.warn({ setupLink: url, expiresAt }, 'there are no users yet: open the setup link to begin');
    return url;
  }

  /**
   * Makes an active administrator, or makes an existing user one. @returns the link with which that person chooses a password
   * @throws AppError `validation.failed` for something that is not an e-mail address
   */
  async admin(email: string, name = email): Promise<string> {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      throw new AppError('validation.failed', `"${email}" is not an e-mail address.`);
    }
    const user = { email, name, role: 'admin', language: 'nb', timeZone: this.links.timeZone } as const;
    const { id } = await this.users.ensureAdmin(user);
    return (await this.links.createFor(id)).url;
  }
}
