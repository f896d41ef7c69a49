import type { BlocConfig } from '../bloc-config/bloc-config.js';
import { BlocUserDirectory } from '../identity/venue-user.js';
import type { VenueConfig } from '../config/venue-config.js';
import { TokenIssuer } from '../identity/token-issuer.js';
import { JwtVerifier, type TokenVerifier } from '../identity/token-verifier.js';

/**
 * Opens who verifies tokens, and who issues them where no external issuer is configured.
 *
 * @param keysDir - under which the local issuer's keys are; made at the first start.
 */
export async function openIdentity(
  venue: VenueConfig,
  bloc: BlocConfig,
  keysDir: string,
): Promise<{ tokenVerifier: TokenVerifier; tokenIssuer?: TokenIssuer }> {
  const directory = new BlocUserDirectory(bloc);
  if (venue.oidc !== undefined) return { tokenVerifier: JwtVerifier.external(venue.oidc, directory) };
  const tokenIssuer = await TokenIssuer.open(keysDir);
  return { tokenVerifier: JwtVerifier.local(tokenIssuer, directory), tokenIssuer };
}
