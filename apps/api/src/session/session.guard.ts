import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayChangeThings } from './same-origin';
import { sessionToken, setSessionCookie } from './session-cookie';
import { SessionSettings } from './session.config';
import { PUBLIC, ROLES } from './session.decorators';
import { SessionsService } from './sessions.service';
import type { SignedInUser } from './signed-in-user';

/** At every door of the api: who is it, and may they? What is not marked `@Public()` needs a session. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: SignedInUser }>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // What a balancer asks is declared in libs/platform, which knows nothing of sessions.
    if (request.routeOptions.url?.startsWith('/health/')) return true;
    if (!mayChangeThings(request, this.settings.origin)) {
      throw new AppError('access.denied', 'This request comes from another site.');
    }
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<true | undefined>(PUBLIC, places)) return true;

    const token = sessionToken(request);
    const resumed = token === undefined ? null : await this.sessions.resume(token);
    if (token === undefined || !resumed) throw new AppError('session.required', 'Sign in first.');
    if (resumed.movedOn) setSessionCookie(reply, token, this.settings.secure);
    request.user = resumed.user;

    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, places);
    if (!isAllowed(resumed.user.role, roles, request.method)) {
      throw new AppError('access.denied', 'Your role does not allow this.', {
        issues: [
          {
            code: 'access.denied',
            message: { en: 'Your role does not allow this.', nb: 'Rollen din gir ikke lov til dette.' },
          },
        ],
      });
    }
    return true;
  }
}

function isAllowed(role: Role, roles: Role[] | undefined, method: string): boolean {
  if (roles) return roles.includes(role);
  return role !== 'viewer' || method === 'GET' || method === 'HEAD';
}
