import { Injectable } from '@nestjs/common';
import { UsersService } from '@linkflow/crm';
import { createLog } from '@linkflow/platform';
import { DEMO_PASSWORD, INGRID } from '../demo/demo-people';
import { passwordFits } from './password-hash';
import { PasswordLinks } from './password-links.service';
import { SessionSettings } from './sessions.service';

/** Tells the person who runs the system how to get in. */
@Injectable()
export class FirstStart {
  /** Writes at every LOG_LEVEL: without the link nobody gets in. */
  private readonly log = createLog('api').child({}, { level: 'info' });

  constructor(
    private readonly users: UsersService,
    private readonly links: PasswordLinks,
    private readonly settings: SessionSettings,
  ) {}

  /**
   * Logs how to sign in: with a one-time link that makes the first administrator when there are no users, as a user of the demo, or
   * as one's own user. `scripts/lib/sign-in.mjs` reads it.
   * @returns the link
   */
  async announce(): Promise<string | undefined> {
    if (!(await this.users.isEmpty())) {
      const demo = await this.isDemoOpen();
      const message = demo ? 'the users of the demo can sign in' : 'there are users already';
      this.log.info({ signIn: demo ? 'demo' : 'users' }, message);
      return undefined;
    }
    const { url, expiresAt } = await this.links.createForSetup();
    const entry = { signIn: 'setup-link', setupLink: url, expiresAt };
    this.log.warn(entry, 'there are no users yet: open the setup link to begin');
    return url;
  }

  private async isDemoOpen(): Promise<boolean> {
    const user = await this.users.byEmail(INGRID.email);
    return this.settings.isLocal && Boolean(user?.active) && passwordFits(DEMO_PASSWORD, user?.passwordHash);
  }
}
