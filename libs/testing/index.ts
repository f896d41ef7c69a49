export * from './bloc-scenario.js';
export * from './book-builders.js';
export * from './book-recording.js';
export * from './engine-double.js';
export * from './small-bloc.js';
export * from './clearing-scenario.js';
export * from './book-auditor.js';
export * from './book-commands.js';
