import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FollowUpQuery, UpdateFollowUp, type FollowUpView, type Page } from '@linkflow/contracts';
import { FollowUpsService } from '@linkflow/crm';
import { WorkId } from './work-id';

/** To-dos and meetings. */
@ApiTags('crm')
@Controller('api/follow-ups')
export class FollowUpsController {
  constructor(private readonly followUps: FollowUpsService) {}

  @Get()
  async list(@Query({ schema: FollowUpQuery }) query: FollowUpQuery): Promise<Page<FollowUpView>> {
    return this.followUps.page(query);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: WorkId }) id: string,
    @Body({ schema: UpdateFollowUp }) body: UpdateFollowUp,
  ): Promise<FollowUpView> {
    return this.followUps.setStatus(id, body.status);
  }
}
