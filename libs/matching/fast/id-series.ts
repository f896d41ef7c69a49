import { Room } from '../layout/memory-map.js';
import { Series } from '../layout/request-layout.js';
const DIGIT_0 = 48;
const DIGIT_9 = 57;
/** Digits of a number that surely fits 31 bits. */
const DIGITS_MAX = 9;
const PREFIX_MAX = 32;
/** So many series a book knows; ids of others are held one by one. */
const SERIES_MAX: number = Room.SERIES;

/**
 * Where the number begins that a text ends with, its first digit not 0: at most nine digits. The text's length when it
 * ends with none.
 */
function numberAt(text: string): number {
  const { length } = text;
  const earliest = Math.max(0, length - DIGITS_MAX);
  let at = length;
  while (at > earliest) {
    const code = text.charCodeAt(at - 1);
    if (code < DIGIT_0 || code > DIGIT_9) break;
    at--;
  }
  while (at < length && text.charCodeAt(at) === DIGIT_0) at++;
  return at;
}

/** The number that the rest of a text is. */
function numberFrom(text: string, at: number): number {
  let number = 0;
  for (let index = at; index < text.length; index++) number = number * 10 + text.charCodeAt(index) - DIGIT_0;
  return number;
}

/**
 * Ids that count up. A desk's ids that differ in the number at their end alone are one series, so that an id is a
 * series and a number, and one above all before it is new without a search. Which series an id belongs to depends on
 * the desk and the text alone; once all numbers of series are given, what has none yet stays loose.
 */
export class IdSeries {
  private readonly byDesk = new Map<number, Map<string, number>>();
  private readonly prefixes: string[] = [''];
  private readonly desks: number[] = [0];
  /** The series of each desk that was asked for last. */
  private readonly recent: number[] = [];
  /** The number in its series of the id that was asked for last; 0 for a loose one. */
  number = 0;

  /** How many numbers of series there are, 0 included. */
  get size(): number {
    return this.prefixes.length;
  }

  deskOf(series: number): number {
    return this.desks[series] ?? 0;
  }

  /** The id of a number in a series. */
  text(series: number, number: number): string {
    return `${this.prefixes[series] ?? ''}${number}`;
  }

  /** The series of a desk's id, made when it is new; `number` is set. @returns `Series.LOOSE` when it has none. */
  seriesOf(desk: number, text: string): number {
    return this.lookUp(desk, text, true);
  }

  /** As `seriesOf`, but an id of a series that is not there yet is taken for loose. */
  find(desk: number, text: string): number {
    return this.lookUp(desk, text, false);
  }

  private lookUp(desk: number, text: string, mayMake: boolean): number {
    const at = numberAt(text);
    this.number = 0;
    if (at === text.length || at > PREFIX_MAX) return Series.LOOSE;
    const recent = this.recent[desk] ?? Series.LOOSE;
    const known = this.prefixes[recent] ?? '';
    const isRecent = recent !== Series.LOOSE && known.length === at && text.startsWith(known);
    const series = isRecent ? recent : this.named(desk, text.slice(0, at), mayMake);
    if (series !== Series.LOOSE) this.number = numberFrom(text, at);
    return series;
  }

  private named(desk: number, prefix: string, mayMake: boolean): number {
    let ofDesk = this.byDesk.get(desk);
    const known = ofDesk?.get(prefix);
    const isNew = known === undefined && mayMake && this.prefixes.length < SERIES_MAX;
    const series = isNew ? this.prefixes.length : (known ?? Series.LOOSE);
    if (isNew) {
      if (ofDesk === undefined) {
        ofDesk = new Map();
        this.byDesk.set(desk, ofDesk);
      }
      ofDesk.set(prefix, series);
      this.prefixes.push(prefix);
      this.desks.push(desk);
    }
    if (series !== Series.LOOSE) {
      while (this.recent.length <= desk) this.recent.push(Series.LOOSE);
      this.recent[desk] = series;
    }
    return series;
  }
}
