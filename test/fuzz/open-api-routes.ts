import type { FuzzRoute } from './random-request.js';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

/** Every route of the venue, with the field names that a nearly right request would use. */
export function routesOf(document: OpenApiDocument): FuzzRoute[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method.toLowerCase()];
      if (operation === undefined) return [];
      const schemas = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema ?? {});
      const bodyFields = new Set<string>();
      for (const schema of schemas) collectFields(document, schema, bodyFields, 4);
      const queryFields = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name }) => name);
      return [{ method, path, bodyFields: [...bodyFields], queryFields }];
    }),
  );
}

function collectFields(
  document: OpenApiDocument,
  schema: Schema,
  fields: Set<string>,
  depthMax: number,
): void {
  if (depthMax === 0) return;
  const target = schema.$ref?.split('/').at(-1);
  const resolved = target === undefined ? schema : (document.components?.schemas?.[target] ?? {});
  for (const [name, property] of Object.entries(resolved.properties ?? {})) {
    fields.add(name);
    collectFields(document, property, fields, depthMax - 1);
  }
  if (resolved.items !== undefined) collectFields(document, resolved.items, fields, depthMax - 1);
  for (const variant of resolved.oneOf ?? []) collectFields(document, variant, fields, depthMax - 1);
}
