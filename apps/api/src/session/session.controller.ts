import { Body, Controller, Delete, Get, HttpCode, Ip, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SignIn, UpdateSession, type SessionView } from '@linkflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearSessionCookie, sessionToken, setSessionCookie } from './session-cookie';
import { SessionSettings } from './session.config';
import { CurrentUser, Public, Roles } from './session.decorators';
import { SessionsService } from './sessions.service';
import type { SignedInUser } from './signed-in-user';

/** Signing in and out. */
@ApiTags('session')
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  /** Answers with a cookie, `lf_session`. */
  @Public()
  @Post()
  @HttpCode(200)
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { token, user } = await this.sessions.signIn(body, address);
    setSessionCookie(reply, token, this.settings.secure);
    return toView(user);
  }

  @Get()
  current(@CurrentUser() user: SignedInUser): SessionView {
    return toView(user);
  }

  /** Also for whoever is not signed in any more. */
  @Public()
  @Delete()
  @HttpCode(204)
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const token = sessionToken(request);
    if (token) await this.sessions.signOut(token);
    clearSessionCookie(reply, this.settings.secure);
  }

  /** Everybody's own language, whatever their role. */
  @Patch()
  @Roles('viewer', 'marketer', 'ops', 'admin')
  async update(
    @Body({ schema: UpdateSession }) body: UpdateSession,
    @CurrentUser() user: SignedInUser,
  ): Promise<SessionView> {
    return toView(await this.sessions.setLanguage(user, body.language));
  }
}

const toView = ({ id: userId, name, email, role, language }: SignedInUser): SessionView => ({
  userId,
  name,
  email,
  role,
  language,
});
