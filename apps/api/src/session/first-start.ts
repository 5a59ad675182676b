import { Injectable } from '@nestjs/common';
import { UsersService } from '@linkflow/crm';
import { createLog } from '@linkflow/platform';
import { DEMO_PASSWORD, INGRID } from '../demo/demo-people';
import { passwordFits } from './password-hash';
import { PasswordLinks } from './password-links.service';
import { SessionSettings } from './sessions.service';
import { SignInSettings } from './sign-in-settings';

/** Logs how to sign in, for the person who starts the system. */
@Injectable()
export class FirstStart {
  /** Writes level `info` at every LOG_LEVEL, because nobody can sign in for the first time without the link. */
  private readonly log = createLog('api').child({}, { level: 'info' });

  constructor(
    private readonly users: UsersService,
    private readonly links: PasswordLinks,
    private readonly settings: SessionSettings,
    private readonly signInSettings: SignInSettings,
  ) {}

  /**
   * Logs how to sign in: with a one-time link that creates the first administrator (if there are no users), as a user of the demo, as an
   * existing user, or with the OpenID Connect provider only. `scripts/lib/sign-in.mjs` reads the log entry.
   * @returns the link; undefined if there are users, or passwords are switched off
   */
  async announce(): Promise<string | undefined> {
    if (!this.signInSettings.passwords) {
      this.log.info(
        { signIn: 'oidc' },
        'passwords are switched off: sign in with the OpenID Connect provider',
      );
      return undefined;
    }
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
