import { describe, expect, it } from 'vitest';
import { ROUTE_DEFINITIONS } from '@linkflow/contracts';
import { openApiDocument } from './open-api';

describe('the OpenAPI document', () => {
  const document = openApiDocument({ secure: false });

  it('names the cookie of the session, which has another name over https', () => {
    const nameOf = (secure: boolean) => openApiDocument({ secure }).components.securitySchemes.session.name;
    expect(nameOf(false)).toBe('lf_session');
    expect(nameOf(true)).toBe('__Host-lf_session');
  });

  it('tells which operations accept an API key, with the scope that the key needs', () => {
    expect(document.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
    const securityOf = (path: string, method: string) =>
      (document.paths[path]?.[method] as { security: unknown } | undefined)?.security;
    expect(securityOf('/api/runs/{id}', 'get')).toEqual([{ session: [] }, { apiKey: ['data:read'] }]);
    expect(securityOf('/api/users', 'post')).toEqual([{ session: [] }]);
    expect(securityOf('/api/api-keys', 'get')).toEqual([{ session: [] }]);
    expect(securityOf('/api/events', 'get')).toEqual([{ session: [] }]);
    expect(securityOf('/api/session', 'post')).toEqual([]);
  });

  it('describes redirects', () => {
    expect(document.paths['/api/session/oidc']?.get).toMatchObject({
      security: [],
      responses: { 302: { headers: { location: { schema: { type: 'string' } } } } },
    });
  });

  it('has one operation per route', () => {
    const operations = Object.values(document.paths).flatMap((operationsOfPath) =>
      Object.keys(operationsOfPath),
    );
    expect(operations).toHaveLength(ROUTE_DEFINITIONS.size);
  });

  it('describes parameters, request and response of an operation', () => {
    expect(document.paths['/api/links/{id}']?.patch).toMatchObject({
      tags: ['links'],
      security: [{ session: [] }, { apiKey: ['links:write'] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/Id' } }],
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/UpdateLink' } } },
      },
      responses: {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/LinkDetail' } } } },
        default: {
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemBody' } } },
        },
      },
    });
  });

  it('requires the values of a response that a request may leave to their defaults', () => {
    const { WorkflowLayout: response, WorkflowLayoutInput: request } = document.components.schemas;
    expect(response?.required).toContain('notes');
    expect(request?.required ?? []).not.toContain('notes');
  });

  it('contains only references that resolve', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    const names = new Set(references.map((target) => target?.replace('#/components/schemas/', '')));
    expect([...names].filter((name) => !Object.hasOwn(document.components.schemas, name ?? ''))).toEqual([]);
    expect(names.size).toBeGreaterThan(50);
  });
});
