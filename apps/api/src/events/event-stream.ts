import type { FastifyReply } from 'fastify';
import type { LiveEvent } from '@linkflow/contracts';
import type { EventHub } from './event-hub';
import { eventFilter } from './topics';

/** A stream with more unsent bytes than this is closed; the browser then reconnects and reads everything again. */
const MAX_BUFFERED_BYTES = 1_000_000;

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Keeps proxies from buffering the stream.
  'x-accel-buffering': 'no',
};

/**
 * Answers a request with server-sent events about the topics, until the client disconnects or the hub ends the stream.
 * @returns whether there is a stream now. If so, its end is the event `close` of the response
 */
export function streamEvents(hub: EventHub, topics: string, reply: FastifyReply): boolean {
  const { raw } = reply;
  const headers = { ...reply.getHeaders(), ...STREAM_HEADERS };
  reply.hijack();
  // The client has left while the session was read. `close` was emitted then and will not be emitted again.
  if (raw.destroyed) return false;
  raw.writeHead(200, headers as Record<string, string>);
  if (reply.request.method === 'HEAD') {
    raw.end();
    return false;
  }
  raw.write('retry: 2000\n\n');
  const write = (text: string): void => {
    if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
    else raw.write(text);
  };
  const stop = hub.listen({
    accepts: eventFilter(topics),
    ready: () => write('event: ready\ndata: {}\n\n'),
    send: (events) => write(events.map(toMessage).join('')),
    heartbeat: () => write(': still here\n\n'),
    end: () => raw.end(),
  });
  // The `close` event of the response: that of the request is emitted as soon as the request has been read.
  raw.on('close', stop);
  return true;
}

const toMessage = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`;
