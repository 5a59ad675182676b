import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionSettings } from './sessions.service';

const DEVICE_MS = 365 * 24 * 3_600_000;
const cookieName = ({ secure }: SessionSettings): string => (secure ? '__Host-lf_device' : 'lf_device');

/**
 * A browser in which an account has signed in before. Its cookie, `<id>.<signature over id and e-mail address>`, gives no access: it
 * only keeps the attempts of strangers from delaying the owner of the account.
 * @returns the id of the device; null when this account has not signed in here
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

/** Called after a successful sign-in. A device that is known already keeps its id, and so its count of failures. */
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
