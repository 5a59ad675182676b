import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MS } from './sessions.service';

const NAME = 'lf_session';

export const sessionToken = (request: FastifyRequest): string | undefined =>
  request.cookies[NAME] || undefined;

/** `secure`: only ever sent over https. */
export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(NAME, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: SESSION_MS / 1000,
  });
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(NAME, { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
