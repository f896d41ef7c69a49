import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.js';
import { METRICS } from '../tokens.js';
import { Metrics } from './metrics.js';

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** What the process measures of itself, for Prometheus; it names no desk and no order. */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Public()
  @Get()
  @Header('content-type', PROMETHEUS_TEXT)
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'Measures of the process in the text form of Prometheus' })
  show(): Promise<string> {
    return this.metrics.text();
  }
}
