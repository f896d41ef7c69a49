import 'reflect-metadata';
import { RequestMethod, type INestApplication, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Role } from '#contracts';
import { PUBLIC_METADATA, ROLES_METADATA } from './access.js';

/** Who may use a route; `undeclared` is a fault of the product and lets nobody in. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] }
  | { readonly kind: 'undeclared' };

/** One route of the process. */
export interface RouteInfo {
  readonly method: string;
  /** With parameters as `:name`, e.g. `/v1/orders/:id`. */
  readonly path: string;
  readonly access: RouteAccess;
  /** Controller and method, for people. */
  readonly handler: string;
}

export const GLOBAL_PREFIX = 'v1';
/** Controllers that stand outside of `/v1`. */
const UNPREFIXED = ['health', 'metrics', '.well-known'];
/** What `setGlobalPrefix` leaves out. */
export const UNPREFIXED_PATHS = ['health/live', 'health/ready', 'metrics', '.well-known/jwks.json'];

/**
 * Lists every route of an application with who may use it, so that a test can walk them all.
 *
 * @param app - as made by `createHttpApp`.
 */
export function listRoutes(app: INestApplication): RouteInfo[] {
  const routes: RouteInfo[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') routes.push(...routesOf(metatype as Type));
    }
  }
  return routes.sort((one, other) => compare(one.path, other.path) || compare(one.method, other.method));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function routesOf(controller: Type): RouteInfo[] {
  const prototype = controller.prototype as Record<string, unknown>;
  const routes: RouteInfo[] = [];
  for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
    const handler = prototype[name];
    if (typeof handler !== 'function') continue;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) continue;
    for (const base of pathsOf(controller)) {
      for (const path of pathsOf(handler)) {
        const access = accessOf(handler, controller);
        routes.push({
          method: RequestMethod[method],
          path: join(base, path),
          access,
          handler: `${controller.name}.${name}`,
        });
      }
    }
  }
  return routes;
}

function pathsOf(target: object): string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return path === undefined ? [''] : [path].flat();
}

function join(base: string, path: string): string {
  const parts = `${base}/${path}`.split('/').filter((part) => part !== '');
  return `/${[...(UNPREFIXED.includes(parts[0] ?? '') ? [] : [GLOBAL_PREFIX]), ...parts].join('/')}`;
}

function accessOf(handler: object, controller: object): RouteAccess {
  for (const target of [handler, controller]) {
    if (Reflect.getMetadata(PUBLIC_METADATA, target) === true) return { kind: 'public' };
    const roles = Reflect.getMetadata(ROLES_METADATA, target) as readonly Role[] | undefined;
    if (roles !== undefined) return { kind: 'roles', roles };
  }
  return { kind: 'undeclared' };
}

/** Finds the access of the route that Fastify matched, and the methods that an address takes. */
export class RouteTable {
  private readonly accesses = new Map<string, RouteAccess>();
  private readonly patterns: { readonly pattern: RegExp; readonly method: string }[] = [];

  constructor(readonly routes: readonly RouteInfo[]) {
    for (const { method, path, access } of routes) {
      this.accesses.set(`${method} ${path}`, access);
      if (method === 'GET') this.accesses.set(`HEAD ${path}`, access);
      const source = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z0-9_]+/g, '[^/]+');
      this.patterns.push({ pattern: new RegExp(`^${source}$`), method });
    }
  }

  /** Undefined for what is no controller's route, such as the documentation's files. */
  accessOf(method: string, path: string): RouteAccess | undefined {
    return this.accesses.get(`${method} ${path}`);
  }

  /** The methods of an address, empty when there is no such address. */
  methodsAt(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = new Set<string>();
    for (const { pattern, method } of this.patterns) {
      if (!pattern.test(path)) continue;
      methods.add(method);
      if (method === 'GET') methods.add('HEAD');
    }
    return [...methods].sort();
  }
}
