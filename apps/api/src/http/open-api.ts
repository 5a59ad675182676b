import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import * as contracts from '@linkflow/contracts';
import {
  KEY_SCOPES,
  RIGHTS,
  ROUTE_DEFINITIONS,
  keyScopeOf,
  ProblemBody,
  routeParts,
  type RouteDefinition,
} from '@linkflow/contracts';
import { z } from 'zod';
import { sessionCookieName } from '../session/session.guard';
import { SessionSettings } from '../session/sessions.service';

/** Serves the API's description at `/api/docs` for people and `/api/docs-json` for programs. It is built at the first request. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const { secure } = app.get(SessionSettings);
  SwaggerModule.setup('api/docs', app, () => openApiDocument({ secure }) as unknown as OpenAPIObject, {
    jsonDocumentUrl: 'api/docs-json',
    yamlDocumentUrl: 'api/docs-yaml',
  });
}

type JsonSchema = Record<string, unknown>;

/**
 * The route table as an OpenAPI 3.1 document. Schemas that libs/contracts exports become named components.
 * @param options.secure true if the api is reached over https
 */
export function openApiDocument({ secure }: { secure: boolean }) {
  const schemas = new SchemaComponents();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const definition of ROUTE_DEFINITIONS.values()) {
    const { method, path } = routeParts(definition.route);
    const templatePath = path.replace(/:(\w+)/g, '{$1}');
    (paths[templatePath] ??= {})[method.toLowerCase()] = operationOf(definition, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Linkflow',
      version: '1',
      description:
        'Tracked links, the workflows that their clicks start, and the runs of these workflows. Sign in with POST /api/session, or send an API key: `Authorization: Bearer lf_…`.',
    },
    paths,
    webhooks: webhooksOf(schemas),
    components: {
      schemas: schemas.components,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName(secure) },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'lf_…',
          description: `A key from Settings → API keys. The right that an operation requires is the scope that the key needs: ${KEY_SCOPES.join(', ')}. Its owner must have the right too.`,
        },
      },
    },
  };
}

/** The requests that subscribed systems get, by the types of their events. */
const webhooksOf = (schemas: SchemaComponents) =>
  Object.fromEntries(
    contracts.WebhookEvent.options.map((event) => [
      event.shape.type.value,
      {
        post: {
          summary:
            'Signed in the style of Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature)',
          requestBody: { content: { 'application/json': { schema: schemas.of(event, 'output') } } },
          responses: { '2XX': { description: 'Taken. Any other answer is no receipt' } },
        },
      },
    ]),
  );

function operationOf(definition: RouteDefinition, schemas: SchemaComponents) {
  const { subject, summary, params = {}, query, body, upload, status, access } = definition;
  return {
    tags: [subject],
    summary,
    ...(access !== 'public' && {
      description: `Requires the right \`${access}\`. Roles that have it: ${RIGHTS[access].join(', ')}.`,
    }),
    security: securityOf(definition),
    parameters: [
      ...Object.entries(params).map(([name, schema]) =>
        parameterOf('path', name, schemas.of(schema, 'input')),
      ),
      ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
        ...parameterOf('query', name, schemas.of(schema as z.ZodType, 'input')),
        // Optional schemas and schemas with a default accept undefined.
        required: !(schema as z.ZodType).safeParse(undefined).success,
      })),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemas.of(body, 'input') } },
      },
    }),
    ...(upload && {
      requestBody: {
        required: true,
        description: `A file of at most ${upload.maxBytes} bytes.`,
        content: Object.fromEntries(
          upload.mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
    }),
    responses: {
      [status]: responseOf(definition, schemas),
      default: {
        description: 'An error',
        content: { 'application/problem+json': { schema: schemas.of(ProblemBody, 'output') } },
      },
    },
  };
}

/** What authenticates requests of the operation: a session or, on most routes, an API key with this scope. */
function securityOf({ access, route }: RouteDefinition): Record<string, string[]>[] {
  if (access === 'public') return [];
  const scope = keyScopeOf(route);
  return scope === null ? [{ session: [] }] : [{ session: [] }, { apiKey: [scope] }];
}

const parameterOf = (place: 'path' | 'query', name: string, schema: JsonSchema) => ({
  name,
  in: place,
  required: true,
  schema,
});

function responseOf({ response }: RouteDefinition, schemas: SchemaComponents) {
  if (!response) return { description: 'Done' };
  if ('redirect' in response) {
    const location = { description: 'Where the browser continues', schema: { type: 'string' } };
    return { description: 'A redirect', headers: { location } };
  }
  if (!(response instanceof z.ZodType)) {
    return { description: 'Success', content: { [response.mediaType]: { schema: { type: 'string' } } } };
  }
  return {
    description: 'Success',
    content: { 'application/json': { schema: schemas.of(response, 'output') } },
  };
}

/** Converts zod schemas to JSON Schema. Those that libs/contracts exports become named components of the document. */
class SchemaComponents {
  readonly components: Record<string, JsonSchema> = {};
  private readonly names = { input: z.registry<{ id: string }>(), output: z.registry<{ id: string }>() };

  constructor() {
    for (const [id, schema] of Object.entries(contracts)) {
      if (!(schema instanceof z.ZodType) || this.names.output.has(schema)) continue;
      // A field with a default is optional in a request but always present in a response. A schema with such fields gets two components.
      const isSame = isDeepStrictEqual(toJsonSchema(schema, 'input'), toJsonSchema(schema, 'output'));
      this.names.output.add(schema, { id });
      this.names.input.add(schema, { id: isSame ? id : `${id}Input` });
    }
  }

  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // The schema is wrapped in an object: at the root, a recursive schema would refer to itself as `#` and not by its name.
    const { $defs = {}, properties } = toJsonSchema(z.object({ schema }), io, this.names[io]);
    for (const [name, component] of Object.entries($defs)) this.components[name] = relocate(component);
    return relocate(properties?.schema ?? {});
  }
}

const toJsonSchema = (
  schema: z.ZodType,
  io: 'input' | 'output',
  metadata?: z.core.$ZodRegistry<{ id: string }>,
) =>
  z.toJSONSchema(schema, {
    io,
    metadata,
    unrepresentable: 'any',
    // Clients must accept additional fields in responses, because the API may add some later.
    override: ({ jsonSchema }) => {
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  }) as { $defs?: Record<string, JsonSchema>; properties?: Record<string, JsonSchema> };

/** Points references to `$defs` at the components of the document. */
const relocate = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
