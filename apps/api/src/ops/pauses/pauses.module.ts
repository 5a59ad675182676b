import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { runDesk } from '../../runs/run-desk';
import { AuditModule } from '../audit/audit.module';
import { PausesController } from './pauses.controller';

@Module({ imports: [runDesk, CrmModule, AuditModule], controllers: [PausesController] })
export class PausesModule {}
