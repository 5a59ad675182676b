import { createHmac, timingSafeEqual } from 'node:crypto';
import { LocalPath } from '@linkflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SessionSettings } from '../sessions.service';

/** Time for the sign-in at the provider, ms. */
const PENDING_MS = 15 * 60_000;

const PendingSignIn = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** The page that is shown after the sign-in. */
  back: LocalPath.optional(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
/** A sign-in that the browser carries out at the provider. */
export type PendingSignIn = z.infer<typeof PendingSignIn>;

const cookieName = ({ secure }: SessionSettings): string => (secure ? '__Host-lf_oidc' : 'lf_oidc');
const optionsOf = ({ secure }: SessionSettings) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure }) as const;

/**
 * Keeps the sign-in in a signed cookie, so that only this browser can complete it. A browser has at most one: a sign-in that starts
 * later, for example in another tab, replaces it.
 */
export function keepPending(
  reply: FastifyReply,
  pending: Omit<PendingSignIn, 'expiresAt'>,
  settings: SessionSettings,
): void {
  const complete: PendingSignIn = { ...pending, expiresAt: Date.now() + PENDING_MS };
  const content = Buffer.from(JSON.stringify(complete)).toString('base64url');
  void reply.setCookie(cookieName(settings), `${content}.${sign(content, settings).toString('base64url')}`, {
    ...optionsOf(settings),
    maxAge: PENDING_MS / 1000,
  });
}

/**
 * Reads the sign-in with this `state` from its cookie, and deletes the cookie. A callback with another state leaves the cookie alone, so
 * that a page of another site cannot interrupt a sign-in.
 * @returns null if there is no such sign-in, or it has expired
 */
export function takePending(
  reply: FastifyReply,
  state: string | null,
  settings: SessionSettings,
): PendingSignIn | null {
  const pending = read(reply.request, settings);
  if (pending?.state !== state) return null;
  void reply.clearCookie(cookieName(settings), optionsOf(settings));
  return pending.expiresAt > Date.now() ? pending : null;
}

function read(request: FastifyRequest, settings: SessionSettings): PendingSignIn | null {
  const [content = '', signature = ''] = (request.cookies[cookieName(settings)] ?? '').split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(content, settings);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return PendingSignIn.parse(JSON.parse(Buffer.from(content, 'base64url').toString()));
}

const sign = (content: string, { secret }: SessionSettings): Buffer =>
  createHmac('sha256', secret).update(`oidc:${content}`).digest();
