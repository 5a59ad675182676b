import 'reflect-metadata';
import { Controller, RequestMethod } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ROUTES, ROUTE_DEFINITIONS, type Folder, type RouteDefinition } from '@linkflow/contracts';
import type { SignedInUser } from '../session/sessions.service';
import { parseParts } from './request-validation';
import { checkResponse } from './response-check.interceptor';
import { Route, type Input } from './route';

const { folders, links } = ROUTES;
const folder: Folder = { id: 'a'.repeat(24), name: 'A', parentId: null, links: 0 };

@Controller()
class Handlers {
  @Route(folders.list)
  fits(): Promise<Folder[]> {
    return Promise.resolve([folder]);
  }

  @Route(folders.update)
  fitsWithInput({ params, body, user }: Input<typeof folders.update>): Folder {
    return { ...folder, id: params.id, name: body.name ?? user.name };
  }
}

/** Handlers that do not fit. The compiler requires each of the expected errors. */
const declareInvalidHandlers = () => {
  class InvalidHandlers {
    // @ts-expect-error -- no such route
    @Route('GET /api/unknown')
    unknownRoute(): void {}

    // @ts-expect-error -- the response is a list
    @Route(folders.list)
    wrongResponse(): Folder {
      return folder;
    }

    // @ts-expect-error -- the response lacks a value
    @Route(folders.create)
    incompleteResponse(): Omit<Folder, 'links'> {
      return folder;
    }

    // @ts-expect-error -- the route has no body
    @Route(folders.remove)
    wrongInput(_input: { body: { name: string } }): void {}

    // @ts-expect-error -- a public route has no user
    @Route(ROUTES.session.signOut)
    userOfPublicRoute(_input: { user: SignedInUser }): void {}
  }
  return InvalidHandlers;
};

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
    const { fits } = Handlers.prototype;
    expect(Reflect.getMetadata('path', fits)).toBe('/api/folders');
    expect(Reflect.getMetadata('method', fits)).toBe(RequestMethod.GET);
    expect(Reflect.getMetadata('__httpCode__', fits)).toBe(200);
  });

  it('is refused for a route outside of the table, also where types are bypassed', () => {
    expect(declareInvalidHandlers).toThrow('GET /api/unknown is not in the route table');
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
