import { Module } from '@nestjs/common';
import { DraftRules, LinksModule } from '@linkflow/links';
import { MailingsModule } from '@linkflow/mailings';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { DraftJudge } from './draft-judge';

@Module({ imports: [CatalogueModule], providers: [DraftJudge], exports: [DraftJudge] })
export class DraftJudgeModule {}

/** The one link library of this app; every module that needs it imports this same object. */
export const linkLibrary = LinksModule.withRules({ provide: DraftRules, useExisting: DraftJudge }, [
  DraftJudgeModule,
]);

/** The mailings over it. */
export const mailingLibrary = MailingsModule.with(linkLibrary);
