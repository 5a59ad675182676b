import { Module } from '@nestjs/common';
import { MailChecks } from '@linkflow/mailings';
import { controllerOf } from '../http/route';
import { mailChecks } from '../lib-modules';

/** What is wrong with a mailing before it is sent. */
const MailCheckController = controllerOf('mailCheck', [MailChecks], (checks) => ({
  get: ({ params }) => checks.check(params.id),
  sender: ({ params }) => checks.checkSender(params.id),
}));

@Module({ imports: [mailChecks], controllers: [MailCheckController] })
export class MailCheckApiModule {}
