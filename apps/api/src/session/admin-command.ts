import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { NestLog, PlatformModule, createLog } from '@linkflow/platform';
import { SessionModule } from './session.controller';
import { UserAdministration } from './user-administration';

/** Contains only users and their password links, so the command seeds no demo, opens no queues and serves nothing. */
@Module({ imports: [PlatformModule.forApp('api'), CrmModule, SessionModule] })
class AdminCommandModule {}

/**
 * `--admin ADDRESS [NAME]`: creates an administrator, or makes an existing user one, and prints a one-time link with which that person
 * chooses a password. While passwords are switched off, it prints how that person signs in instead.
 * @returns exit code
 */
export async function makeAdmin([email = '', ...name]: readonly string[]): Promise<number> {
  let app: INestApplicationContext | undefined;
  try {
    const logger = new NestLog(createLog('api'));
    app = await NestFactory.createApplicationContext(AdminCommandModule, { logger, abortOnError: false });
    const link = await app.get(UserAdministration).makeAdmin(email, name.join(' ') || undefined);
    const message =
      link === null
        ? `Passwords are switched off (PASSWORDS=off): ${email} signs in with the OpenID Connect provider, as an administrator.`
        : `Open this link to choose a password. It works once, within a day or, for a new user, a week:\n  ${link}`;
    process.stdout.write(`\n  ${message}\n\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`\n  ${error instanceof Error ? error.message : String(error)}\n\n`);
    return 1;
  } finally {
    await app?.close();
  }
}
