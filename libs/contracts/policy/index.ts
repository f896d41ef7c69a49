export * from './codes.js';
export * from './policy-event.js';
export * from './policy-codec.js';
