import { Injectable } from '@nestjs/common';
import type { OidcProblem } from '@linkflow/contracts';
import { Log } from '@linkflow/platform';
import * as oidc from 'openid-client';
import type { Actor } from '../../ops/audit-log';
import { SessionSettings } from '../sessions.service';
import { SignInSettings, type OidcSettings } from '../sign-in-settings';
import type { PendingSignIn } from './pending-sign-in';

/** Time limit of a request to the provider, s. */
const TIMEOUT_S = 8;
/** The discovery document is read again after this time. Signing keys are fetched separately, when a token has an unknown key. */
const DISCOVERY_MS = 3_600_000;
/** Difference of the clocks that is accepted, s. */
const CLOCK_TOLERANCE_S = 60;
const CALLBACK_PATH = '/api/session/oidc/callback';

/** What the provider says about the user. */
export type Claims = Readonly<Record<string, unknown>> & { iss: string; sub: string };

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

/**
 * The OpenID Connect provider. Discovery happens at the first sign-in and is repeated after a failure, so the api starts without the
 * provider.
 */
@Injectable()
export class OidcClient {
  private discovery: { started: number; configuration: Promise<oidc.Configuration> } | undefined;
  private usable: oidc.Configuration | undefined;

  constructor(
    private readonly settings: SignInSettings,
    private readonly session: SessionSettings,
    private readonly log: Log,
  ) {}

  /**
   * Starts a sign-in.
   * @returns the address of the provider's page, and what must be kept until the browser comes back
   * @throws OidcFailure `oidc.unavailable`
   */
  async begin(): Promise<{ url: URL; pending: Pick<PendingSignIn, 'state' | 'nonce' | 'codeVerifier'> }> {
    const configuration = await this.configuration();
    const pending = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.session.origin + CALLBACK_PATH,
      scope: this.required().scopes,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /**
   * Completes a sign-in: exchanges the code for tokens, and validates these.
   * @param query the query with which the browser came back
   * @returns the claims of the id token and, if these lack some that are needed, of the userinfo endpoint
   * @throws OidcFailure
   */
  async complete(query: string, { state, nonce, codeVerifier }: PendingSignIn): Promise<Claims> {
    const configuration = await this.configuration();
    try {
      const url = new URL(`${this.session.origin}${CALLBACK_PATH}${query}`);
      const tokens = await oidc.authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new OidcFailure('oidc.refused');
      if (this.isComplete(claims) || !configuration.serverMetadata().userinfo_endpoint) return { ...claims };
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return mergedClaims(claims, more);
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  private isComplete(claims: Readonly<Record<string, unknown>>): boolean {
    const { roles, rolesClaim } = this.required();
    return claims.email !== undefined && (!roles || claimAt(claims, rolesClaim) !== undefined);
  }

  /** Returns the discovered configuration, or the last one while the provider is unreachable. @throws OidcFailure */
  private async configuration(): Promise<oidc.Configuration> {
    if (!this.discovery || Date.now() - this.discovery.started > DISCOVERY_MS) {
      this.discovery = { started: Date.now(), configuration: this.discover(this.required()) };
    }
    const current = this.discovery;
    try {
      this.usable = await current.configuration;
      return this.usable;
    } catch (error) {
      if (this.discovery === current) this.discovery = undefined;
      if (this.usable) return this.usable;
      throw this.failureOf(error, 'oidc.unavailable');
    }
  }

  private discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
    const server = new URL(issuer);
    return oidc.discovery(
      server,
      clientId,
      { [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
      clientSecret === undefined ? oidc.None() : authenticationWith(clientSecret),
      {
        timeout: TIMEOUT_S,
        // SignInSettings accepts http for an issuer on this machine only.
        execute: [
          oidc.enableNonRepudiationChecks,
          ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  }

  private required(): OidcSettings {
    if (!this.settings.oidc) throw new OidcFailure('oidc.unavailable');
    return this.settings.oidc;
  }

  /** Logs the error, which contains no token, and returns what the user is told. */
  private failureOf(error: unknown, code = codeOf(error)): OidcFailure {
    if (error instanceof OidcFailure) return error;
    const { name, message } = error instanceof Error ? error : { name: typeof error, message: '' };
    const details = {
      name,
      message,
      ...(error instanceof oidc.ClientError && { code: error.code }),
      ...(isProviderError(error) && { error: error.error, description: error.error_description }),
    };
    this.log.warn({ oidc: details }, 'a sign-in with the OpenID Connect provider failed');
    return new OidcFailure(code);
  }
}

/** `client_secret_basic`, which is the default of the specification, unless the provider supports only `client_secret_post`. */
function authenticationWith(secret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = supported.includes('client_secret_basic') ? basic : post;
    method(server, client, body, headers);
  };
}

const isProviderError = (error: unknown): error is oidc.AuthorizationResponseError | oidc.ResponseBodyError =>
  error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError;

/** Errors at the authorization endpoint after which the user may simply try again: OpenID Connect Core 3.1.2.6. */
const CANCELLED = ['access_denied', 'login_required', 'interaction_required', 'consent_required'];

function codeOf(error: unknown): OidcFailure['code'] {
  if (error instanceof oidc.AuthorizationResponseError) {
    if (error.error === 'temporarily_unavailable') return 'oidc.unavailable';
    return CANCELLED.includes(error.error) ? 'oidc.cancelled' : 'oidc.refused';
  }
  // `fetch` fails with a TypeError when the provider cannot be reached.
  const isAway = error instanceof TypeError && error.message === 'fetch failed';
  const isLate = error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT';
  return isAway || isLate ? 'oidc.unavailable' : 'oidc.refused';
}

/**
 * Merges the claims of both responses. A claim of the id token, which is signed, replaces that of the userinfo response.
 * `email_verified` is taken from a response that contains the merged e-mail address, because the other one may be about another address.
 */
export function mergedClaims(idToken: Claims, userInfo: Readonly<Record<string, unknown>>): Claims {
  const claims = { ...userInfo, ...idToken };
  const { email } = idToken;
  const source = email === undefined ? userInfo : email === userInfo.email ? claims : idToken;
  return { ...claims, email_verified: source.email_verified };
}

/** The value of a claim. Names of claims may contain dots, so the whole name is tried before the path. */
export function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      claims,
    );
}
