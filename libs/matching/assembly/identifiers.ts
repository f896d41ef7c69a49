import { Cell, Region } from '../layout/memory-map';
import { Profile, Request } from '../layout/request-layout';
import { HEADER_WORDS, IS_LIVE, LogHeader } from '../layout/log-layout';
import { Note, SeriesCell } from '../layout/series-layout';
import { AHEAD_BYTES } from './ahead';
import { extendEndings, openNotes, openSegment } from './calls';
import { setWord, whole, word } from './cells';

// The ids that a book holds (SEQ-4), as far as an ordinary command touches them: those that count up.

const ENDING_WORDS: i32 = 3;
const PROFILED_WORDS: i32 = HEADER_WORDS + Request.PROFILED_WORDS;

@inline function cellOf(series: i32): i32 {
  return (series << (SeriesCell.SHIFT + 2)) + Region.SERIES;
}

/** Whether a request has a profile, so a series, and its id a number above all of that: then it is new. */
@inline export function isNextId(body: i32): i32 {
  const cell = cellOf(load<i32>(body, Request.ID_SERIES << 2));
  return (
    <i32>(load<i32>(body, Request.PROFILE << 2) != Profile.NONE) &
    <i32>(load<i32>(body, Request.ID_NUMBER << 2) > load<i32>(cell, SeriesCell.HIGHEST << 2))
  );
}

/** Holds the id of a request that has a profile, and whose number is above all of its series. Returns its position. */
@inline export function holdNextId(body: i32, sequence: i64): i32 {
  if (word(Cell.LOG_NEXT) + PROFILED_WORDS > word(Cell.LOG_END)) openSegment(PROFILED_WORDS);
  const header = word(Cell.LOG_NEXT);
  setWord(Cell.LOG_NEXT, header + PROFILED_WORDS);
  const log: usize = header << 2;
  load<i32>(log, AHEAD_BYTES);
  store<i64>(log, sequence | (<i64>PROFILED_WORDS << 48), LogHeader.SEQUENCE_LOW << 2);
  store<i32>(log, IS_LIVE, LogHeader.ENDED_HIGH << 2);
  // Profile and number, then quantity and price.
  store<i64>(log, load<i64>(body, Request.PROFILE << 2), (HEADER_WORDS + Request.PROFILE) << 2);
  store<i64>(log, load<i64>(body, Request.QUANTITY << 2), (HEADER_WORDS + Request.QUANTITY) << 2);
  const number = load<i32>(body, Request.ID_NUMBER << 2);
  setWord(Cell.LOG_HELD, word(Cell.LOG_HELD) + 1);
  addToSeries(load<i32>(body, Request.ID_SERIES << 2), number, header + HEADER_WORDS);
  return header + HEADER_WORDS;
}

/** A number above all of its series has its place in the index from now on. */
@inline export function addToSeries(series: i32, number: i32, position: i32): void {
  const cell = cellOf(series);
  store<i32>(cell, number, SeriesCell.HIGHEST << 2);
  // The same page of a segment that was opened again since is another one.
  const isNoted =
    <i32>((position ^ load<i32>(cell, SeriesCell.LAST_POSITION << 2)) >>> Note.PAGE_BITS == 0) &
    <i32>(load<i32>(cell, SeriesCell.LAST_OPENING << 2) == word(Cell.LOG_OPENING));
  if (isNoted == 0) note(series, number, position);
}

/** The first id of a series on a page of the log. */
function note(series: i32, number: i32, position: i32): void {
  const cell = cellOf(series);
  let next = load<i32>(cell, SeriesCell.NEXT_NOTE << 2);
  if ((next & (Note.BLOCK_WORDS - 1)) == 0) next = openNotes(series);
  const at: usize = next << 2;
  store<i32>(at, number, Note.NUMBER << 2);
  store<i32>(at, position, Note.POSITION << 2);
  store<i32>(at, word(Cell.LOG_OPENING), Note.OPENING << 2);
  store<i32>(cell, position, SeriesCell.LAST_POSITION << 2);
  store<i32>(cell, word(Cell.LOG_OPENING), SeriesCell.LAST_OPENING << 2);
  store<i32>(cell, next + Note.WORDS, SeriesCell.NEXT_NOTE << 2);
}

/** The order of a request ended now, or the request was refused. */
@inline export function endId(position: i32): void {
  pushEnding(position, whole(Cell.BOOK_MICROS));
}

/** As `endId`, at an instant. */
export function endIdAt(position: i32, micros: f64): void {
  pushEnding(position, <i64>micros);
}

@inline function pushEnding(position: i32, micros: i64): void {
  if (word(Cell.ENDING_NEXT) == word(Cell.ENDING_END)) extendEndings();
  const at = word(Cell.ENDING_NEXT);
  setWord(Cell.ENDING_NEXT, at + ENDING_WORDS);
  load<i32>(at << 2, AHEAD_BYTES);
  store<i32>(at << 2, position);
  store<i64>(at << 2, micros, 4);
}
