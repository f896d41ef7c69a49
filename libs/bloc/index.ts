export * from './calendar.js';
export * from './membership.js';
export * from './policy-state.js';
export * from './act-rules.js';
export * from './decide.js';
export * from './apply.js';
export * from './verify.js';
