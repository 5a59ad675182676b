import { HttpCode, RequestMapping, RequestMethod, SetMetadata, createParamDecorator } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ROUTE_DEFINITIONS,
  routeParts,
  type ApiRoute,
  type ParsedRequest,
  type PublicRoute,
  type ResponseOf,
  type RouteDefinition,
} from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { FastifyRequest } from 'fastify';
import type { SignedInUser } from '../session/sessions.service';
import { parseParts } from './request-validation';

/** What the handler of a route gets: the validated request, and its user where the route needs a session. */
export type Input<R extends ApiRoute> = ParsedRequest<R> &
  (R extends PublicRoute ? unknown : { user: SignedInUser });

/** A method that can serve a route. Its first argument is the input; further ones need Nest's parameter decorators. */
type Handler<R extends ApiRoute> = (input: Input<R>, ...rest: never[]) => ResultOf<R> | Promise<ResultOf<R>>;
type ResultOf<R extends ApiRoute> = ResponseOf<R> extends undefined ? void : ResponseOf<R>;

const DEFINITION = 'http:route-definition';

/**
 * Serves a route of the contract with the decorated method. Method, path, status, access rights and the validation of the
 * request come from the contract, and the method must accept the route's input and return its response:
 *
 *     @Route(ROUTES.links.get)
 *     async get({ params }: Input<typeof ROUTES.links.get>): Promise<LinkDetail> { … }
 */
export const Route =
  <R extends ApiRoute>(route: R) =>
  <H extends Handler<R>>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    const definition = ROUTE_DEFINITIONS.get(route);
    if (!definition) throw new Error(`${route} is not in the route table.`);
    const { method, path } = routeParts(route);
    for (const decorate of [
      RequestMapping({ method: RequestMethod[method as keyof typeof RequestMethod], path }),
      HttpCode(definition.status),
      SetMetadata(DEFINITION, definition),
    ]) {
      decorate(target, name, descriptor);
    }
    readInput(definition)(target, name, 0);
  };

/** Builds the input of a handler. Its type follows from the schemas that parse it here. */
const readInput = createParamDecorator((definition: RouteDefinition, context) => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  const parts = parseParts(definition, request);
  if (definition.public) return parts;
  if (!request.user) throw new AppError('session.required', 'Sign in first.');
  return { ...parts, user: request.user };
});

/** A request after the session guard. */
export type AuthenticatedRequest = FastifyRequest & { user?: SignedInUser };

/** The definition of the route that a handler serves; undefined for the handlers of libs, such as the health routes. */
export const routeOfHandler = (reflector: Reflector, handler: () => unknown): RouteDefinition | undefined =>
  reflector.get<RouteDefinition | undefined>(DEFINITION, handler);
