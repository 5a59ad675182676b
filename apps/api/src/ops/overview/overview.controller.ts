import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { OpsOverview } from '@linkflow/contracts';
import { Roles } from '../../session';
import { Overview } from './overview.service';

/** How the engine stands. */
@ApiTags('ops')
@Controller('api/ops/overview')
export class OverviewController {
  constructor(private readonly overview: Overview) {}

  @Get()
  @Roles('ops', 'admin')
  read(): Promise<OpsOverview> {
    return this.overview.read();
  }
}
