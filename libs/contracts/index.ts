export * from './vocabulary.js';
export * from './instrument.js';
export * from './codes.js';
export * from './decimal.js';
export * from './names.js';
export * from './codec.js';
export * from './commands/book-command.js';
export * from './events/book-event.js';
