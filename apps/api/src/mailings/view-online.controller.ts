import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PersonalMessages } from '@linkflow/mailings';
import { Public } from '../session';
import { goneMessagePage, messagePage } from './message-page';

/** What a mail may show and nothing else: no scripts, no forms, no frames, nothing fetched but pictures. */
const POLICY =
  "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** The personal message in the browser. Whoever has its address may read it, as with the mail itself. */
@Controller('o')
export class ViewOnlineController {
  constructor(private readonly messages: PersonalMessages) {}

  @Get(':token')
  @Public()
  @ApiExcludeEndpoint()
  async view(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const message = await this.messages.byToken(token);
    await reply
      .status(message ? 200 : 404)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      })
      .send(message ? messagePage(message) : goneMessagePage(request.headers['accept-language']));
  }
}
