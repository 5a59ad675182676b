/** Sign-in: who may come in, and who it is. */
export { Admission } from './admission';
export { hashPassword } from './password-hash';
export { CurrentUser, Public, Roles } from './session.decorators';
export { SessionModule } from './session.module';
export type { SignedInUser } from './signed-in-user';
