import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import type { SessionView } from '@linkflow/contracts';
import { controllerOf } from '../http/route';
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

const toView = ({ id: userId, ...user }: SignedInUser): SessionView => ({ userId, ...user });

/** Signing in and out. */
const SessionController = controllerOf(
  'session',
  [SessionsService, SessionSettings],
  (sessions, settings) => ({
    signIn: async ({ body }, reply) => {
      const { token, user } = await sessions.signIn(body, reply.request.ip);
      setSessionCookie(reply, token, settings.secure);
      return toView(user);
    },
    current: ({ user }) => toView(user),
    update: async ({ body, user }) => toView(await sessions.setLanguage(user, body.language)),
    signOut: async (_input, reply) => {
      const token = sessionToken(reply.request);
      if (token) await sessions.signOut(token);
      clearSessionCookie(reply, settings.secure);
    },
  }),
);

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
