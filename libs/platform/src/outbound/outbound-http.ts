/**
 * The only client with which this system calls servers that a user has named. Such an address could point into our own network, so each
 * call goes through these states, and ends at the first that refuses or fails:
 *
 *   check the URL → resolve the name, once → check every address → connect to one of these addresses → send → read the answer, bounded
 *
 * Redirects are never followed: an answer 3xx is returned like any other.
 */
import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { isIP, isIPv4, type LookupFunction, type Socket, type TcpNetConnectOpts } from 'node:net';
import { z } from 'zod';
import { AllowedTargets, isPublicAddress, type Endpoint } from './addresses';

/** Why a call was refused before anything was sent. A repeat would be refused too, unless the name gets other addresses. */
export type RefusedCode = 'url' | 'scheme' | 'user-info' | 'port' | 'address';
/** Why there is no answer, or no whole one. A repeat may succeed. */
export type FailedCode = 'name' | 'connect' | 'tls' | 'timeout' | 'closed' | 'protocol';

export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
  constructor(readonly code: RefusedCode) {
    super(`Outbound call refused: ${code}`);
  }
}

export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed';
  constructor(
    readonly code: FailedCode,
    cause?: unknown,
  ) {
    super(`Outbound call failed: ${code}`, { cause });
  }
}

export const OutboundConfig = z.object({
  /** Internal servers that calls may reach, comma-separated; see `AllowedTargets`. */
  OUTBOUND_ALLOW: z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return new AllowedTargets(text.split(',').filter((entry) => entry.trim() !== ''));
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' });
        return z.NEVER;
      }
    }),
  /** Time until a connection, with its name and its certificate, must be there, ms. */
  OUTBOUND_CONNECT_MS: z.coerce.number().int().min(100).max(60_000).default(5_000),
  /** Time until the answer begins, ms, from the start of the call. */
  OUTBOUND_ANSWER_MS: z.coerce.number().int().min(100).max(100_000).default(10_000),
  /** Time of a whole call, ms. */
  OUTBOUND_TOTAL_MS: z.coerce.number().int().min(100).max(110_000).default(15_000),
});

export interface OutboundLimits {
  connectMs: number;
  answerMs: number;
  totalMs: number;
}

export interface OutboundRequest {
  url: string;
  method: string;
  /** Names in lower case. `host`, `content-length` and `connection` are set by the client. */
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Most bytes of the answer's body that are read; 0: none. */
  maxBody: number;
  signal?: AbortSignal | undefined;
}

export interface OutboundAnswer {
  status: number;
  /** A header that occurs several times has its values joined. */
  headers: Readonly<Record<string, string>>;
  /** At most `maxBody` bytes. */
  body: Buffer;
  /** `whole`; `large`: it was longer than `maxBody`; `cut`: the connection ended, or the time was over, before its end. */
  bodyState: 'whole' | 'large' | 'cut';
}

/** Finds all addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookupName(host, { all: true, order: 'verbatim' }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

/** Ports below this one are those of other services, which must not be fed with requests of ours. */
const FIRST_FREE_PORT = 1_024;
const WEB_PORTS: readonly number[] = [80, 443];
const MAX_HEADER_BYTES = 16 * 1_024;
/** Time for each address of a name before the next one is tried, ms. */
const ADDRESS_MS = 1_000;
const TLS_CODES = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;

interface OutboundOptions {
  allowed: AllowedTargets;
  limits: OutboundLimits;
  resolve?: Resolve;
}

export class OutboundHttp {
  constructor(private readonly options: OutboundOptions) {}

  /**
   * Sends one request and reads the answer.
   * @throws OutboundRefused before anything was sent
   * @throws OutboundFailed if no answer came; the server may have received the request all the same
   * @throws the reason of `request.signal` if it is aborted
   */
  async send(request: OutboundRequest): Promise<OutboundAnswer> {
    request.signal?.throwIfAborted();
    const url = checkedUrl(request.url);
    const endpoint = endpointOf(url);
    const call = new Call(request, this.options.limits);
    try {
      const addresses = await call.race(this.addressesOf(endpoint));
      return await call.race(call.exchange(url, addresses));
    } finally {
      call.end();
    }
  }

  /** Returns the address of the server, `host:port`, by which its failures are counted. @throws OutboundRefused */
  static targetOf(url: string): string {
    const { host, port } = endpointOf(checkedUrl(url));
    return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  }

  /** @throws OutboundRefused if one of the addresses is not public: a name that has both kinds is an attempt to get past this check */
  private async addressesOf(endpoint: Endpoint): Promise<readonly LookupAddress[]> {
    const { host, port } = endpoint;
    const { allowed, resolve = resolveBySystem } = this.options;
    const isNamed = allowed.hasServer(endpoint);
    if (!isNamed && port < FIRST_FREE_PORT && !WEB_PORTS.includes(port)) throw new OutboundRefused('port');
    let addresses: readonly LookupAddress[];
    try {
      addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolve(host);
    } catch (error) {
      throw new OutboundFailed('name', error);
    }
    if (addresses.length === 0) throw new OutboundFailed('name');
    const mayReach = (address: string) => isNamed || isPublicAddress(address) || allowed.hasAddress(address);
    if (!addresses.every(({ address }) => mayReach(address))) throw new OutboundRefused('address');
    return addresses;
  }
}

