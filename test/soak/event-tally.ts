import type { BookEvent } from '#contracts';

/** Counts events by type and by the code or reason that they give. */
export class EventTally {
  private readonly timesOf = new Map<BookEvent['type'], Map<string, number>>();

  hear(event: BookEvent): void {
    let times = this.timesOf.get(event.type);
    if (times === undefined) {
      times = new Map();
      this.timesOf.set(event.type, times);
    }
    const why = 'reason' in event ? event.reason : 'code' in event ? event.code : '';
    times.set(why, (times.get(why) ?? 0) + 1);
  }

  /** How often each came, by its name: the type, and after a space the code or reason where there is one. */
  get seen(): ReadonlyMap<string, number> {
    const seen = new Map<string, number>();
    for (const [type, times] of this.timesOf) {
      for (const [why, count] of times) seen.set(why === '' ? type : `${type} ${why}`, count);
    }
    return seen;
  }
}
