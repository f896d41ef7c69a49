// What the other side does: whatever is rare, and all that has names. `fast/book-memory.ts` declares the same.

/** Whether a request's terms, desk and certificate are ordinary, worked out and kept. @param body - in words. */
@external('calls', 'judge') export declare function judge(body: i32): bool;
/** Who holds the id of a request; 0 for nobody. @param body - in words. */
@external('calls', 'findId') export declare function findId(body: i32): i32;
/** Holds the id of a request for the order of the sequence; gives its position. @param body - in words. */
@external('calls', 'holdId') export declare function holdId(body: i32, count: i32): i32;
/** Opens a segment of the log with room for so many words. */
@external('calls', 'openSegment') export declare function openSegment(words: i32): void;
/** Opens a block of notes for a series; gives where its first note goes. */
@external('calls', 'openNotes') export declare function openNotes(series: i32): i32;
@external('calls', 'extendEndings') export declare function extendEndings(): void;
/** The commands come from another partition of the bus than before. */
@external('calls', 'notePartition') export declare function notePartition(partition: i32): void;
/** Forgets the rare terms of an order that ends. */
@external('calls', 'forgetRare') export declare function forgetRare(slot: i32): void;
/** INV-3, where the order's own words do not tell all. */
@external('calls', 'assertSums') export declare function assertSums(slot: i32): void;
/** INV-10. */
@external('calls', 'assertCertificate') export declare function assertCertificate(number: i32): void;
/** FLOR-10. */
@external('calls', 'publishFloorLocked') export declare function publishFloorLocked(isLocked: bool): void;
/** Throws. */
@external('calls', 'violated') declare function throwViolation(what: i32, first: i32, second: i32): void;

/** Throws. What comes after is never reached, so nothing is kept for it. */
@inline export function violated(what: i32, first: i32, second: i32): void {
  throwViolation(what, first, second);
  unreachable();
}
