import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One container of a compose file, as far as the tests look. */
export interface ComposeService {
  readonly image?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  /** Variables that are left at their defaults on purpose, each with its reason. */
  readonly 'x-left-at-default': Readonly<Record<string, string>>;
}

/** Reads a compose file, anchors and merges resolved. */
export function readCompose(file: string): ComposeFile {
  return parse(readFileSync(file, 'utf8'), { merge: true }) as ComposeFile;
}

/** A value with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` filled in, as compose does it. */
export function interpolated(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replace(
    /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind: string | undefined, text: string | undefined) => {
      const found = variables[name];
      if (found !== undefined && found !== '') return found;
      if (kind === '-') return text ?? '';
      throw new Error(`${name} is not set: ${text ?? ''}`);
    },
  );
}
