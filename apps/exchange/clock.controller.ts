import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import {
  CLOCK,
  isoToMicros,
  malformed,
  microsToIso,
  Public,
  Roles,
  SimulatedClock,
  type Clock,
  type ProblemException,
} from '#platform';

class SetClockDto {
  @ApiProperty({ example: '2026-11-25T16:00:00Z', description: 'Not before the time that the clock shows.' })
  @IsString()
  @MaxLength(40)
  time!: string;
}

/** Shows the venue's time; a simulated clock, and only that, can be moved forward. */
@ApiTags('clock')
@ApiBearerAuth()
@Controller('clock')
export class ClockController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @Public()
  @ApiOperation({ summary: "The venue's time" })
  show(): { time: string; simulated: boolean } {
    return { time: microsToIso(this.clock.nowMicros()), simulated: this.clock instanceof SimulatedClock };
  }

  @Post()
  @HttpCode(200)
  @Roles('supervisor')
  @ApiOperation({ summary: 'Moves a simulated clock forward' })
  set(@Body() body: SetClockDto): { time: string; simulated: boolean } {
    const micros = isoToMicros(body.time);
    if (micros === undefined) throw wrongTime('must be a UTC instant such as 2026-11-25T16:00:00Z');
    if (!(this.clock instanceof SimulatedClock))
      throw wrongTime('the venue runs on the real clock (OREBOOK_CLOCK)');
    if (micros < this.clock.nowMicros())
      throw wrongTime('is before the time that the clock shows: time never decreases (SEQ-3)');
    this.clock.set(micros);
    return this.show();
  }
}

function wrongTime(message: string): ProblemException {
  return malformed('the request is malformed', [{ field: 'time', code: 'TIME', message }]);
}
