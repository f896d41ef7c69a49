import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { RequestActHandler } from './act-commands.js';
import { FindActHandler, ListActsHandler } from './act-queries.js';
import { ActsController } from './http/acts.controller.js';
import { POLICY_DEFAULTS, POLICY_OPTIONS, type PolicyOptions } from './options.js';
import { PolicyService } from './policy-service.js';

const PROVIDERS: readonly Provider[] = [PolicyService, RequestActHandler, FindActHandler, ListActsHandler];

/** The bloc's acts: proposed, approved, decided, brought to the books. */
@Module({
  imports: [CqrsModule],
  controllers: [ActsController],
  providers: [...PROVIDERS, { provide: POLICY_OPTIONS, useValue: POLICY_DEFAULTS }],
})
export class PolicyModule {
  /** The module with other bounds than the usual ones. */
  static withOptions(options: Partial<PolicyOptions>): DynamicModule {
    return {
      module: PolicyModule,
      providers: [{ provide: POLICY_OPTIONS, useValue: { ...POLICY_DEFAULTS, ...options } }],
    };
  }
}
