export { positioned, UnreadableEvent, type PositionedEvent } from './decoded-events.js';
export { CommandAssembler, MissingEvents, type RecordedCommand } from './command-assembler.js';
export { followBooks, readBookCommands, type CommandHandler } from './book-feed.js';
export {
  changesOrder,
  followOrder,
  isClosing,
  orderStatusOf,
  startOfOrder,
  waitsFor,
  type OrderProgress,
  type WaitsFor,
} from './order-progress.js';
