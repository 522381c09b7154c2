import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { routes, type RouteKey } from '../../contract/api.js';
import { errorSpecs } from '../../contract/errors.js';
import type { Route } from '../../contract/shapes.js';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('A sentence for the person'),
  code: z.enum(Object.keys(errorSpecs)),
  source: z.string(),
  requestId: z.string(),
  field: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  claims: z.string().optional(),
  consentUrl: z.string().optional(),
});

/** The contract's routes as an OpenAPI document, from the very shapes that validate them. Opens nothing. */
export async function describeApi(version: string): Promise<object> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Coherence for Microsoft 365',
        version,
        description: 'The API between the pages and the server. Every refusal is a problem document (RFC 9457).',
      },
      components: {
        securitySchemes: {
          entra: { type: 'http', scheme: 'bearer', bearerFormat: "JWT of the tenant's identity platform for this API" },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  for (const key of Object.keys(routes) as RouteKey[]) {
    const route: Route = routes[key];
    const [method = 'GET', url = '/'] = key.split(' ');
    app.route({
      method,
      url: `/api${url}`,
      schema: {
        summary: route.summary,
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.public ? {} : { security: [{ entra: [] }] }),
        response: { 200: route.reply, default: problem },
      },
      handler: () => undefined,
    });
  }
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}
