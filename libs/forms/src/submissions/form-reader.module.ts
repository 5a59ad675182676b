import { Module } from '@nestjs/common';
import { WebhookEventsModule } from '@linkflow/webhooks';
import { FormVersions } from '../library/form-versions';
import { FormsRepository } from '../library/forms.repository';
import { FormReader } from './form-reader';
import { SubmissionsRepository } from './submissions.repository';

/** Reads forms and answers. It makes no indexes: FormsModule does, and apps/click starts without MongoDB too. */
@Module({
  imports: [WebhookEventsModule],
  providers: [FormsRepository, FormVersions, SubmissionsRepository, FormReader],
  exports: [FormReader],
})
export class FormReaderModule {}
