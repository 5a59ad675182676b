import {
  SetMetadata,
  createParamDecorator,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import type { Role } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { SignedInUser } from './signed-in-user';

export const PUBLIC = 'session:public';
export const ROLES = 'session:roles';

/** Lets everybody in, signed in or not. Without it a route needs a session. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC, true);

/** Only these roles may. Without it every role may read, and every role but `viewer` may change things. */
export const Roles = (...roles: [Role, ...Role[]]): CustomDecorator => SetMetadata(ROLES, roles);

/** The person who asks: `@CurrentUser() user: SignedInUser`. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedInUser => {
  const request = context.switchToHttp().getRequest<{ user?: SignedInUser }>();
  if (!request.user) throw new AppError('session.required', 'Sign in first.');
  return request.user;
});
