import type { Book } from '#matching';

/** Room for the text of a state in UTF-8, used again and again. */
export class StateBytes {
  private room = Buffer.alloc(1 << 16);

  /** @returns the whole text, good until the next is taken. */
  take(book: Book): Buffer {
    let size = 0;
    book.writeStateText((bytes) => {
      if (size + bytes.length > this.room.length) this.grow(size + bytes.length);
      this.room.set(bytes, size);
      size += bytes.length;
    });
    return this.room.subarray(0, size);
  }

  private grow(size: number): void {
    const larger = Buffer.alloc(2 * size);
    larger.set(this.room);
    this.room = larger;
  }
}
