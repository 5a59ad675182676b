import { Controller, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ROUTES, type LiveEvent } from '@linkflow/contracts';
import { Route, type Input } from '../http/route';
import { EventHub } from './event-hub';
import { eventFilter } from './topics';

/** A stream with more unsent data is closed; the browser then reconnects and reads everything again. */
const MAX_BUFFERED_BYTES = 1_000_000;

@Controller()
export class EventsController {
  constructor(private readonly hub: EventHub) {}

  @Route(ROUTES.ops.events)
  stream({ query }: Input<typeof ROUTES.ops.events>, @Res() reply: FastifyReply): void {
    const { raw } = reply;
    const headers = { ...reply.getHeaders(), ...STREAM_HEADERS };
    reply.hijack();
    raw.writeHead(200, headers as Record<string, string>);
    raw.write('retry: 2000\n\n');
    const write = (text: string): void => {
      if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
      else raw.write(text);
    };
    const stop = this.hub.listen({
      accepts: eventFilter(query.topics),
      ready: () => write('event: ready\ndata: {}\n\n'),
      send: (events) => write(events.map(toMessage).join('')),
      heartbeat: () => write(': still here\n\n'),
      end: () => raw.end(),
    });
    // On the response: the request closes as soon as it has been read.
    raw.on('close', stop);
  }
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Keeps proxies from buffering the stream.
  'x-accel-buffering': 'no',
};

const toMessage = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`;

@Module({ providers: [EventHub], controllers: [EventsController] })
export class EventsApiModule {}
