import { Controller, Ip, Module, Req, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { ROUTES, type SessionView } from '@linkflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Route, type Input } from '../http/route';
import {
  AccessControl,
  SessionGuard,
  clearSessionCookie,
  sessionToken,
  setSessionCookie,
} from './session.guard';
import {
  SESSION_MODEL,
  SessionSettings,
  SessionsService,
  sessionSchema,
  type SignedInUser,
} from './sessions.service';
import { ATTEMPTS_MODEL, SignInThrottle, attemptsSchema } from './sign-in-throttle';

const routes = ROUTES.session;

/** Signing in and out. */
@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly settings: SessionSettings,
  ) {}

  @Route(routes.signIn)
  async signIn(
    { body }: Input<typeof routes.signIn>,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const { token, user } = await this.sessions.signIn(body, address);
    setSessionCookie(reply, token, this.settings.secure);
    return toView(user);
  }

  @Route(routes.current)
  current({ user }: Input<typeof routes.current>): SessionView {
    return toView(user);
  }

  @Route(routes.update)
  async update({ body, user }: Input<typeof routes.update>): Promise<SessionView> {
    return toView(await this.sessions.setLanguage(user, body.language));
  }

  @Route(routes.signOut)
  async signOut(
    _input: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const token = sessionToken(request);
    if (token) await this.sessions.signOut(token);
    clearSessionCookie(reply, this.settings.secure);
  }
}

const toView = ({ id: userId, name, email, role, language }: SignedInUser): SessionView => ({
  userId,
  name,
  email,
  role,
  language,
});

/** Sign-in, and the guard in front of every controller of the app, whichever module declares it. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: SESSION_MODEL, schema: sessionSchema },
      { name: ATTEMPTS_MODEL, schema: attemptsSchema },
    ]),
  ],
  controllers: [SessionController],
  providers: [
    SessionSettings,
    SignInThrottle,
    SessionsService,
    AccessControl,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
})
export class SessionModule {}
