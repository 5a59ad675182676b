import { z } from 'zod';
import { Id } from '../common';
import { NodeDescriptor, RefKind } from '../workflow/catalogue';
import { FactDescriptor } from '../workflow/conditions';
import { apiKeyRoutes } from './api-keys';
import { cardRoutes } from './crm';
import { LookupItem, LookupQuery, listRoutes } from './crm-lists';
import { clickRoutes } from './clicks';
import { folderRoutes } from './folders';
import { formRoutes } from './forms';
import { linkRoutes } from './links';
import { pictureRoutes } from '../mail/pictures';
import { mailCheckRoutes } from './mail-check';
import { mailTemplateRoutes } from './mail-templates';
import { mailingRoutes } from './mailings';
import { opsRoutes } from './ops';
import { recipientRoutes } from './recipients';
import { reportRoutes } from './reports';
import { sendingRoutes } from './sending';
import { subscriptionRoutes } from './subscriptions';
import { webhookSubscriptionRoutes } from './webhook-subscriptions';
import { webhookRoutes } from './webhooks';
import { accessOf, type ROUTE_RIGHTS, type RouteAccess } from './rights';
import { ROUTES, type ApiRoute, type RouteSchema, type RouteSubject, type SubjectSchemas } from './routes';
import {
  ChangePassword,
  CheckPasswordLink,
  OpenSession,
  PasswordLinkView,
  SessionId,
  SessionView,
  SignIn,
  SignInOptions,
  StartOidc,
  UpdateSession,
  UsePasswordLink,
} from './users';

/** The schemas of every route, under the names of `ROUTES`. */
export const ROUTE_SCHEMAS = {
  session: {
    signIn: {
      summary: 'Signs in and sets the session cookie',
      body: SignIn,
      response: SessionView,
    },
    current: { summary: 'Returns the signed-in user', response: SessionView },
    update: {
      summary: 'Sets the language of the signed-in user',
      body: UpdateSession,
      response: SessionView,
    },
    signOut: { summary: 'Signs out; succeeds without a session too' },
    changePassword: {
      summary: "Changes the signed-in user's password and ends the user's other sessions",
      body: ChangePassword,
    },
    options: { summary: 'Tells how users can sign in', response: SignInOptions },
    oidc: {
      summary: 'Sends the browser to the OpenID Connect provider, to sign in there',
      query: StartOidc,
      response: { redirect: true },
    },
    oidcCallback: {
      summary:
        'Receives the browser from the provider, sets the session cookie and redirects to a page; after a failure to the sign-in page with `problem`',
      response: { redirect: true },
    },
  },
  sessions: {
    list: {
      summary: "Lists the signed-in user's sessions, the newest first",
      response: z.array(OpenSession),
    },
    end: { summary: "Ends one of the signed-in user's sessions", params: { id: SessionId } },
    endAll: { summary: "Ends all of the signed-in user's sessions, this one included" },
  },
  passwordLinks: {
    check: {
      summary: 'Tells what a one-time password link is for, without using it',
      body: CheckPasswordLink,
      response: PasswordLinkView,
    },
    use: {
      summary: 'Uses a one-time password link: sets the password and signs in',
      body: UsePasswordLink,
      response: SessionView,
    },
  },
  catalogue: {
    actions: { summary: 'Lists the node types of workflows', response: z.array(NodeDescriptor) },
    facts: {
      summary:
        'Lists the facts that conditions and texts may use; in the workflow of a form also its answers',
      query: z.object({ formId: Id.optional() }),
      response: z.array(FactDescriptor),
    },
    lookup: {
      summary: 'Finds entries of one kind by name or id, for pickers',
      params: { kind: RefKind },
      query: LookupQuery,
      response: z.array(LookupItem),
    },
  },
  ...apiKeyRoutes,
  ...linkRoutes,
  ...folderRoutes,
  ...formRoutes,
  ...clickRoutes,
  ...mailingRoutes,
  ...mailTemplateRoutes,
  ...recipientRoutes,
  ...pictureRoutes,
  ...reportRoutes,
  ...sendingRoutes,
  ...mailCheckRoutes,
  ...subscriptionRoutes,
  ...cardRoutes,
  ...listRoutes,
  ...webhookRoutes,
  ...webhookSubscriptionRoutes,
  ...opsRoutes,
} satisfies SubjectSchemas<RouteSubject>;

