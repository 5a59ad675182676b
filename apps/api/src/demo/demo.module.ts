import { Module } from '@nestjs/common';
import { CrmModule } from '@linkflow/crm';
import { linkLibrary, mailingLibrary } from '../links/link-library';
import { DemoLinksSeed } from './demo-links';
import { DemoListsSeed } from './demo-lists';
import { DemoSeed } from './demo-seed';

/** Colleagues, contacts, links and a mailing to try things out with. */
@Module({
  imports: [CrmModule, linkLibrary, mailingLibrary],
  providers: [DemoSeed, DemoListsSeed, DemoLinksSeed],
})
export class DemoModule {}
