/** Whether two values hold the same fields, whatever their order; a field that is undefined is absent. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  return holds(left, right) && hasNoMore(right, left);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function holds(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  for (const key in left) if (!isSameValue(left[key], right[key])) return false;
  return true;
}

function hasNoMore(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  for (const key in left) if (left[key] !== undefined && right[key] === undefined) return false;
  return true;
}
