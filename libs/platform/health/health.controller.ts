import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.js';
import { ProblemException } from '../http/problem.js';
import { READINESS } from '../tokens.js';
import { Readiness, type ReadinessState } from './readiness.js';

/** Whether the process lives, and whether it takes requests. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Public()
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Public()
  @Get('ready')
  @ApiOperation({ summary: 'Every part of the process is ready; 503 with the parts that are not' })
  async ready(): Promise<{ status: 'ready'; parts: Record<string, ReadinessState> }> {
    const { ready, parts } = await this.readiness.check();
    if (!ready) {
      throw new ProblemException(
        503,
        'NOT_READY',
        'the venue is not ready',
        { parts },
        { 'retry-after': '1' },
      );
    }
    return { status: 'ready', parts };
  }
}
