export * from './tokens.js';
export * from './clock/clock.js';
export * from './clock/system-clock.js';
export * from './clock/simulated-clock.js';
export * from './clock/iso-time.js';
export * from './bloc-config/bloc-config.js';
export * from './bloc-config/bloc-directory.js';
