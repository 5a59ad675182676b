import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventsQuery, type LiveEvent } from '@linkflow/contracts';
import { EventHub } from './event-hub';
import { wantedBy } from './topics';

/** A reader that is so far behind is cut off; its browser connects again and reads anew. */
const MOST_BEHIND_BYTES = 1_000_000;

@Controller('api/events')
export class EventsController {
  constructor(private readonly hub: EventHub) {}

  /**
   * Server-sent events about the named topics. What happens after the event called `ready` is told without a gap, as long as
   * the connection holds; what happened before must be read from the other routes.
   */
  @Get()
  @ApiExcludeEndpoint()
  stream(@Query({ schema: EventsQuery }) { topics }: EventsQuery, @Res() reply: FastifyReply): void {
    const { raw } = reply;
    const headers = { ...reply.getHeaders(), ...STREAM_HEADERS };
    reply.hijack();
    raw.writeHead(200, headers as Record<string, string>);
    raw.write('retry: 2000\n\n');
    const write = (text: string): void => {
      if (raw.writableLength > MOST_BEHIND_BYTES) raw.destroy();
      else raw.write(text);
    };
    const stop = this.hub.listen({
      wants: wantedBy(topics),
      ready: () => write('event: ready\ndata: {}\n\n'),
      send: (events) => write(events.map(toMessage).join('')),
      beat: () => write(': still here\n\n'),
      end: () => raw.end(),
    });
    // Of the answer, not of the request, which is complete as soon as it was read.
    raw.on('close', stop);
  }
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies that buffer would hold events back.
  'x-accel-buffering': 'no',
};

const toMessage = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`;
