import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditQuery, type AuditPage } from '@linkflow/contracts';
import { Roles } from '../../session';
import { AuditLog } from './audit-log';

/** Who did what, newest first. */
@ApiTags('ops')
@Controller('api/audit')
@Roles('ops', 'admin')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  list(@Query({ schema: AuditQuery }) query: AuditQuery): Promise<AuditPage> {
    return this.audit.page(query);
  }
}
