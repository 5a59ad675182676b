import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { linkLibrary, mailingLibrary } from '../links/link-library';
import { DemoCrm } from './demo-crm';
import { DemoLock } from './demo-lock';
import { DemoMarketing } from './demo-marketing';
import { DemoSeeder } from './demo-seeder';

/** A house with people, links and a mailing, for a first tour and for tests. */
@Module({
  imports: [CrmModule, linkLibrary, mailingLibrary],
  providers: [DemoLock, DemoCrm, DemoMarketing, DemoSeeder],
})
export class DemoModule {}
