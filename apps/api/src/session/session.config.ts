import { Injectable } from '@nestjs/common';
import { readConfig } from '@linkflow/platform';
import { z } from 'zod';

const SessionConfig = z.object({
  /** Keyed into what is stored of a session, so that the database alone opens none. */
  SESSION_SECRET: z.string().regex(/^[0-9a-f]{64,}$/i),
  /** Where people reach the api; cookies are for https only when it is. */
  PUBLIC_URL: z.url(),
});

@Injectable()
export class SessionSettings {
  private readonly read = readConfig(SessionConfig);
  readonly secret = Buffer.from(this.read.SESSION_SECRET, 'hex');
  readonly origin = new URL(this.read.PUBLIC_URL).origin;
  readonly secure = this.origin.startsWith('https:');
}
