/** Whether two values hold the same fields, whatever their order; a field that is undefined is absent. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) return false;
  let fields = 0;
  for (const key in left) {
    const field = left[key];
    if (field === undefined) continue;
    fields++;
    if (!isSameValue(field, right[key])) return false;
  }
  // All that the left has the right has too; so it has more if it has anything else.
  for (const key in right) if (right[key] !== undefined) fields--;
  return fields === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
