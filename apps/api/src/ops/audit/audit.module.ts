import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditLog } from './audit-log';
import { AuditController } from './audit.controller';
import { AUDIT_MODEL, AuditSchema } from './stored-audit';

/** For whoever does something that is to be written down. */
@Module({
  imports: [MongooseModule.forFeature([{ name: AUDIT_MODEL, schema: AuditSchema }])],
  providers: [AuditLog],
  controllers: [AuditController],
  exports: [AuditLog],
})
export class AuditModule {}
