import { isDeepStrictEqual } from 'node:util';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { RouteDefinition } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { routeOfHandler } from './route';

/**
 * Fails requests whose response does not match the route's schema, with a message that lists the paths that differ. Parses each response,
 * so it is for development and tests only (`CHECK_RESPONSES`).
 */
@Injectable()
export class ResponseCheckInterceptor implements NestInterceptor {
  private readonly reflector = new Reflector();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const definition = routeOfHandler(this.reflector, context.getHandler() as () => unknown);
    if (!definition) return next.handle();
    return next.handle().pipe(
      map((result: unknown) => {
        checkResponse(definition, result);
        return result;
      }),
    );
  }
}

/** @throws AppError `internal` when the response lacks values, has wrong values, or has values that the schema does not declare */
export function checkResponse({ route, response }: RouteDefinition, result: unknown): void {
  if (response && !(response instanceof z.ZodType)) return;
  const json: unknown = result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  if (!response) {
    if (json !== undefined) throw mismatch(route, 'it declares no response');
    return;
  }
  const parsed = response.safeParse(json);
  if (!parsed.success) throw mismatch(route, z.prettifyError(parsed.error));
  // Parsing removes values that the schema does not declare, so any difference is a value that should not be sent.
  if (!isDeepStrictEqual(parsed.data, json))
    throw mismatch(route, undeclared(json, parsed.data, []).join(', '));
}

const mismatch = (route: string, reason: string): AppError =>
  new AppError('internal', `The response of ${route} does not fit its schema: ${reason}`);

/** Paths of the values in `json` that the schema dropped or changed. */
function undeclared(json: unknown, parsed: unknown, path: readonly string[]): string[] {
  if (isDeepStrictEqual(json, parsed)) return [];
  if (typeof json !== 'object' || json === null || typeof parsed !== 'object' || parsed === null) {
    return [`${path.join('.')} is not declared or not as declared`];
  }
  const [given, kept] = [json as Record<string, unknown>, parsed as Record<string, unknown>];
  return [...new Set([...Object.keys(given), ...Object.keys(kept)])].flatMap((key) =>
    undeclared(given[key], kept[key], [...path, key]),
  );
}
