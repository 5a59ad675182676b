import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { runDesk } from '../../runs/run-desk';
import { AuditModule } from '../audit/audit.module';
import { BulksController } from './bulks.controller';

@Module({ imports: [runDesk, CrmModule, AuditModule], controllers: [BulksController] })
export class BulksModule {}
