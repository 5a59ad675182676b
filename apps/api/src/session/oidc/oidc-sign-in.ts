import { Injectable } from '@nestjs/common';
import type { OidcProblem } from '@linkflow/contracts';
import { AppError, Log } from '@linkflow/platform';
import type { FastifyReply } from 'fastify';
import { SessionSettings, SessionsService } from '../sessions.service';
import type { Client, SignedInUser } from '../signed-in-user';
import { SignInAudit } from '../sign-in-audit';
import { SignInSettings } from '../sign-in-settings';
import { SignInThrottle } from '../sign-in-throttle';
import { OidcClient, OidcFailure } from './oidc-client';
import { OidcUsers } from './oidc-users';
import { keepPending, takePending } from './pending-sign-in';

/** A completed sign-in. `back` is the page that the user wanted to open. */
interface Completed {
  session: { token: string; user: SignedInUser };
  back: string;
}

/**
 * Sign-in with the OpenID Connect provider: authorization code flow with PKCE, state and nonce.
 *
 * 1. `start`: the browser gets a cookie with the secrets of this sign-in, and goes to the provider.
 * 2. The user signs in at the provider, which sends the browser to the callback with a code.
 * 3. `complete`: the code is exchanged for an id token; the user is found, linked or created; a session is opened.
 *
 * A failure leads to the sign-in page with the code of the problem.
 */
@Injectable()
export class OidcSignIn {
  constructor(
    private readonly client: OidcClient,
    private readonly users: OidcUsers,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly audit: SignInAudit,
    private readonly signInSettings: SignInSettings,
    private readonly settings: SessionSettings,
    private readonly log: Log,
  ) {}

  /** @param back the page to open after the sign-in */
  async start(back: string | undefined, reply: FastifyReply): Promise<void> {
    try {
      const { url, pending } = await this.client.begin();
      keepPending(reply, { ...pending, back }, this.settings);
      void reply.redirect(url.href, 302);
    } catch (error) {
      this.fail(error, reply, back);
    }
  }

  /** @returns the new session, whose cookie the caller sets before it redirects to `back`; undefined after a failure */
  async complete(reply: FastifyReply, client: Client): Promise<Completed | undefined> {
    const { search, searchParams } = new URL(reply.request.url, this.settings.origin);
    const pending = takePending(reply, searchParams.get('state'), this.settings);
    try {
      if (!pending) throw new OidcFailure('oidc.expired');
      const succeeded = await this.throttle.attempt([['oidc', client.address]]);
      const user = await this.users.userOf(await this.client.complete(search, pending));
      const session = await this.sessions.openFor(
        user._id,
        { ...client, method: 'provider' },
        this.signInSettings.oidc?.sessionMs,
      );
      await succeeded();
      return { session, back: asHeader(pending.back ?? '/') };
    } catch (error) {
      if (error instanceof OidcFailure) await this.audit.failed(error.user, client.address, error.code);
      this.fail(error, reply, pending?.back);
      return undefined;
    }
  }

  private fail(error: unknown, reply: FastifyReply, back: string | undefined): void {
    const query = new URLSearchParams({ problem: this.problemOf(error), ...(back && { back }) });
    void reply.redirect(`/sign-in?${query.toString()}`, 302);
  }

  /** Returns the problem code for the sign-in page. @throws `error` itself if the sign-in did not cause it (database unreachable) */
  private problemOf(error: unknown): OidcProblem {
    if (error instanceof OidcFailure) {
      this.log.info({ problem: error.code }, 'refused a sign-in with the OpenID Connect provider');
      return error.code;
    }
    if (error instanceof AppError && error.code === 'rate.limited') return 'rate.limited';
    // The user was deactivated after the roles were checked.
    if (error instanceof AppError && error.code === 'session.refused') return 'oidc.inactive';
    throw error;
  }
}

/** Percent-encodes characters that a header cannot contain. A path that a browser has sent contains none. */
const asHeader = (path: string): string => path.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
