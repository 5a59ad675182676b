import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SessionEnds } from './session-ends';
import { sessionToken } from './session.guard';
import { SessionSettings, SessionsService } from './sessions.service';
import type { SignedInUser } from './signed-in-user';

/** Ends live streams together with the session that opened them. */
@Injectable()
export class SessionStreams {
  constructor(
    private readonly ends: SessionEnds,
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  /** Ends a streamed response when the session of its request ends. Does nothing if the request has no session cookie. */
  endWithSession(reply: FastifyReply, { id: userId }: SignedInUser): void {
    const token = sessionToken(reply.request, this.settings.secure);
    if (token === undefined) return;
    const { raw } = reply;
    const stop = this.ends.watch({
      userId,
      isValid: () => this.sessions.isOpen(token),
      end: () => raw.end(),
    });
    raw.on('close', stop);
  }
}
