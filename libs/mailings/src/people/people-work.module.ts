import { Module } from '@nestjs/common';
import { BouncesModule } from '../bounces/bounces.module';
import { AudienceModule } from '../recipients/audience.module';
import { PeopleBulkRunner } from './people-bulk-runner';
import { PeopleModule } from './people.module';

/** Processes bulks for people. For apps/worker. */
@Module({ imports: [PeopleModule, AudienceModule, BouncesModule], providers: [PeopleBulkRunner] })
export class PeopleWorkModule {}
