export * from './bloc-scenario.js';
