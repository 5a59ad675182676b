import { Injectable } from '@nestjs/common';
import type { FormsJob } from '@linkflow/contracts';
import { SubmissionIntake } from '@linkflow/forms';
import type { JobHandler } from '@linkflow/queues';
import { MongoReturn } from '../mongo-return';
import { Watchdog } from '../watchdog';

/** Stores and processes submissions of forms. */
@Injectable()
export class FormsProcessor implements JobHandler<'forms'> {
  constructor(
    private readonly intake: SubmissionIntake,
    private readonly watchdog: Watchdog,
    private readonly mongoReturn: MongoReturn,
  ) {}

  /** @throws if MongoDB is unreachable; the job is delivered again then */
  async handle(job: FormsJob): Promise<void> {
    if (this.watchdog.isArmed) this.watchdog.start();
    try {
      await this.intake.process(job);
    } catch (error) {
      this.mongoReturn.failed(error);
      throw error;
    }
  }
}
