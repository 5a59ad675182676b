import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a receiver got it. */
export interface ReceivedCall {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

export type Answering = (response: ServerResponse, call: ReceivedCall, request: IncomingMessage) => void;

export interface WebhookReceiver {
  url: string;
  port: number;
  calls: ReceivedCall[];
  /** How it answers from now on. */
  answer(answering: Answering): void;
  stop(): Promise<void>;
}

/** Starts a server on the loopback address that receives webhooks. It answers 200 with `{}` until `answer` says otherwise. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  let answering: Answering = (response) => response.end('{}');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const call = { path: request.url ?? '', headers: request.headers, body, at: Date.now() };
      calls.push(call);
      answering(response, call, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    answer: (next) => (answering = next),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
