export * from './codes.js';
export * from './clearing-command.js';
export * from './clearing-event.js';
export * from './clearing-codec.js';
