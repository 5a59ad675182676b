import { Injectable } from '@nestjs/common';
import { KeptConfirmations } from '@linkflow/forms';
import { Outbox } from '@linkflow/mailings';

/** Confirmation mails in the outbox. */
@Injectable()
export class OutboxConfirmations extends KeptConfirmations {
  constructor(private readonly outbox: Outbox) {
    super();
  }

  erase(submissionIds: readonly string[]): Promise<void> {
    return this.outbox.erase(submissionIds);
  }
}
