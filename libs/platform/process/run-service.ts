import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { loadServiceConfig } from '../config/load-service-config.js';
import type { ServiceName } from '../config/service-config.js';
import { PlatformModule } from '../platform.module.js';
import { runProcess } from './run-process.js';
import { openServiceParts, type ServiceParts } from './service-parts.js';

@Module({})
class ServiceModule {}

/**
 * Runs one service as a process of its own, configured by its environment.
 *
 * @param modulesOf - what the service is made of, beside health and keys.
 */
export async function runService(
  service: ServiceName,
  modulesOf: (parts: ServiceParts) => readonly (DynamicModule | Type)[],
): Promise<void> {
  await runProcess((environment) => {
    const config = loadServiceConfig(service, environment);
    return {
      venue: config.venue,
      open: (_data, logger) => openServiceParts(config, logger),
      module: (parts) => ({
        module: ServiceModule,
        imports: [PlatformModule.forRoot(parts), ...modulesOf(parts)],
      }),
      greeting: (url) =>
        `Orebook ${service} is open at ${url} (bus ${config.bus.kind}, store ${config.store.kind})`,
    };
  });
}
