/** `3 orders`, `1 order`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${groupDigits(String(count))} ${count === 1 ? singular : plural}`;
}

/** Thousands apart with commas: `1234567.50` is `1,234,567.50`; anything but a plain number is left as it is. */
export function groupDigits(amount: string): string {
  const match = /^(-?)([0-9]+)(\.[0-9]+)?$/.exec(amount);
  if (match === null) return amount;
  return `${match[1] ?? ''}${(match[2] ?? '').replace(/\B(?=(?:[0-9]{3})+$)/g, ',')}${match[3] ?? ''}`;
}

/** `partiallyFilled` is `partially filled`: the interface's names as words. */
export function words(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

/** An instant for a table: `2026-11-23 02:22:29.123456`, always UTC. */
export function instant(iso: string | undefined): string | undefined {
  return iso?.replace('T', ' ').replace(/Z$/, '');
}
