import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'linkflow', secret: 'a secret of the client & more' };

/** Claims of the provider's users, by `sub`. Tests add users and change them. */
export type Accounts = Record<string, Record<string, unknown>>;

export interface TestProvider {
  issuer: string;
  accounts: Accounts;
  /** Stops listening; `resume` listens on the same port again. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts oidc-provider, a certified OpenID Connect provider. It has one client, and asks for no consent.
 * @param options.callback address to which the client may send the browser back
 * @param options.port a free port by default
 */
export async function startProvider(options: {
  callback: string;
  accounts: Accounts;
  port?: number;
}): Promise<TestProvider> {
  const { callback, accounts, port: wanted = 0 } = options;
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  let server = await listen(wanted, (request, response) => handle(request, response));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [callback],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    scopes: ['openid', 'email', 'profile', 'groups'],
    // Without the scope `openid` these claims are in the response of the userinfo endpoint, not in the id token.
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'locale'],
      groups: ['groups'],
    },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ['the key of the cookies of the provider'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...accounts[sub] }),
    }),
    loadExistingGrant: async (context) => {
      const { session, client, params } = context.oidc;
      const grant = new provider.Grant({ accountId: session?.accountId, clientId: client?.clientId });
      grant.addOIDCScope(String(params?.scope));
      await grant.save();
      return grant;
    },
  });
  handle = provider.callback();
  return {
    issuer,
    accounts,
    pause: () => close(server),
    resume: async () => {
      server = await listen(port, (request, response) => handle(request, response));
    },
    stop: () => close(server),
  };
}

async function listen(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Server> {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** A browser: keeps the cookies of each host, and returns redirects without following them. */
export class Visitor {
  /** Value by name, per host and port. */
  readonly cookies = new Map<string, Map<string, string>>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (header.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Opens an address and follows redirects for as long as `isWanted` rejects the next address. Returns that address. */
  async follow(url: string, isWanted: (url: string) => boolean, init?: RequestInit): Promise<string> {
    let response = await this.fetch(url, init);
    for (let current = url; ;) {
      const location = response.headers.get('location');
      if (!location)
        throw new Error(`No redirect at ${current}: ${response.status} ${await response.text()}`);
      current = new URL(location, current).href;
      if (isWanted(current)) return current;
      response = await this.fetch(current);
    }
  }

  /** Starts a sign-in and signs in as `account` at the provider, or cancels there. Returns the address of the callback. */
  async passProvider(start: string, account: string | null): Promise<string> {
    const isCallback = (url: string) => url.includes('/api/session/oidc/callback');
    const isForm = (url: string) => url.includes('/interaction/');
    const form = await this.follow(start, (url) => isForm(url) || isCallback(url));
    // The provider has a session of its own and asks no more.
    if (isCallback(form)) return form;
    if (account === null) return this.follow(`${form}/abort`, isCallback);
    const body = new URLSearchParams({ prompt: 'login', login: account, password: 'any' });
    return this.follow(form, isCallback, { method: 'POST', body });
  }
}
