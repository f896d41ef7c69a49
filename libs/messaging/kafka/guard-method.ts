type Method<This, Input extends unknown[], Output> = (this: This, ...input: Input) => Promise<Output>;

/** Puts a guard before a method that all objects of a class of the client share; once, however often it is asked for. */
export function guardMethod<Name extends string, This, Input extends unknown[], Output>(
  prototype: Record<Name, Method<This, Input, Output> & { readonly isGuarded?: true }>,
  name: Name,
  guard: (method: Method<This, Input, Output>) => Method<This, Input, Output>,
): void {
  const method = prototype[name];
  if (method.isGuarded === true) return;
  prototype[name] = Object.assign(guard(method), { isGuarded: true as const });
}
