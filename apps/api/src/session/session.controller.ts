import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import type { SessionView } from '@linkflow/contracts';
import type { FastifyReply } from 'fastify';
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
  type Client,
  type SignedInUser,
} from './sessions.service';
import { AuditModule } from '../ops/audit-log';
import { FirstStart } from './first-start';
import { knownDevice, rememberDevice } from './known-device';
import { Organisation } from './organisation';
import { PASSWORD_LINK_MODEL, PasswordLinks, passwordLinkSchema } from './password-links.service';
import { SessionEnds } from './session-ends';
import { SessionStreams } from './session-streams';
import { ATTEMPTS_MODEL, SignInThrottle, attemptsSchema } from './sign-in-throttle';
import { UserAdministration } from './user-administration';

const toView = ({ id: userId, ...user }: SignedInUser): SessionView => ({ userId, ...user });

const clientOf = ({ request }: FastifyReply): Client => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

/** Sets the cookies of a new session, and of the known device. */
function enter(
  reply: FastifyReply,
  { token, user }: { token: string; user: SignedInUser },
  settings: SessionSettings,
): SessionView {
  setSessionCookie(reply, token, settings.secure);
  rememberDevice(reply, user.email, settings);
  return toView(user);
}

/** Signing in and out. */
const SessionController = controllerOf(
  'session',
  [SessionsService, SessionSettings],
  (sessions, settings) => ({
    signIn: async ({ body }, reply) => {
      const device = knownDevice(reply.request, body.email, settings);
      const signedIn = await sessions.signIn(body, { ...clientOf(reply), device });
      return enter(reply, signedIn, settings);
    },
    current: ({ user }) => toView(user),
    update: async ({ body, user }) => toView(await sessions.setLanguage(user, body.language)),
    signOut: async (_input, reply) => {
      const token = sessionToken(reply.request, settings.secure);
      if (token) await sessions.signOut(token);
      clearSessionCookie(reply, settings.secure);
    },
    changePassword: async ({ body, user }, reply) => {
      const token = await sessions.changePassword(user, body, clientOf(reply));
      setSessionCookie(reply, token, settings.secure);
    },
  }),
);

/** A user's own sessions. */
const SessionsController = controllerOf(
  'sessions',
  [SessionsService, SessionSettings],
  (sessions, settings) => ({
    list: ({ user }, reply) => sessions.list(user.id, sessionToken(reply.request, settings.secure)),
    end: ({ params, user }) => sessions.end(user.id, params.id),
    endAll: async ({ user }, reply) => {
      await sessions.endAll(user.id);
      clearSessionCookie(reply, settings.secure);
    },
  }),
);

/** One-time links for the setup, invitations and forgotten passwords. */
const PasswordLinksController = controllerOf(
  'passwordLinks',
  [PasswordLinks, SessionsService, SessionSettings],
  (links, sessions, settings) => ({
    check: ({ body }) => links.check(body.token),
    use: async ({ body }, reply) => {
      const userId = await links.use(body);
      return enter(reply, await sessions.openFor(userId, clientOf(reply)), settings);
    },
  }),
);

/** Sign-in, and the guard that protects the controllers of all modules. */
@Module({
  imports: [
    AuditModule,
    MongooseModule.forFeature([
      { name: SESSION_MODEL, schema: sessionSchema },
      { name: ATTEMPTS_MODEL, schema: attemptsSchema },
      { name: PASSWORD_LINK_MODEL, schema: passwordLinkSchema },
    ]),
  ],
  controllers: [SessionController, SessionsController, PasswordLinksController],
  providers: [
    SessionSettings,
    SignInThrottle,
    SessionEnds,
    SessionStreams,
    SessionsService,
    PasswordLinks,
    Organisation,
    UserAdministration,
    FirstStart,
    AccessControl,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [SessionStreams, SessionSettings, SessionsService, UserAdministration],
})
export class SessionModule {}
