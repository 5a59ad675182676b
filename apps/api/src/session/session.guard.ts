import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@linkflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from './admission';
import { PUBLIC, ROLES } from './session.decorators';
import type { SignedInUser } from './signed-in-user';

/** At every door of the api: who is it, and may they? What is not marked `@Public()` needs a session. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly admission: Admission,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: SignedInUser }>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // What a balancer asks is declared in libs/platform, which knows nothing of sessions.
    if (request.routeOptions.url?.startsWith('/health/')) return true;
    this.admission.refuseForgery(request);
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<true | undefined>(PUBLIC, places)) return true;
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, places);
    request.user = await this.admission.admit(request, reply, roles);
    return true;
  }
}
