import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionSettings } from './sessions.service';

const DEVICE_MS = 365 * 24 * 3_600_000;
const cookieName = ({ secure }: SessionSettings): string => (secure ? '__Host-lf_device' : 'lf_device');

/**
 * Finds out whether the account has signed in before in this browser. Such a browser has a cookie, `<id>.<signature over id and e-mail
 * address>`. The cookie gives no access: it only makes SignInThrottle use a separate limit, so that failed attempts by others do not
 * delay the owner of the account.
 * @returns the id of the browser; null if the account has not signed in there
 */
export function knownDevice(
  request: FastifyRequest,
  email: string,
  settings: SessionSettings,
): string | null {
  const [id = '', signature = ''] = (request.cookies[cookieName(settings)] ?? '').split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(id, email, settings);
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : null;
}

/** Sets the cookie for `knownDevice`. Called after a successful sign-in. A device that is known already keeps its id. */
export function rememberDevice(reply: FastifyReply, email: string, settings: SessionSettings): void {
  const id = knownDevice(reply.request, email, settings) ?? randomBytes(16).toString('base64url');
  void reply.setCookie(cookieName(settings), `${id}.${sign(id, email, settings).toString('base64url')}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: settings.secure,
    maxAge: DEVICE_MS / 1000,
  });
}

const sign = (id: string, email: string, { secret }: SessionSettings): Buffer =>
  createHmac('sha256', secret).update(`device:${id}:${email.trim().toLowerCase()}`).digest();
