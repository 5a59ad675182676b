import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LookupQuery, RefKind, type LookupItem } from '@linkflow/contracts';
import { LookupsService } from '@linkflow/crm';

/** What pickers offer. */
@ApiTags('crm')
@Controller('api/lookups')
export class LookupsController {
  constructor(private readonly lookups: LookupsService) {}

  @Get(':kind')
  async find(
    @Param('kind', { schema: RefKind }) kind: RefKind,
    @Query({ schema: LookupQuery }) query: LookupQuery,
  ): Promise<LookupItem[]> {
    return this.lookups.find(kind, query);
  }
}