type ValueOf<T> = T[keyof T];
/** Pairs of a route and its schema. */
type Entries = ValueOf<{
  [S in RouteSubject]: ValueOf<{
    [Name in keyof (typeof ROUTES)[S]]: {
      route: (typeof ROUTES)[S][Name] & string;
      schema: (typeof ROUTE_SCHEMAS)[S][Name & keyof (typeof ROUTE_SCHEMAS)[S]];
    };
  }>;
}>;
type SchemaByRoute = { [E in Entries as E['route']]: E['schema'] };

type Side = 'input' | 'output';
type TypeOf<Schema, S extends Side> = S extends 'input' ? z.input<Schema> : z.output<Schema>;
type Simplify<T> = { [Key in keyof T]: T[Key] };
type Params<Schema, S extends Side> = Schema extends { params: infer P }
  ? { params: { [Name in keyof P]: TypeOf<P[Name], S> } }
  : unknown;
type Body<Schema, S extends Side> = Schema extends { body: infer B } ? { body: TypeOf<B, S> } : unknown;

/** The routes whose body is a file. */
export type UploadRoute = {
  [R in ApiRoute]: SchemaByRoute[R] extends { upload: unknown } ? R : never;
}[ApiRoute];

/** What the handler of a route gets: path parameters, query and body after validation, with defaults filled in. */
export type ParsedRequest<R extends ApiRoute> = Simplify<
  Params<SchemaByRoute[R], 'output'> &
    Body<SchemaByRoute[R], 'output'> &
    (SchemaByRoute[R] extends { query: infer Q } ? { query: z.output<Q> } : unknown)
>;

/** What a client of a route sends: path parameters, query and body before validation. Optional query values may also be null or ''. */
export type ClientRequest<R extends ApiRoute> = Simplify<
  Params<SchemaByRoute[R], 'input'> &
    Body<SchemaByRoute[R], 'input'> &
    (SchemaByRoute[R] extends { query: infer Q } ? ClientQuery<z.input<Q>> : unknown)
>;
type ClientQuery<Q> = object extends Q ? { query?: Emptyable<Q> } : { query: Emptyable<Q> };
type Emptyable<Q> = { [Name in keyof Q]: undefined extends Q[Name] ? Q[Name] | null | '' : Q[Name] };

/** The arguments of a client's call after the route. The request is optional if the route requires no parameter, query value or body. */
export type CallArguments<R extends ApiRoute, Options = unknown> =
  object extends ClientRequest<R>
    ? [request?: ClientRequest<R> & Options]
    : [request: ClientRequest<R> & Options];

/** The JSON of a route's response; undefined if the response has no body or is not JSON. */
export type ResponseOf<R extends ApiRoute> = SchemaByRoute[R] extends { response: infer Declared }
  ? Declared extends z.ZodType
    ? z.output<Declared>
    : undefined
  : undefined;

/** The routes that can be used without a session. */
export type PublicRoute = ValueOf<{
  [S in RouteSubject]: ValueOf<{
    [Name in keyof (typeof ROUTES)[S]]: (typeof ROUTE_RIGHTS)[S][Name &
      keyof (typeof ROUTE_RIGHTS)[S]] extends 'public'
      ? (typeof ROUTES)[S][Name]
      : never;
  }>;
}>;

/** A route with its subject, its schema and what it requires. */
export interface RouteDefinition extends Omit<RouteSchema, 'status'> {
  route: ApiRoute;
  subject: RouteSubject;
  access: RouteAccess;
  /** HTTP status of a successful response. */
  status: number;
}

/** Every route by its `METHOD /path`. */
export const ROUTE_DEFINITIONS: ReadonlyMap<string, RouteDefinition> = new Map(
  subjectsOf(ROUTE_SCHEMAS).flatMap(([subject, schemas]) =>
    Object.entries(schemas).map(([name, schema]): [string, RouteDefinition] => {
      const route = (ROUTES[subject] as Record<string, ApiRoute>)[name];
      if (!route) throw new Error(`No route is named ${subject}.${name}`);
      const status = schema.status ?? statusWith(schema.response);
      return [route, { ...schema, route, subject, access: accessOf(route), status }];
    }),
  ),
);

function statusWith(response: RouteSchema['response']): number {
  if (!response) return 204;
  return 'redirect' in response ? 302 : 200;
}

function subjectsOf(schemas: Record<RouteSubject, Record<string, RouteSchema>>) {
  return Object.entries(schemas) as [RouteSubject, Record<string, RouteSchema>][];
}
