import type { Readable } from 'node:stream';
import {
  Controller,
  HttpCode,
  Inject,
  RequestMapping,
  RequestMethod,
  Res,
  SetMetadata,
  createParamDecorator,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ROUTES,
  ROUTE_DEFINITIONS,
  routeParts,
  type ApiRoute,
  type ParsedRequest,
  type PublicRoute,
  type ResponseOf,
  type RouteDefinition,
  type RouteSubject,
  type UploadRoute,
} from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SignedInUser } from '../session/signed-in-user';
import { refuseFile, uploadOf } from './request-bodies';
import { parseParts } from './request-validation';

/**
 * The input of a route's handler: the validated request; the body of an upload, which fails if it is too large; and, if the route needs a
 * session, the user of the session.
 */
type Input<R extends ApiRoute> = ParsedRequest<R> &
  (R extends UploadRoute ? { upload: Readable } : unknown) &
  (R extends PublicRoute ? unknown : { user: SignedInUser });
type Result<R extends ApiRoute> = ResponseOf<R> extends undefined ? void : ResponseOf<R>;
type Handler<R> = R extends ApiRoute
  ? (input: Input<R>, reply: FastifyReply) => Result<R> | Promise<Result<R>>
  : never;

/** One handler per route of a subject, by the name that the route has in the route table. */
export type Handlers<S extends RouteSubject> = {
  [Name in keyof (typeof ROUTES)[S]]: Handler<(typeof ROUTES)[S][Name]>;
};

type Service = abstract new (...args: never[]) => unknown;
type Instances<Services extends readonly Service[]> = {
  [Index in keyof Services]: Services[Index] extends abstract new (...args: never[]) => infer Instance
    ? Instance
    : never;
};

const DEFINITION = 'http:route-definition';

/**
 * Makes the controller of a subject (a section of the route table): it serves every route that libs/contracts declares for the subject. The
 * route table also determines method, path, status, access rights and the validation of requests. Each handler must accept its route's
 * input and return its response; a handler whose response is not JSON sends the reply itself.
 *
 *     const FoldersController = controllerOf('folders', [FoldersService], (folders) => ({
 *       list: () => folders.list(),
 *       update: ({ params, body }) => folders.update(params.id, body),
 *       …
 *     }));
 *
 * @param services are injected and passed to `handlersWith`, in this order
 */
export function controllerOf<S extends RouteSubject, const Services extends readonly Service[]>(
  subject: S,
  services: Services,
  handlersWith: (...instances: Instances<Services>) => Handlers<S>,
): Type {
  if (!Object.hasOwn(ROUTES, subject)) throw new Error(`There are no routes of ${subject}.`);
  class SubjectController {
    readonly handlers: Record<string, (input: unknown, reply: FastifyReply) => unknown>;

    constructor(...instances: Instances<Services>) {
      this.handlers = handlersWith(...instances) as typeof this.handlers;
    }
  }
  Controller()(SubjectController);
  services.forEach((service, index) => Inject(service)(SubjectController, undefined, index));
  for (const [name, route] of Object.entries<string>(ROUTES[subject])) {
    const value = function (this: SubjectController, input: unknown, reply: FastifyReply) {
      return this.handlers[name]?.(input, reply);
    };
    Object.defineProperty(SubjectController.prototype, name, { value });
    decorate(SubjectController.prototype, { name, value, route });
  }
  return SubjectController;
}

/** Adds the Nest decorators with which a method of the controller serves the route. */
function decorate(
  prototype: object,
  { name, value, route }: { name: string; value: unknown; route: string },
): void {
  const definition = ROUTE_DEFINITIONS.get(route);
  if (!definition) throw new Error(`${route} is not in the route table.`);
  const { method, path } = routeParts(route);
  for (const decorator of [
    RequestMapping({ method: RequestMethod[method as keyof typeof RequestMethod], path }),
    HttpCode(definition.status),
    SetMetadata(DEFINITION, definition),
  ]) {
    decorator(prototype, name, { value });
  }
  readInput(definition)(prototype, name, 0);
  Res({ passthrough: !isRaw(definition) })(prototype, name, 1);
}

const isRaw = ({ response }: RouteDefinition): boolean =>
  response !== undefined && !(response instanceof z.ZodType);

/** Builds the input of a handler. The schemas that parse the request here also determine the type of the input (`Input`). */
const readInput = createParamDecorator((definition: RouteDefinition, context) => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!definition.upload) refuseFile(request);
  const parts = {
    ...parseParts(definition, request),
    ...(definition.upload && { upload: uploadOf(request, definition.upload) }),
  };
  if (definition.access === 'public') return parts;
  if (!request.user) throw new AppError('session.required', 'Sign in first.');
  return { ...parts, user: request.user };
});

/** A request that has passed the session guard. `user` is undefined if the route is public. */
export type AuthenticatedRequest = FastifyRequest & { user?: SignedInUser };

/** The definition of the route that a handler serves; undefined for the handlers of libs, such as the health routes. */
export const routeOfHandler = (reflector: Reflector, handler: () => unknown): RouteDefinition | undefined =>
  reflector.get<RouteDefinition | undefined>(DEFINITION, handler);
