import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { JWK } from 'jose';
import { Public } from '../http/access.js';
import { ProblemException } from '../http/problem.js';
import { TOKEN_ISSUER } from '../tokens.js';
import { TokenIssuer } from './token-issuer.js';

/** The local issuer's public keys, for whoever verifies its tokens. */
@ApiExcludeController()
@Controller('.well-known')
export class JwksController {
  constructor(@Optional() @Inject(TOKEN_ISSUER) private readonly issuer?: TokenIssuer) {}

  @Public()
  @Get('jwks.json')
  jwks(): { keys: JWK[] } {
    if (this.issuer === undefined)
      throw new ProblemException(404, 'NOT_FOUND', 'this venue has no local issuer');
    return this.issuer.jwks();
  }
}
