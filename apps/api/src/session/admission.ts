import { Injectable } from '@nestjs/common';
import type { Role } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayChangeThings } from './same-origin';
import { sessionToken, setSessionCookie } from './session-cookie';
import { SessionSettings } from './session.config';
import { SessionsService } from './sessions.service';
import type { SignedInUser } from './signed-in-user';

/** Who asks, and may they? For every door of the api, Nest's own and those that other packages open. */
@Injectable()
export class Admission {
  constructor(
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  /** @throws AppError `access.denied`: a page elsewhere has made a browser send this */
  refuseForgery(request: FastifyRequest): void {
    if (!mayChangeThings(request, this.settings.origin)) {
      throw new AppError('access.denied', 'This request comes from another site.');
    }
  }

  /**
   * The person behind the session cookie. Without `roles` every role may read, and every role but `viewer` may change things.
   * @throws AppError `session.required`, `access.denied`
   */
  async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    roles: readonly Role[] | undefined,
  ): Promise<SignedInUser> {
    const token = sessionToken(request);
    const resumed = token === undefined ? null : await this.sessions.resume(token);
    if (token === undefined || !resumed) throw new AppError('session.required', 'Sign in first.');
    if (resumed.movedOn) setSessionCookie(reply, token, this.settings.secure);
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
    return resumed.user;
  }
}

function isAllowed(role: Role, roles: readonly Role[] | undefined, method: string): boolean {
  if (roles) return roles.includes(role);
  return role !== 'viewer' || method === 'GET' || method === 'HEAD';
}
