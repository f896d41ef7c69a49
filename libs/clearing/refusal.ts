import type { ClearingCode, ClearingEventBody, RefusalDetails } from '#contracts';

/** The one event of a refused command. */
export function refuse(code: ClearingCode, details: RefusalDetails): ClearingEventBody[] {
  return [{ type: 'ClearingCommandRefused', code, details }];
}
