import { Cell, Region, Room } from '../layout/memory-map';
import { Request } from '../layout/request-layout';
import { HEADER_WORDS, IS_LIVE, LogHeader } from '../layout/log-layout';
import { extendEndings, openSegment } from './calls';
import { setWord, whole, word } from './cells';

// The ids that a book holds (SEQ-4), as far as an ordinary command touches them: those that count up.

const ENDING_WORDS: i32 = 3;
const PROFILED_WORDS: i32 = HEADER_WORDS + Request.PROFILED_WORDS;

/** Whether the id of a request has a number above all of its series: then it is new. */
@inline export function isNextId(body: i32): bool {
  const series = load<i32>(body, Request.ID_SERIES << 2);
  return (
    series != 0 &&
    series < <i32>Room.SERIES &&
    load<i32>(body, Request.ID_NUMBER << 2) > load<i32>((series << 2) + Region.HIGHEST_NUMBERS)
  );
}

/** Holds the id of a request that has a profile, and whose number is above all of its series. Returns its position. */
@inline export function holdNextId(body: i32, sequence: i64): i32 {
  if (word(Cell.LOG_NEXT) + PROFILED_WORDS > word(Cell.LOG_END)) openSegment(PROFILED_WORDS);
  const header = word(Cell.LOG_NEXT);
  setWord(Cell.LOG_NEXT, header + PROFILED_WORDS);
  const log: usize = header << 2;
  store<i32>(log, <i32>sequence, LogHeader.SEQUENCE_LOW << 2);
  store<i32>(log, <i32>(sequence >> 32) | (PROFILED_WORDS << 16), LogHeader.SEQUENCE_HIGH_AND_LENGTH << 2);
  store<i32>(log, IS_LIVE, LogHeader.ENDED_HIGH << 2);
  const number = load<i32>(body, Request.ID_NUMBER << 2);
  store<i32>(log, load<i32>(body, Request.PROFILE << 2), (HEADER_WORDS + Request.PROFILE) << 2);
  store<i32>(log, number, (HEADER_WORDS + Request.ID_NUMBER) << 2);
  store<i32>(log, load<i32>(body, Request.QUANTITY << 2), (HEADER_WORDS + Request.QUANTITY) << 2);
  store<i32>(log, load<i32>(body, Request.PRICE << 2), (HEADER_WORDS + Request.PRICE) << 2);
  store<i32>((load<i32>(body, Request.ID_SERIES << 2) << 2) + Region.HIGHEST_NUMBERS, number);
  return header + HEADER_WORDS;
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
  store<i32>(at << 2, position);
  store<i64>(at << 2, micros, 4);
}
