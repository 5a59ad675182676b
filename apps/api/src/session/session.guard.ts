import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { hasRight, type Right, type RouteDefinition } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOfHandler, type AuthenticatedRequest } from '../http/route';
import { ApiKeys, sessionOnly } from './api-keys.service';
import { mayChangeThings } from './same-origin';
import { SESSION_MS, SessionSettings, SessionsService } from './sessions.service';
import type { SignedInUser } from './signed-in-user';

/** Authenticates requests and checks rights, for Nest controllers and for Fastify plugins such as the queue board. */
@Injectable()
export class AccessControl {
  constructor(
    private readonly sessions: SessionsService,
    private readonly keys: ApiKeys,
    private readonly settings: SessionSettings,
  ) {}

  /**
   * Authenticates a request and checks that its user may use the route. A request with an API key is judged by the key alone: its cookies
   * are ignored, so no page of another site can misuse them.
   * @returns the user; undefined if the route is public
   * @throws AppError `session.required`, `key.refused`, `access.denied`, `rate.limited`
   */
  async authorizeRoute(
    request: FastifyRequest,
    reply: FastifyReply,
    { route, access }: RouteDefinition,
  ): Promise<SignedInUser | undefined> {
    if (access === 'public') {
      this.refuseForgery(request);
      return undefined;
    }
    const token = apiKeyOf(request);
    if (token !== undefined) return this.keys.authorize({ token, address: request.ip }, route);
    this.refuseForgery(request);
    return this.authorize(request, reply, access);
  }

  /** @throws AppError `access.denied` when a page of another site may have caused the request */
  refuseForgery(request: FastifyRequest): void {
    if (!mayChangeThings(request, this.settings.origin)) {
      throw new AppError('access.denied', 'This request comes from another site.');
    }
  }

  /**
   * Reads the session cookie and checks that its user has the right. Refuses API keys.
   * @throws AppError `session.required`, `access.denied`
   */
  async authorize(request: FastifyRequest, reply: FastifyReply, right: Right): Promise<SignedInUser> {
    if (apiKeyOf(request) !== undefined) throw sessionOnly();
    const token = sessionToken(request, this.settings.secure);
    const session = token === undefined ? null : await this.sessions.resume(token);
    if (token === undefined || !session) throw new AppError('session.required', 'Sign in first.');
    if (session.extended) setSessionCookie(reply, token, this.settings.secure);
    if (!hasRight(session.user.roles, right)) {
      throw new AppError('access.denied', 'Your roles do not allow this.', {
        issues: [
          {
            code: 'access.denied',
            message: { en: 'Your roles do not allow this.', nb: 'Rollene dine gir ikke tilgang til dette.' },
          },
        ],
      });
    }
    return session.user;
  }
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
    request.user = await this.access.authorizeRoute(request, reply, route);
    return true;
  }
}

/** The API key of a request. Other bearer tokens are not ours: a proxy may add one to the requests of a session. */
const apiKeyOf = ({ headers: { authorization = '' } }: FastifyRequest): string | undefined =>
  /^Bearer +(lf_\S*) *$/i.exec(authorization)?.[1];

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
