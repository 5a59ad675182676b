import type { OidcProblem } from '@linkflow/contracts';
import type { Actor } from '../../ops/audit-log';

/** A sign-in with the OpenID Connect provider that failed. The sign-in page explains the code. */
export class OidcFailure extends Error {
  override readonly name = 'OidcFailure';

  /** @param user the user whom the provider named, if that user exists here */
  constructor(
    readonly code: OidcProblem,
    readonly user: Actor | null = null,
  ) {
    super(code);
  }
}
