import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOfHandler, type AuthenticatedRequest } from '../http/route';
import { mayChangeThings } from './same-origin';
import { SESSION_MS, SessionSettings, SessionsService, type SignedInUser } from './sessions.service';

/** Authenticates requests and checks roles, for Nest controllers and for Fastify plugins such as the queue board. */
@Injectable()
export class AccessControl {
  constructor(
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  /** @throws AppError `access.denied` when a page of another site may have caused the request */
  refuseForgery(request: FastifyRequest): void {
    if (!mayChangeThings(request, this.settings.origin)) {
      throw new AppError('access.denied', 'This request comes from another site.');
    }
  }

  /**
   * Reads the session cookie and checks the role of its user. Without `roles` every role may read, and every role except
   * `viewer` may write.
   * @throws AppError `session.required`, `access.denied`
   */
  async authorize(
    request: FastifyRequest,
    reply: FastifyReply,
    roles: readonly Role[] | undefined,
  ): Promise<SignedInUser> {
    const token = sessionToken(request, this.settings.secure);
    const session = token === undefined ? null : await this.sessions.resume(token);
    if (token === undefined || !session) throw new AppError('session.required', 'Sign in first.');
    if (session.extended) setSessionCookie(reply, token, this.settings.secure);
    if (!isAllowed(session.user.role, roles, request.method)) {
      throw new AppError('access.denied', 'Your role does not allow this.', {
        issues: [
          {
            code: 'access.denied',
            message: { en: 'Your role does not allow this.', nb: 'Rollen din gir ikke lov til dette.' },
          },
        ],
      });
    }
    return session.user;
  }
}

function isAllowed(role: Role, roles: readonly Role[] | undefined, method: string): boolean {
  if (roles) return roles.includes(role);
  return role !== 'viewer' || method === 'GET' || method === 'HEAD';
}

/**
 * Guards every route with the access rights that the route table declares. A handler without a route definition is refused,
 * except the health routes.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessControl,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // The health routes are declared in libs/platform and not in the route table.
    if (request.routeOptions.url?.startsWith('/health/')) return true;
    const route = routeOfHandler(this.reflector, context.getHandler() as () => unknown);
    if (!route) throw new AppError('access.denied', 'This route is not in the route table.');
    this.access.refuseForgery(request);
    if (!route.public) request.user = await this.access.authorize(request, reply, route.roles);
    return true;
  }
}

const COOKIE = 'lf_session';
/** Name of the cookie over https. Browsers accept a cookie with this prefix only from this host itself, over https and for all paths. */
const HOST_COOKIE = '__Host-lf_session';

/** @param secure true if the api is reached over https */
export const sessionCookieName = (secure: boolean): string => (secure ? HOST_COOKIE : COOKIE);

export const sessionToken = (request: FastifyRequest, secure: boolean): string | undefined =>
  request.cookies[sessionCookieName(secure)] || undefined;

/** @param secure true if browsers may send the cookie over https only */
export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(sessionCookieName(secure), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: SESSION_MS / 1000,
  });
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(sessionCookieName(secure), { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
