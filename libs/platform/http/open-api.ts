import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { byStatus } from './framework-errors.js';
import { PROBLEM_CONTENT_TYPE } from './problem.js';

/** What the documentation says of the process. */
export interface OpenApiOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', example: 'urn:orebook:problem:BELOW_FLOOR' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable: of the published rejection list, or of the edge.' },
    rule: { type: 'string', description: 'The rule of the rulebook that refused.' },
    details: {
      type: 'object',
      additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      description: 'The figures behind the refusal; prices and money are decimal strings.',
      example: { floorPrice: '110.00', floorVersion: 1 },
    },
    sequence: {
      type: 'integer',
      description: "Of a refusal by a book: the book's sequence that records it.",
    },
    position: {
      type: 'integer',
      description: 'Store position of a recorded refusal: name it as afterPosition to read what came of it.',
    },
    incident: { type: 'string', description: 'Of a 500: name it when you ask.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** Builds the OpenAPI document; every operation may answer with a problem. */
function openApiDocument(app: INestApplication, options: OpenApiOptions): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(options.title)
    .setDescription(options.description)
    .setVersion(options.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const answer = {
    description: 'A problem by RFC 9457',
    headers: { 'retry-after': { description: 'seconds, with 503', schema: { type: 'integer' } } },
    content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      if (operation !== undefined) operation.responses['default'] ??= answer;
    }
  }
  const schemas = { ...document.components?.schemas, Problem: PROBLEM_SCHEMA };
  return { ...document, components: { ...document.components, schemas } };
}

const UI_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const UI_START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: false,
});
`;

function uiPage(title: string): string {
  const safeTitle = title.replace(/[<>&]/g, '');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${safeTitle}</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
}

const UI_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Whether an address is the documentation's, which is for everybody. */
export function isDocumentation(path: string): boolean {
  return path === '/openapi.json' || path === '/docs' || path.startsWith('/docs/');
}

/**
 * Serves the OpenAPI document at `/openapi.json` and a page of it at `/docs`. The page's files are the ones that
 * `@nestjs/swagger` brings, from memory: nothing of the file system can be asked for.
 */
export function setUpOpenApi(app: INestApplication, fastify: FastifyInstance, options: OpenApiOptions): void {
  let document: string | undefined;
  const files = new Map<string, Promise<Buffer>>();
  fastify.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(app, options));
    return reply.type('application/json; charset=utf-8').send(document);
  });
  fastify.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', UI_POLICY)
      .send(uiPage(options.title)),
  );
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(UI_START),
  );
  fastify.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    const { file } = request.params;
    const type = Object.hasOwn(UI_FILES, file) ? UI_FILES[file] : undefined;
    if (type === undefined) throw byStatus(404);
    const content = files.get(file) ?? readFile(path.join(uiDirectory(), file));
    files.set(file, content);
    return reply
      .type(type)
      .header('cache-control', 'public, max-age=3600')
      .send(await content);
  });
}

function uiDirectory(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return path.dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}
