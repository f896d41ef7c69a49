export { AuditModule } from './audit.module.js';
export { serveAuditIndex } from './audit-follower.js';
