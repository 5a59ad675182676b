import { Module } from '@nestjs/common';
import { runDesk } from '../../runs/run-desk';
import { AuditModule } from '../audit/audit.module';
import { BulksController } from './bulks.controller';

@Module({ imports: [runDesk, AuditModule], controllers: [BulksController] })
export class BulksModule {}
