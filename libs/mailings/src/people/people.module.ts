import { Module, type OnModuleInit } from '@nestjs/common';
import { ClicksModule } from '@linkflow/links';
import { MailingsRepository } from '../mailings.repository';
import { PeopleBulkStore, PeopleBulks } from './people-bulks';
import { PeoplePersonalData } from './people-personal-data';
import { PeopleReader } from './people-reader';

/** The people who clicked, and work for them. The modules of the recipients and of the CRM must be global. */
@Module({
  imports: [ClicksModule],
  providers: [MailingsRepository, PeopleReader, PeopleBulkStore, PeopleBulks, PeoplePersonalData],
  exports: [PeopleReader, PeopleBulkStore, PeopleBulks],
})
export class PeopleModule implements OnModuleInit {
  constructor(private readonly store: PeopleBulkStore) {}

  onModuleInit(): Promise<void> {
    return this.store.createIndexes();
  }
}