/** Reads a URL. The URL parser turns every form of an IPv4 address (decimal, octal, hexadecimal, short) into the usual one. */
function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new OutboundRefused('url');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefused('scheme');
  if (url.username || url.password) throw new OutboundRefused('user-info');
  return url;
}

function endpointOf({ hostname, port, protocol }: URL): Endpoint {
  // A name with a dot at its end is the same server.
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** One call with its time limits. */
class Call {
  private readonly stopped = Promise.withResolvers<never>();
  private readonly connectTimer: NodeJS.Timeout;
  private readonly answerTimer: NodeJS.Timeout;
  private readonly totalTimer: NodeJS.Timeout;
  private client: ClientRequest | undefined;
  /** Ends the reading of a body with what was read. */
  private cut: (() => void) | undefined;

  constructor(
    private readonly request: OutboundRequest,
    { connectMs, answerMs, totalMs }: OutboundLimits,
  ) {
    // Nobody may be waiting any more when it is rejected.
    this.stopped.promise.catch(() => undefined);
    this.connectTimer = setTimeout(() => this.timeOut(), connectMs);
    this.answerTimer = setTimeout(() => this.timeOut(), answerMs);
    this.totalTimer = setTimeout(() => this.timeOut(), totalMs);
    request.signal?.addEventListener('abort', this.abort, { once: true });
  }

  private readonly abort = (): void => this.stopped.reject(this.request.signal?.reason);

  /** The time is over: what was read of a body is kept; without an answer, the call fails. */
  private timeOut(): void {
    if (this.cut) this.cut();
    else this.stopped.reject(new OutboundFailed('timeout'));
  }

  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.stopped.promise]);
  }

  end(): void {
    for (const timer of [this.connectTimer, this.answerTimer, this.totalTimer]) clearTimeout(timer);
    this.request.signal?.removeEventListener('abort', this.abort);
    this.client?.destroy();
  }

  exchange(url: URL, addresses: readonly LookupAddress[]): Promise<OutboundAnswer> {
    const { method, headers, body } = this.request;
    const isHttps = url.protocol === 'https:';
    const options: RequestOptions &
      Pick<TcpNetConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> = {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
      // A connection of its own: one that is kept could have been made for other rules.
      agent: false,
      lookup: lookupOf(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
      rejectUnauthorized: true,
    };
    return new Promise((resolve, reject) => {
      const client = (isHttps ? requestHttps : requestHttp)(url, options);
      this.client = client;
      let isConnected = false;
      client.on('socket', (socket) =>
        socket.once(isHttps ? 'secureConnect' : 'connect', () => {
          isConnected = true;
          clearTimeout(this.connectTimer);
          if (!isOneOf(socket, addresses)) client.destroy(new OutboundRefused('address'));
        }),
      );
      client.on('error', (error) => reject(failureOf(error, isConnected)));
      client.on('response', (response) => this.read(response).then(resolve, reject));
      // An answer 101 would turn the connection into one of another protocol.
      client.on('upgrade', () => reject(new OutboundFailed('protocol')));
      client.end(body);
    });
  }

  private read(response: IncomingMessage): Promise<OutboundAnswer> {
    clearTimeout(this.answerTimer);
    const { maxBody } = this.request;
    const answer = {
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
      ),
    };
    if (maxBody === 0) return Promise.resolve({ ...answer, body: Buffer.alloc(0), bodyState: 'whole' });
    const chunks: Buffer[] = [];
    let length = 0;
    return new Promise((resolve) => {
      const end = (bodyState: OutboundAnswer['bodyState']) =>
        resolve({ ...answer, body: Buffer.concat(chunks).subarray(0, maxBody), bodyState });
      this.cut = () => end('cut');
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length <= maxBody) return;
        end('large');
        response.destroy();
      });
      response.on('end', () => end('whole'));
      response.on('close', () => end('cut'));
      response.on('error', () => end('cut'));
    });
  }
}

/** Answers every question with the addresses that were checked, so that the name is not resolved a second time. */
const lookupOf =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };

/** Whether a connection leads to one of the addresses. Holds unless a later version of Node should no longer ask `lookup`. */
function isOneOf({ remoteAddress = '' }: Socket, addresses: readonly LookupAddress[]): boolean {
  const plain = remoteAddress.replace(/^::ffff:/i, (prefix) =>
    isIPv4(remoteAddress.slice(prefix.length)) ? '' : prefix,
  );
  return addresses.some(({ address }) => canonicalAddress(address) === canonicalAddress(plain));
}

const canonicalAddress = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname : address;

function failureOf(error: Error & { code?: string }, isConnected: boolean): Error {
  if (error instanceof OutboundRefused) return error;
  const code = error.code ?? '';
  if (TLS_CODES.test(code)) return new OutboundFailed('tls', error);
  if (code.startsWith('HPE_')) return new OutboundFailed('protocol', error);
  return new OutboundFailed(isConnected ? 'closed' : 'connect', error);
}
