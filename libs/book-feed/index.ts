export { CommandAssembler, type PositionedEvent, type RecordedCommand } from './command-assembler.js';
export { followBooks, readBookCommands, type CommandHandler } from './book-feed.js';
