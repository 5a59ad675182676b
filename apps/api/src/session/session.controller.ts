import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import type { AuditAction, SessionView } from '@linkflow/contracts';
import { EngineConfig } from '@linkflow/engine';
import { UrlConfig } from '@linkflow/links';
import { readConfig } from '@linkflow/platform';
import type { FastifyReply } from 'fastify';
import { controllerOf } from '../http/route';
import {
  AccessControl,
  SessionGuard,
  clearSessionCookie,
  sessionToken,
  setSessionCookie,
} from './session.guard';
import { SESSION_MODEL, SessionSettings, SessionsService, sessionSchema } from './sessions.service';
import type { Client, SignedInUser } from './signed-in-user';
import { AuditLog, AuditModule, type Actor } from '../ops/audit-log';
import { API_KEY_MODEL, ApiKeys, apiKeySchema } from './api-keys.service';
import { FirstStart } from './first-start';
import { knownDevice, rememberDevice } from './known-device';
import { OidcClient } from './oidc/oidc-client';
import { OidcSignIn } from './oidc/oidc-sign-in';
import { OidcUsers } from './oidc/oidc-users';
import { PASSWORD_LINK_MODEL, PasswordLinks, passwordLinkSchema } from './password-links.service';
import { SessionEnds } from './session-ends';
import { SessionStreams } from './session-streams';
import { SignInAudit } from './sign-in-audit';
import { SignInSettings } from './sign-in-settings';
import { ATTEMPTS_MODEL, SignInThrottle, attemptsSchema } from './sign-in-throttle';
import { UserAdministration } from './user-administration';

const toView = ({ id: userId, ...user }: SignedInUser): SessionView => ({
  userId,
  ...user,
  timeZone: readConfig(EngineConfig).ORGANISATION_TIME_ZONE,
  clickUrl: readConfig(UrlConfig).CLICK_URL,
});

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

/** The audit event of what users do with their own account. */
const own = (action: AuditAction, { id, name }: Actor) => ({
  action,
  target: { kind: 'user' as const, id, name },
});

/** Signing in and out. */
const SessionController = controllerOf(
  'session',
  [SessionsService, SessionSettings, SignInSettings, OidcSignIn, AuditLog],
  (sessions, settings, signInSettings, oidc, audit) => ({
    signIn: async ({ body }, reply) => {
      const device = knownDevice(reply.request, body.email, settings);
      const signedIn = await sessions.signIn(body, { ...clientOf(reply), device });
      return enter(reply, signedIn, settings);
    },
    current: ({ user }) => toView(user),
    update: async ({ body, user }) => toView(await sessions.setChoices(user, body)),
    signOut: async (_input, reply) => {
      const token = sessionToken(reply.request, settings.secure);
      const user = token ? await sessions.userOf(token) : null;
      if (token && user) {
        await audit.record(user, { ...own('session.sign-out', user), act: () => sessions.signOut(token) });
      }
      clearSessionCookie(reply, settings.secure);
    },
    changePassword: async ({ body, user }, reply) => {
      const token = await audit.record(user, {
        ...own('session.change-password', user),
        act: () => sessions.changePassword(user, body, clientOf(reply)),
      });
      setSessionCookie(reply, token, settings.secure);
    },
    options: () => ({ passwords: signInSettings.passwords, oidc: signInSettings.oidc !== undefined }),
    oidc: ({ query }, reply) => oidc.start(query.back, reply),
    oidcCallback: async (_input, reply) => {
      const completed = await oidc.complete(reply, clientOf(reply));
      if (!completed) return;
      enter(reply, completed.session, settings);
      void reply.redirect(completed.back, 302);
    },
  }),
);

/** A user's own sessions. */
const SessionsController = controllerOf(
  'sessions',
  [SessionsService, SessionSettings, AuditLog],
  (sessions, settings, audit) => ({
    list: ({ user }, reply) => sessions.list(user.id, sessionToken(reply.request, settings.secure)),
    end: ({ params, user }) =>
      audit.record(user, { ...own('session.end', user), act: () => sessions.end(user.id, params.id) }),
    endAll: async ({ user }, reply) => {
      await audit.record(user, { ...own('session.end-all', user), act: () => sessions.endAll(user.id) });
      clearSessionCookie(reply, settings.secure);
    },
  }),
);

/** One-time links for the setup, invitations and forgotten passwords. */
const PasswordLinksController = controllerOf(
  'passwordLinks',
  [PasswordLinks, SessionsService, SessionSettings, AuditLog],
  (links, sessions, settings, audit) => ({
    check: ({ body }) => links.check(body.token),
    use: async ({ body }, reply) => {
      const holder = await links.holder(body.token);
      const by = { id: holder.id, name: holder.name || body.name || '' };
      const userId = await audit.record(by, {
        ...own('session.use-link', by),
        details: { purpose: holder.purpose },
        act: () => links.use(body),
        outcome: (id) => ({ target: { kind: 'user', id, name: by.name } }),
      });
      const client = { ...clientOf(reply), method: 'link' as const };
      return enter(reply, await sessions.openFor(userId, client), settings);
    },
  }),
);

const ApiKeysController = controllerOf('apiKeys', [ApiKeys], (keys) => ({
  list: ({ user }) => keys.list(user),
  create: ({ user, body }) => keys.create(user, body),
  revoke: ({ user, params }) => keys.revoke(params.id, user),
}));

/** Sign-in, and the guard that protects the controllers of all modules. */
@Module({
  imports: [
    AuditModule,
    MongooseModule.forFeature([
      { name: SESSION_MODEL, schema: sessionSchema },
      { name: ATTEMPTS_MODEL, schema: attemptsSchema },
      { name: PASSWORD_LINK_MODEL, schema: passwordLinkSchema },
      { name: API_KEY_MODEL, schema: apiKeySchema },
    ]),
  ],
  controllers: [SessionController, SessionsController, PasswordLinksController, ApiKeysController],
  providers: [
    SessionSettings,
    SignInSettings,
    SignInThrottle,
    SignInAudit,
    OidcClient,
    OidcUsers,
    OidcSignIn,
    SessionEnds,
    SessionStreams,
    SessionsService,
    PasswordLinks,
    ApiKeys,
    UserAdministration,
    FirstStart,
    AccessControl,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [SessionStreams, SessionSettings, SessionsService, UserAdministration],
})
export class SessionModule {}
