import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { neutral } from './neutral';

/** An address of this host that is no door at all. */
@Catch(NotFoundException)
export class NeutralFilter implements ExceptionFilter<NotFoundException> {
  catch(_error: NotFoundException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.hijack();
    neutral('unknown', request.headers['accept-language']).send(reply.raw, request.method);
  }
}
