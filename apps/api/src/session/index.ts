/** Sign-in: who may come in, and who it is. */
export { CurrentUser, Public, Roles } from './session.decorators';
export type { SignedInUser } from './signed-in-user';
