// What the other side does: whatever is rare, and all that has names. `fast/book-memory.ts` declares the same.

/** Whether a request's terms, desk and certificate are ordinary, worked out and kept. @param body - in words. */
@external('calls', 'judge') export declare function judge(body: i32): bool;
/** Who holds the id of a request; 0 for nobody. @param body - in words. */
@external('calls', 'findId') export declare function findId(body: i32): i32;
/** Holds the id of a request for the order of the sequence; gives its position. @param body - in words. */
@external('calls', 'holdId') export declare function holdId(body: i32, count: i32): i32;
/** Opens a segment of the log with room for so many words. */
@external('calls', 'openSegment') export declare function openSegment(words: i32): void;
@external('calls', 'extendEndings') export declare function extendEndings(): void;
@external('calls', 'insertElsewhere') export declare function insertElsewhere(low: i32, slot: i32): void;
@external('calls', 'removeElsewhere') export declare function removeElsewhere(low: i32, slot: i32): void;
@external('calls', 'findElsewhere') export declare function findElsewhere(low: i32, high: i32): i32;
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
@external('calls', 'violated') export declare function violated(what: i32, first: i32, second: i32): void;
