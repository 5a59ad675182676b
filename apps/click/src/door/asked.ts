import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Outgoing } from './outgoing';

/** Somebody who asks for a tracked URL, by whichever way they came in. */
export interface Asked {
  readonly method: string | undefined;
  /** As it stands in the address; nobody has looked whether it is one of ours. */
  readonly token: string;
  /** What was posted. */
  readonly body?: unknown;
  /** What a header says; by its name in lower case. */
  header(name: AskedHeader): string | undefined;
  /** Writes the answer. Whoever has one gets no second. */
  answer(outgoing: Outgoing): void;
}

/** The headers that change what a click is or how it is answered. */
export const ASKED_HEADERS = [
  'user-agent',
  'accept-language',
  'sec-purpose',
  'purpose',
  'x-purpose',
  'x-moz',
] as const;
export type AskedHeader = (typeof ASKED_HEADERS)[number];

/** Asked through Node's HTTP server. */
export class AskedOverHttp implements Asked {
  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly server: Pick<Server, 'listening'>,
    readonly token: string,
    readonly body?: unknown,
  ) {}

  get method(): string | undefined {
    return this.request.method;
  }

  header(name: AskedHeader): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  answer(outgoing: Outgoing): void {
    if (this.response.headersSent) return;
    // Who is connected while we stop is answered, and told to connect anew, elsewhere.
    if (!this.server.listening) this.response.setHeader('Connection', 'close');
    outgoing.send(this.response, this.method);
  }
}
