import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequestQuery, UpdateRequest, type Page, type RequestView } from '@linkflow/contracts';
import { RequestsService } from '@linkflow/crm';
import { WorkId } from './work-id';

@ApiTags('crm')
@Controller('api/requests')
export class RequestsController {
  constructor(private readonly requests: RequestsService) {}

  @Get()
  async list(@Query({ schema: RequestQuery }) query: RequestQuery): Promise<Page<RequestView>> {
    return this.requests.page(query);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: WorkId }) id: string,
    @Body({ schema: UpdateRequest }) body: UpdateRequest,
  ): Promise<RequestView> {
    return this.requests.update(id, body);
  }
}
