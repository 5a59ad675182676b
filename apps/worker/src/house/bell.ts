import { Injectable } from '@nestjs/common';
import { JobProducer } from '@linkflow/queues';
import { Bell } from '@linkflow/runs';

@Injectable()
export class QueueBell extends Bell {
  constructor(private readonly jobs: JobProducer) {
    super();
  }

  ring(runIds: string[], delayMs?: number): Promise<void> {
    return this.jobs.add('advance', { v: 1, runIds }, { delayMs });
  }
}
