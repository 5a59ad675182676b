import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ROUTES, ROUTE_DEFINITIONS, type Folder, type RouteDefinition } from '@linkflow/contracts';
import { parseParts } from './request-validation';
import { checkResponse } from './response-check.interceptor';
import { controllerOf, type Handlers } from './route';

const { folders, links } = ROUTES;
const folder: Folder = { id: 'a'.repeat(24), name: 'A', parentId: null, items: 0 };

const handlers: Handlers<'folders'> = {
  list: () => Promise.resolve([folder]),
  create: ({ body }) => ({ ...folder, name: body.name }),
  update: ({ params, body, user }) => ({ ...folder, id: params.id, name: body.name ?? user.name }),
  remove: () => undefined,
  trash: () => [],
  restore: () => folder,
};
const prototype = controllerOf('folders', [], () => handlers).prototype as Record<string, () => unknown>;

/** Handlers that do not fit their routes. Each `@ts-expect-error` fails the compilation if the compiler accepts the line below it. */
const declareInvalidHandlers = () => [
  // @ts-expect-error -- no such subject
  controllerOf('unknown', [], () => ({})),
  // @ts-expect-error -- the other routes have no handler
  controllerOf('folders', [], () => ({ list: handlers.list })),
  // @ts-expect-error -- the response is a list
  (() => folder) satisfies Handlers<'folders'>['list'],
  // @ts-expect-error -- the response lacks a value
  (() => ({ id: folder.id, name: 'A', parentId: null })) satisfies Handlers<'folders'>['create'],
  // @ts-expect-error -- the route has no body
  (({ body }) => void body) satisfies Handlers<'folders'>['remove'],
  // @ts-expect-error -- a public route has no user
  (({ user }) => void user) satisfies Handlers<'session'>['signOut'],
];

const definitionOf = (route: string): RouteDefinition => {
  const definition = ROUTE_DEFINITIONS.get(route);
  if (!definition) throw new Error(`${route} is not in the route table`);
  return definition;
};

const failureOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a route handler', () => {
  it('gets method, path and status from the route table', () => {
    const { list } = prototype;
    expect(Reflect.getMetadata('path', list as object)).toBe('/api/folders');
    expect(Reflect.getMetadata('method', list as object)).toBe(RequestMethod.GET);
    expect(Reflect.getMetadata('__httpCode__', list as object)).toBe(200);
  });

  it('is refused for a subject outside of the table, also where types are bypassed', () => {
    expect(declareInvalidHandlers).toThrow('There are no routes of unknown.');
  });
});

describe('the validation of a request', () => {
  const get = definitionOf(links.clickers);

  it('parses the declared parts and fills in defaults', () => {
    const request = { params: { id: folder.id, other: 'x' }, query: { page: '2' }, body: { ignored: true } };
    expect(parseParts(get, request)).toEqual({ params: { id: folder.id }, query: { page: 2, pageSize: 50 } });
  });

  it('names an invalid path parameter', () => {
    const request = { params: { id: 'x' }, query: {}, body: undefined };
    expect(failureOf(() => parseParts(get, request))).toMatchObject({
      code: 'validation.failed',
      issues: [{ path: 'id', code: 'value.format' }],
    });
  });

  it('names every invalid value of a body', () => {
    const request = { params: {}, query: {}, body: { name: '', url: 7 } };
    expect(failureOf(() => parseParts(definitionOf(links.create), request))).toMatchObject({
      issues: [
        { path: 'name', code: 'value.too-small' },
        { path: 'url', code: 'value.type' },
      ],
    });
  });
});

describe('the check of a response', () => {
  const list = definitionOf(folders.list);
  const remove = definitionOf(folders.remove);

  it('accepts a response that fits its schema, and none where none is declared', () => {
    expect(() => checkResponse(list, [folder])).not.toThrow();
    expect(() => checkResponse(remove, undefined)).not.toThrow();
  });

  it.each([
    ['a missing value', list, [{ id: folder.id }], 'name'],
    ['a wrong value', list, [{ ...folder, links: 'many' }], 'links'],
    ['an undeclared value', list, [{ ...folder, secret: 'x' }], '0.secret is not declared'],
    ['a response where none is declared', remove, folder, 'declares no response'],
  ])('refuses %s', (_case, definition, response, message) => {
    expect(failureOf(() => checkResponse(definition, response))).toMatchObject({
      code: 'internal',
      message: expect.stringContaining(message),
    });
  });
});
